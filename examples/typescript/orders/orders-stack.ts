import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { type Construct } from 'constructs';
import { CanaryLambda, Hook, Notification, Rollout } from 'cdk-canary-lambda';

export interface OrdersStackProps extends StackProps {
  /** Which release of the code to deploy. */
  readonly release: string;
}

/** A shop's orders: an HTTP API, a function behind its alias, a table. Each new release rolls out to 10 % first. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, props: OrdersStackProps) {
    super(scope, id, props);

    const table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const ordersFunction = this.createFunction('Function', `orders/release-${props.release}`, { TABLE: table.tableName });
    table.grantReadWriteData(ordersFunction);

    const smokeTest = this.createFunction('SmokeTest', 'smoke-test');
    ordersFunction.grantInvoke(smokeTest);

    const orders = new CanaryLambda(this, 'Canary', {
      function: ordersFunction,
      rollout: Rollout.canary({ percentage: 10, interval: Duration.minutes(5) }),
      beforeTraffic: Hook.invoke(smokeTest),
      notifications: [Notification.sns(new sns.Topic(this, 'Rollouts', { enforceSSL: true }))],
    });

    const api = new apigateway.HttpApi(this, 'Api', { createDefaultStage: false });
    api.addRoutes({ path: '/orders/{proxy+}', integration: new HttpLambdaIntegration('Orders', orders.alias) });
    const stage = api.addStage('Stage', {
      autoDeploy: true,
      throttle: { rateLimit: 100, burstLimit: 200 },
      accessLogSettings: {
        destination: new apigateway.LogGroupLogDestination(this.createLogGroup('ApiLogs')),
        format: AccessLogFormat.jsonWithStandardFields(),
      },
    });
    new CfnOutput(this, 'Url', { value: stage.url });

    this.acknowledge({
      'AwsSolutions-APIG4': 'The example shop is open to everybody',
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]': 'Writing logs is all that it allows',
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray accepts traces only by a policy for all resources',
      'AwsSolutions-IAM5[Resource::<Function76856677.Arn>:*]': 'The smoke test invokes the version under test, a new one each time',
      'Serverless-LambdaDLQ': 'The functions are invoked synchronously: the caller sees the error',
    });
  }

  private createFunction(id: string, folder: string, environment?: Record<string, string>): lambda.Function {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(__dirname, 'functions', folder)),
      timeout: Duration.seconds(10),
      memorySize: 256,
      tracing: lambda.Tracing.ACTIVE,
      logGroup: this.createLogGroup(`${id}Logs`),
      environment,
    });
  }

  private createLogGroup(id: string): logs.LogGroup {
    return new logs.LogGroup(this, id, { retention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY });
  }

  /** Acknowledges findings of cdk-nag (AwsSolutions, Serverless) that the example intends. */
  private acknowledge(reasons: Record<string, string>): void {
    for (const [rule, reason] of Object.entries(reasons)) this.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [rule]: reason });
  }
}
