"""Alarms, their topic, the dashboard and the budget."""

import json
from collections.abc import Iterator
from typing import Final

from deployment.monitoring.alarm import Alarm
from deployment.monitoring.alarms import WORKER, SpendingLimits, deployment_alarms, job_alarms
from deployment.monitoring.budget import budget_parameters, notifications
from deployment.monitoring.dashboard import dashboard
from deployment.stack.api import API_ID
from deployment.stack.options import StackOptions
from deployment.stack.values import Json, logical, ref, resource
from deployment.tags import tag_list

_TOPIC: Final = "AlarmTopic"
_BY_PARAMETER: Final = {
    "jobs-an-hour": ("JobsAnHour", "More than ${JobsAnHour} jobs ended within an hour."),
    "model-spend": ("UsdAnHour", "Models cost more than ${UsdAnHour} US dollars within an hour, by list price."),
}
"""The alarms whose threshold is a parameter, and their description with it."""


def monitoring(options: StackOptions) -> dict[str, Json]:
    """The resources of this part."""
    names = options.names
    email = {"TopicArn": ref(_TOPIC), "Protocol": "email", "Endpoint": ref("AlarmEmail")}
    body = json.dumps(dashboard(names, sorted(options.topology.functions), API_ID))
    return {
        _TOPIC: resource("AWS::SNS::Topic", {"TopicName": names.alarm_topic}),
        f"{_TOPIC}Email": resource("AWS::SNS::Subscription", email, Condition="HasEmail"),
        **{f"{logical(alarm.name)}Alarm": _alarm(options, alarm) for alarm in _alarms(options)},
        "Dashboard": resource("AWS::CloudWatch::Dashboard", {"DashboardName": names.dashboard, "DashboardBody": body}),
        "Budget": resource("AWS::Budgets::Budget", _budget(options), Condition="HasBudget"),
    }


def _alarms(options: StackOptions) -> Iterator[Alarm]:
    topology, names = options.topology, options.names
    yield from job_alarms(names, SpendingLimits())
    worker = topology.functions[WORKER]
    yield from deployment_alarms(names, sorted(topology.functions), worker.timeout, API_ID)


def _alarm(options: StackOptions, alarm: Alarm) -> Json:
    properties = alarm.request(options.names, "") | {
        "AlarmActions": [ref(_TOPIC)],
        "OKActions": [ref(_TOPIC)],
        "Tags": tag_list(options.names),
    }
    if alarm.name in _BY_PARAMETER:
        parameter, meaning = _BY_PARAMETER[alarm.name]
        properties |= {"Threshold": ref(parameter), "AlarmDescription": meaning}
    return resource("AWS::CloudWatch::Alarm", properties, Condition="HasMetricMath" if alarm.expression else "")


def _budget(options: StackOptions) -> Json:
    wanted = budget_parameters(options.names, "${BudgetUsd}", by_caller=options.budget_by_caller)
    subscriber = {"SubscriptionType": "EMAIL", "Address": ref("AlarmEmail")}
    return {
        "Budget": wanted,
        "NotificationsWithSubscribers": [
            {"Notification": each, "Subscribers": [subscriber]} for each in notifications()
        ],
        "ResourceTags": tag_list(options.names),
    }
