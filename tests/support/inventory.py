"""All that lies in an account, service by service, to see what a sandbox has and what it leaves."""

import re
from collections.abc import Callable, Iterator
from typing import Any

Clients = Callable[[str], Any]


def _paged(client: Any, operation: str, key: str, **arguments: Any) -> Iterator[Any]:
    for page in client.get_paginator(operation).paginate(**arguments):
        yield from page.get(key) or []


_LISTS: dict[str, Callable[[Clients], Iterator[str]]] = {
    "buckets": lambda c: (b["Name"] for b in c("s3").list_buckets()["Buckets"]),
    "tables": lambda c: _paged(c("dynamodb"), "list_tables", "TableNames"),
    "queues": lambda c: (url.rpartition("/")[2] for url in _paged(c("sqs"), "list_queues", "QueueUrls")),
    "parameters": lambda c: (p["Name"] for p in _paged(c("ssm"), "describe_parameters", "Parameters")),
    "secrets": lambda c: (
        s["Name"] for s in _paged(c("secretsmanager"), "list_secrets", "SecretList", IncludePlannedDeletion=True)
    ),
    "functions": lambda c: (f["FunctionName"] for f in _paged(c("lambda"), "list_functions", "Functions")),
    "mappings": lambda c: (
        m["EventSourceArn"].rpartition(":")[2]
        for m in _paged(c("lambda"), "list_event_source_mappings", "EventSourceMappings")
    ),
    "apis": lambda c: (a["Name"] for a in _paged(c("apigatewayv2"), "get_apis", "Items")),
    "rules": lambda c: (r["Name"] for r in _paged(c("events"), "list_rules", "Rules")),
    "roles": lambda c: (r["RoleName"] for r in _paged(c("iam"), "list_roles", "Roles")),
    "policies": lambda c: (p["PolicyName"] for p in _paged(c("iam"), "list_policies", "Policies", Scope="Local")),
    "log groups": lambda c: (g["logGroupName"] for g in _paged(c("logs"), "describe_log_groups", "logGroups")),
    "alarms": lambda c: (a["AlarmName"] for a in _paged(c("cloudwatch"), "describe_alarms", "MetricAlarms")),
    "dashboards": lambda c: (
        d["DashboardName"] for d in _paged(c("cloudwatch"), "list_dashboards", "DashboardEntries")
    ),
    "runtimes": lambda c: (
        r["agentRuntimeName"] for r in _paged(c("bedrock-agentcore-control"), "list_agent_runtimes", "agentRuntimes")
    ),
    "topics": lambda c: (t["TopicArn"].rpartition(":")[2] for t in _paged(c("sns"), "list_topics", "Topics")),
}


def listed(client: Clients, kind: str) -> Iterator[str]:
    """The names of everything of one kind in the account."""
    return _LISTS[kind](client)


def inventory(client: Clients, sandbox: str) -> dict[str, set[str]]:
    """The names of what a sandbox has, by kind; a kind of which it has nothing is left out."""
    ours = re.compile(rf"(?:.*[-_/])?{sandbox}(?:-[A-Za-z0-9]+)*")
    found = {kind: {name for name in names(client) if ours.fullmatch(name)} for kind, names in _LISTS.items()}
    return {kind: names for kind, names in found.items() if names}
