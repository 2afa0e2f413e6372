import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { type Construct } from 'constructs';
import { CanaryLambda, ConflictPolicy, Hook, Notification, RollbackAlarm, Rollout, RolloutEvent } from 'cdk-canary-lambda';

/** Every option that the examples don't use, in one stack whose template scanners check. */
export class EveryOptionStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const topic = new sns.Topic(this, 'Topic', { enforceSSL: true });
    const queue = new sqs.Queue(this, 'Lost', { enforceSSL: true });

    const full = new CanaryLambda(this, 'Full', {
      function: this.createFunction('Orders'),
      aliasName: 'customers',
      rollout: Rollout.linear({ percentage: 25, interval: Duration.minutes(3) }),
      beforeTraffic: Hook.selfReporting(this.createFunction('LongCheck')),
      afterTraffic: Hook.invoke(this.createFunction('Check')),
      bake: Duration.minutes(5),
      alarms: [
        RollbackAlarm.errorRate({ percent: 2, minimumErrors: 5, evaluationPeriods: 3, datapointsToAlarm: 2 }),
        RollbackAlarm.latency({ percentile: 95, threshold: Duration.millis(800) }),
        RollbackAlarm.of(new cloudwatch.Alarm(this, 'Mine', {
          metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Complaints' }), threshold: 1, evaluationPeriods: 1,
        })),
      ],
      onConflict: ConflictPolicy.FAIL,
      notifications: [Notification.sns(topic, { events: [RolloutEvent.FAILED] })],
      retainVersions: 3,
      asyncInvoke: { retryAttempts: 1, onFailure: new SqsDestination(queue) },
    });
    full.addUrl();
    full.addLatestUrl();
    full.onRolloutRolledBack('Page', { target: new targets.SnsTopic(topic, { deadLetterQueue: queue }) });

    const later = new CanaryLambda(this, 'Later', { function: this.createFunction('Invoices'), rollout: Rollout.none() });
    later.addRollout({ rollout: Rollout.allAtOnce(), alarms: [] });
    new CanaryLambda(this, 'Unguarded', { function: this.createFunction('Reports'), rollout: Rollout.none() });
    new CanaryLambda(this, 'Skipped', { function: this.createFunction('Stock'), skip: true });
  }

  private createFunction(id: string): lambda.Function {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(`exports.handler = async () => '${id}'`),
      timeout: Duration.seconds(10),
      logGroup: new logs.LogGroup(this, `${id}Logs`, { retention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY }),
    });
  }
}
