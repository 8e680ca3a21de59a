"""What an engine can do, found out by trying: a test that needs what it lacks is skipped with the reason.

A probe says no only where the engine itself refuses or does the wrong thing; everything of it is gone afterwards.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final
from uuid import uuid4

import boto3
import httpx
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from local.engine import client_factory
from tests.support.engines.place import ACCOUNT, REGION, Engine, unique

Clients = Callable[[str], Any]
_TIMEOUT_S: Final = 10.0
_REFUSED: Final = ("AccessDenied", "AccessDeniedException")


class LackingError(AssertionError):
    """The engine answers, but not as AWS does."""


def lacks(engine: Engine, capability: str) -> str | None:
    """Why an engine can't do something, or something of a bundle; None if it can.

    Raises:
        KeyError: if there is no such capability.
        BotoCoreError: if the engine can't be reached at all.
    """
    return next((why for each in BUNDLES.get(capability, (capability,)) if (why := _lacks(engine, each))), None)


@cache
def _lacks(engine: Engine, capability: str) -> str | None:
    try:
        PROBES[capability](engine)
    except (ClientError, LackingError, ResponseParserError) as error:
        return f"the engine lacks {capability}: {type(error).__name__}: {error}"[:200]
    return None


@contextmanager
def _bucket(client: Clients) -> Iterator[str]:
    name = _name()
    client("s3").create_bucket(Bucket=name)
    try:
        yield name
    finally:
        for found in client("s3").list_objects_v2(Bucket=name).get("Contents", []):
            client("s3").delete_object(Bucket=name, Key=found["Key"])
        client("s3").delete_bucket(Bucket=name)


@contextmanager
def _table(client: Clients) -> Iterator[str]:
    name = _name()
    client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client("dynamodb").get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    try:
        yield name
    finally:
        client("dynamodb").delete_table(TableName=name)


def _name() -> str:
    return unique(f"probe-{uuid4().hex[:6]}")


def _refused(act: Callable[[], Any], *codes: str) -> None:
    """Demands that the engine refuses, with one of these codes."""
    try:
        act()
    except ClientError as error:
        if error.response["Error"]["Code"] in codes:
            return
        raise
    raise LackingError(f"does what it must refuse with {codes[0]}")


def _conditional_writes(engine: Engine) -> None:
    client = engine.clients()
    with _table(client) as table:
        item = {"TableName": table, "Item": {"id": {"S": "a"}}, "ConditionExpression": "attribute_not_exists(id)"}
        client("dynamodb").put_item(**item)
        _refused(lambda: client("dynamodb").put_item(**item), "ConditionalCheckFailedException")


def _ttl(engine: Engine) -> None:
    dynamodb = engine.clients()("dynamodb")
    with _table(engine.clients()) as table:
        wish = {"Enabled": True, "AttributeName": "ttl"}
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=wish)
        found = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        if found["TimeToLiveStatus"] not in ("ENABLED", "ENABLING"):
            raise LackingError("forgets a table's TTL")


def _put_if_match(engine: Engine) -> None:
    s3 = engine.clients()("s3")
    with _bucket(engine.clients()) as bucket:
        s3.put_object(Bucket=bucket, Key="a", Body=b"1", IfNoneMatch="*")
        again = {"Bucket": bucket, "Key": "a", "Body": b"2"}
        _refused(lambda: s3.put_object(**again, IfNoneMatch="*"), "PreconditionFailed")
        _refused(lambda: s3.put_object(**again, IfMatch='"00000000000000000000000000000000"'), "PreconditionFailed")


def _post_policies(engine: Engine) -> None:
    s3 = engine.clients()("s3")
    with _bucket(engine.clients()) as bucket:
        post = s3.generate_presigned_post(bucket, "a", Conditions=[["content-length-range", 1, 4]], ExpiresIn=60)
        for body, right in ((b"1234", 204), (b"12345", 400)):
            status = httpx.post(post["url"], data=post["fields"], files={"file": body}, timeout=_TIMEOUT_S).status_code
            if status != right:
                raise LackingError(f"answers {status} instead of {right} to a POST of {len(body)} bytes of at most 4")


def _signatures(engine: Engine) -> None:
    s3 = engine.clients()("s3")
    with _bucket(engine.clients()) as bucket:
        s3.put_object(Bucket=bucket, Key="a", Body=b"x")
        address = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a"}, ExpiresIn=60)
        for url, right in ((address, 200), (address.replace("/a?", "/b?"), 403), (address.partition("?")[0], 403)):
            if (status := httpx.get(url, timeout=_TIMEOUT_S).status_code) != right:
                raise LackingError(f"answers {status} instead of {right} by presigned address, or without one")


def _notifications(engine: Engine) -> None:
    s3, sqs = engine.clients()("s3"), engine.clients()("sqs")
    url = sqs.create_queue(QueueName=_name())["QueueUrl"]
    try:
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        # S3 tries whether it may send there.
        sender = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [{**sender, "Resource": arn}]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        target = {"QueueArn": arn, "Events": ["s3:ObjectRemoved:*"]}
        wish = {"QueueConfigurations": [target], "EventBridgeConfiguration": dict[str, str]()}
        with _bucket(engine.clients()) as bucket:
            s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=wish)
            found = s3.get_bucket_notification_configuration(Bucket=bucket)
    finally:
        sqs.delete_queue(QueueUrl=url)
    if not wish.keys() <= found.keys():
        raise LackingError("forgets one of a bucket's notifications: EventBridge's, or the queue's beside it")


def _queues(engine: Engine) -> None:
    sqs = engine.clients()("sqs")
    url = sqs.create_queue(QueueName=_name(), Attributes={"VisibilityTimeout": "60"})["QueueUrl"]
    try:
        sqs.send_message(QueueUrl=url, MessageBody="a")
        seen = [len(sqs.receive_message(QueueUrl=url).get("Messages", [])) for _ in range(2)]
    finally:
        sqs.delete_queue(QueueUrl=url)
    if seen != [1, 0]:
        raise LackingError("delivers a message that is hidden, or none")


def _iam(engine: Engine) -> None:
    client, name = engine.clients(), _name()
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    arn = client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    try:
        key = client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], key["SessionToken"], region_name=REGION)
        powerless = client_factory(session, engine.endpoint_url)
        _refused(lambda: powerless("dynamodb").list_tables(), *_REFUSED)
        stranger = boto3.Session("AKIAUNKNOWN000000000", "x", region_name=REGION)
        deed = client_factory(stranger, engine.endpoint_url)("dynamodb").list_tables
        _refused(deed, "UnrecognizedClientException", "InvalidClientTokenId")
    finally:
        client("iam").delete_role(RoleName=name)


def _rules(engine: Engine) -> None:
    events, name = engine.clients()("events"), _name()
    events.put_rule(Name=name, EventPattern='{"source": ["aws.s3"]}')
    try:
        target = {"Id": "a", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}", "DeadLetterConfig": {"Arn": "arn:aws:a"}}
        events.put_targets(Rule=name, Targets=[target])
        (found,) = events.list_targets_by_rule(Rule=name)["Targets"]
        events.remove_targets(Rule=name, Ids=["a"])
    finally:
        events.delete_rule(Name=name)
    if "DeadLetterConfig" not in found:
        raise LackingError("forgets a target's dead-letter queue")


def _listed(service: str, operation: str) -> Callable[[Engine], None]:
    """A probe of a service that tests only keep records in: it must answer."""
    return lambda engine: getattr(engine.clients()(service), operation)()


def _scheduled_secrets(engine: Engine) -> None:
    secrets, name = engine.clients()("secretsmanager"), _name()
    secrets.create_secret(Name=name, SecretString="a")
    try:
        secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
        secrets.restore_secret(SecretId=name)
        first = secrets.put_secret_value(SecretId=name, SecretString="b", VersionStages=["draft"])["VersionId"]
        stages = secrets.describe_secret(SecretId=name)["VersionIdsToStages"]
        (current,) = [version for version, held in stages.items() if "AWSCURRENT" in held]
        secrets.update_secret_version_stage(
            SecretId=name, VersionStage="AWSCURRENT", RemoveFromVersionId=current, MoveToVersionId=first
        )
        text = secrets.get_secret_value(SecretId=name)["SecretString"]
    finally:
        secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    if stages.get(first) != ["draft"]:
        raise LackingError("knows no stages of a secret's versions")
    if text != "b":
        raise LackingError("gives the former version of a secret after its stage AWSCURRENT has moved")


BUNDLES: Final = {
    "sandbox": ("sqs", "dynamodb-ttl", "parameters", "topics", "alarms"),
    "deployment": ("lambda", "http-apis", "eventbridge-rules", "dashboards", "logs", "agent-runtimes"),
}
"""What scripts/create_infrastructure.py makes, and what tc and the agent's deployment add."""

PROBES: Final[dict[str, Callable[[Engine], None]]] = {
    "dynamodb-conditions": _conditional_writes,
    "dynamodb-ttl": _ttl,
    "s3-conditions": _put_if_match,
    "s3-post-policies": _post_policies,
    "s3-signatures": _signatures,
    "s3-notifications": _notifications,
    "sqs": _queues,
    "iam-enforcement": _iam,
    "secret-versions": _scheduled_secrets,
    "eventbridge-rules": _rules,
    "lambda": _listed("lambda", "list_functions"),
    "http-apis": _listed("apigatewayv2", "get_apis"),
    "parameters": _listed("ssm", "describe_parameters"),
    "alarms": _listed("cloudwatch", "describe_alarms"),
    "dashboards": _listed("cloudwatch", "list_dashboards"),
    "topics": _listed("sns", "list_topics"),
    "logs": _listed("logs", "describe_log_groups"),
    "agent-runtimes": _listed("bedrock-agentcore-control", "list_agent_runtimes"),
}
