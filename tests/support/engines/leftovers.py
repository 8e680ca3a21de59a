"""Removes what a test run has made in somebody's engine: whatever has the run in its name."""

from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from tests.support.inventory import listed

Clients = Callable[[str], Any]


def remove_leftovers(client: Clients, run: str) -> list[str]:
    """Removes everything of a run.

    Returns:
        What is still there, as `kind name`, and the kinds that the engine can't list, as `kind ?`.
    """
    for kind, remove in _REMOVERS.items():
        for name in _found(client, kind, run) or ():
            try:
                remove(client, name)
            except (ClientError, BotoCoreError):
                continue  # Still there, so it is reported.
    left = []
    for kind in _REMOVERS:
        names = _found(client, kind, run)
        left += [f"{kind} ?"] if names is None else [f"{kind} {name}" for name in sorted(names)]
    return left


def _found(client: Clients, kind: str, run: str) -> set[str] | None:
    try:
        return {name for name in listed(client, kind) if run in name}
    except (ClientError, BotoCoreError):
        return None


def _bucket(client: Clients, name: str) -> None:
    s3 = client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
        for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
            s3.delete_object(Bucket=name, Key=each["Key"], VersionId=each["VersionId"])
    s3.delete_bucket(Bucket=name)


def _table(client: Clients, name: str) -> None:
    if client("dynamodb").describe_table(TableName=name)["Table"].get("DeletionProtectionEnabled"):
        client("dynamodb").update_table(TableName=name, DeletionProtectionEnabled=False)
    client("dynamodb").delete_table(TableName=name)


def _queue(client: Clients, name: str) -> None:
    client("sqs").delete_queue(QueueUrl=client("sqs").get_queue_url(QueueName=name)["QueueUrl"])


def _mapping(client: Clients, queue: str) -> None:
    for mapping in client("lambda").list_event_source_mappings()["EventSourceMappings"]:
        if mapping["EventSourceArn"].endswith(f":{queue}"):
            client("lambda").delete_event_source_mapping(UUID=mapping["UUID"])


def _api(client: Clients, name: str) -> None:
    for api in client("apigatewayv2").get_apis()["Items"]:
        if api["Name"] == name:
            client("apigatewayv2").delete_api(ApiId=api["ApiId"])


def _rule(client: Clients, name: str) -> None:
    ids = [target["Id"] for target in client("events").list_targets_by_rule(Rule=name)["Targets"]]
    if ids:
        client("events").remove_targets(Rule=name, Ids=ids)
    client("events").delete_rule(Name=name)


def _role(client: Clients, name: str) -> None:
    iam = client("iam")
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=name)


def _policy(client: Clients, name: str) -> None:
    iam = client("iam")
    for policy in iam.list_policies(Scope="Local")["Policies"]:
        if policy["PolicyName"] == name:
            for version in iam.list_policy_versions(PolicyArn=policy["Arn"])["Versions"]:
                if not version["IsDefaultVersion"]:
                    iam.delete_policy_version(PolicyArn=policy["Arn"], VersionId=version["VersionId"])
            iam.delete_policy(PolicyArn=policy["Arn"])


def _topic(client: Clients, name: str) -> None:
    for topic in client("sns").list_topics()["Topics"]:
        if topic["TopicArn"].endswith(f":{name}"):
            client("sns").delete_topic(TopicArn=topic["TopicArn"])


def _runtime(client: Clients, name: str) -> None:
    control = client("bedrock-agentcore-control")
    for runtime in control.list_agent_runtimes()["agentRuntimes"]:
        if runtime["agentRuntimeName"] == name:
            control.delete_agent_runtime(agentRuntimeId=runtime["agentRuntimeId"])


_REMOVERS: Final[dict[str, Callable[[Clients, str], Any]]] = {
    "mappings": _mapping,
    "functions": lambda c, name: c("lambda").delete_function(FunctionName=name),
    "apis": _api,
    "rules": _rule,
    "runtimes": _runtime,
    "roles": _role,
    "policies": _policy,
    "buckets": _bucket,
    "tables": _table,
    "queues": _queue,
    "parameters": lambda c, name: c("ssm").delete_parameter(Name=name),
    "secrets": lambda c, name: c("secretsmanager").delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True),
    "log groups": lambda c, name: c("logs").delete_log_group(logGroupName=name),
    "alarms": lambda c, name: c("cloudwatch").delete_alarms(AlarmNames=[name]),
    "dashboards": lambda c, name: c("cloudwatch").delete_dashboards(DashboardNames=[name]),
    "topics": _topic,
}
