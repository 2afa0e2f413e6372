from aws_cdk import aws_apigateway as rest_api
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_logs as logs
from jsii import implements

STANDARD_FIELDS = ["caller", "http_method", "ip", "protocol", "request_time", "resource_path", "response_length", "status", "user"]


@implements(apigateway.IAccessLogSettings)
class AccessLogs:
    """Access logs of an API stage. In Python, the CDK expects an implementation of this interface."""

    def __init__(self, log_group: logs.ILogGroup) -> None:
        self._destination = apigateway.LogGroupLogDestination(log_group)

    @property
    def destination(self) -> apigateway.IAccessLogDestination:
        return self._destination

    @property
    def format(self) -> rest_api.AccessLogFormat:
        return rest_api.AccessLogFormat.json_with_standard_fields(**dict.fromkeys(STANDARD_FIELDS, True))
