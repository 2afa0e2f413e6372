from pathlib import Path

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack, Validations
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from cdk_canary_lambda import CanaryLambda, Hook, Notification, Rollout
from constructs import Construct

from access_logs import AccessLogs

# The functions of the TypeScript example: a canary works with every language of its app and of its function.
FUNCTIONS = Path(__file__).resolve().parents[2] / "typescript" / "orders" / "functions"


class OrdersStack(Stack):
    """A shop's orders: an HTTP API, a function behind its alias, a table. Each new release rolls out to 10 % first."""

    def __init__(self, scope: Construct, construct_id: str, *, release: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        table = dynamodb.TableV2(
            self, "Table",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(point_in_time_recovery_enabled=True),
            removal_policy=RemovalPolicy.DESTROY,
        )
        orders_function = self._create_function("Function", f"orders/release-{release}", {"TABLE": table.table_name})
        table.grant_read_write_data(orders_function)

        smoke_test = self._create_function("SmokeTest", "smoke-test")
        orders_function.grant_invoke(smoke_test)

        orders = CanaryLambda(
            self, "Canary",
            function=orders_function,
            rollout=Rollout.canary(percentage=10, interval=Duration.minutes(5)),
            before_traffic=Hook.invoke(smoke_test),
            notifications=[Notification.sns(sns.Topic(self, "Rollouts", enforce_ssl=True))],
        )

        api = apigateway.HttpApi(self, "Api", create_default_stage=False)
        api.add_routes(path="/orders/{proxy+}", integration=HttpLambdaIntegration("Orders", orders.alias))
        stage = api.add_stage(
            "Stage",
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(rate_limit=100, burst_limit=200),
            access_log_settings=AccessLogs(self._create_log_group("ApiLogs")),
        )
        CfnOutput(self, "Url", value=stage.url)

        self._acknowledge({
            "AwsSolutions-APIG4": "The example shop is open to everybody",
            "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]":
                "Writing logs is all that it allows",
            "AwsSolutions-IAM5[Resource::*]": "X-Ray accepts traces only by a policy for all resources",
            "AwsSolutions-IAM5[Resource::<Function76856677.Arn>:*]": "The smoke test invokes the version under test, a new one each time",
            "Serverless-LambdaDLQ": "The functions are invoked synchronously: the caller sees the error",
        })

    def _create_function(self, construct_id: str, folder: str, environment: dict[str, str] | None = None) -> lambda_.Function:
        return lambda_.Function(
            self, construct_id,
            runtime=lambda_.Runtime.NODEJS_24_X,
            handler="index.handler",
            code=lambda_.Code.from_asset(str(FUNCTIONS / folder)),
            timeout=Duration.seconds(10),
            memory_size=256,
            tracing=lambda_.Tracing.ACTIVE,
            log_group=self._create_log_group(f"{construct_id}Logs"),
            environment=environment,
        )

    def _create_log_group(self, construct_id: str) -> logs.LogGroup:
        return logs.LogGroup(self, construct_id, retention=logs.RetentionDays.ONE_WEEK, removal_policy=RemovalPolicy.DESTROY)

    def _acknowledge(self, reasons: dict[str, str]) -> None:
        """Acknowledges findings of cdk-nag (AwsSolutions, Serverless) that the example intends."""
        for rule, reason in reasons.items():
            self.node.add_metadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, {rule: reason})
