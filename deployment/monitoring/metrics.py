"""The CloudWatch metrics of the alarms and the dashboard, as their services name them.

Names and dimensions: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
"""

from collections.abc import Mapping
from dataclasses import dataclass

from deployment.names import Names
from petavatar.telemetry import NAMESPACE


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric with its dimensions."""

    namespace: str
    name: str
    dimensions: Mapping[str, str]


def our_metric(names: Names, metric: str, component: str) -> Metric:
    """A metric that our functions and our agent write."""
    return Metric(NAMESPACE, metric, {"component": component, "sandbox": names.sandbox})


def queue_metric(queue: str, metric: str) -> Metric:
    """A metric of a queue."""
    return Metric("AWS/SQS", metric, {"QueueName": queue})


def table_metric(names: Names, metric: str) -> Metric:
    """A metric of the table of jobs."""
    return Metric("AWS/DynamoDB", metric, {"TableName": names.table})


def function_metric(names: Names, function: str, metric: str) -> Metric:
    """A metric of a Lambda function."""
    return Metric("AWS/Lambda", metric, {"FunctionName": names.function(function)})


def api_metric(api_id: str, metric: str) -> Metric:
    """A metric of the HTTP API. A REST API would have 5XXError instead of 5xx."""
    return Metric("AWS/ApiGateway", metric, {"ApiId": api_id})


def rule_metric(names: Names, metric: str) -> Metric:
    """A metric of the event rule for new uploads."""
    return Metric("AWS/Events", metric, {"RuleName": names.upload_rule})
