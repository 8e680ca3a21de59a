"""Each role, as it is deployed: what it must do is allowed, and its neighbour's doing is refused."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from deployment.agent.policy import agent_policy
from deployment.infrastructure.sandbox import Infrastructure, Options, create_infrastructure
from deployment.names import Names
from deployment.topology import load_topology
from local.deploy import create_role
from local.engine import client_factory
from petavatar.table.listing import BY_OWNER
from tests.support.engines.place import ACCOUNT, REGION, RUN, Engine, unique

pytestmark = pytest.mark.needs("sandbox", "iam-enforcement")

NAMES = Names(ACCOUNT, REGION, f"{RUN}roles")
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    ],
}
KEY = {"job_id": {"S": "a"}}
UPLOADS, GENERATED = NAMES.upload_bucket, NAMES.generated_bucket

Actor = Callable[[str], Any]
Deed = Callable[[Actor, Infrastructure], Any]

DEEDS: dict[str, Deed] = {
    "put upload": lambda may, _: may("s3").put_object(Bucket=UPLOADS, Key="uploads/a/b", Body=b"x"),
    "put beside uploads": lambda may, _: may("s3").put_object(Bucket=UPLOADS, Key="elsewhere", Body=b"x"),
    "get upload": lambda may, _: may("s3").get_object(Bucket=UPLOADS, Key="uploads/there"),
    "list uploads": lambda may, _: may("s3").list_objects_v2(Bucket=UPLOADS),
    "delete upload": lambda may, _: may("s3").delete_object(Bucket=UPLOADS, Key="uploads/none"),
    "get avatar": lambda may, _: may("s3").head_object(Bucket=GENERATED, Key="generated/there"),
    "delete avatar": lambda may, _: may("s3").delete_object(Bucket=GENERATED, Key="generated/none"),
    "put avatar": lambda may, _: may("s3").put_object(Bucket=GENERATED, Key="generated/a", Body=b"x"),
    "get step": lambda may, _: may("s3").get_object(Bucket=GENERATED, Key="work/there"),
    "delete step": lambda may, _: may("s3").delete_object(Bucket=GENERATED, Key="work/none"),
    "delete beside steps": lambda may, _: may("s3").delete_object(Bucket=GENERATED, Key="elsewhere"),
    "put step": lambda may, _: may("s3").put_object(Bucket=GENERATED, Key="work/a", Body=b"x"),
    "list generated": lambda may, _: may("s3").list_objects_v2(Bucket=GENERATED),
    "get job": lambda may, _: may("dynamodb").get_item(TableName=NAMES.table, Key=KEY),
    "put job": lambda may, _: may("dynamodb").put_item(TableName=NAMES.table, Item=KEY),
    "update job": lambda may, _: may("dynamodb").update_item(TableName=NAMES.table, Key=KEY),
    "list jobs": lambda may, _: may("dynamodb").query(
        TableName=NAMES.table,
        IndexName=BY_OWNER,
        KeyConditionExpression="#owner = :owner",
        ExpressionAttributeNames={"#owner": "owner"},
        ExpressionAttributeValues={":owner": {"S": "x"}},
    ),
    "scan jobs": lambda may, _: may("dynamodb").scan(TableName=NAMES.table),
    "delete job": lambda may, _: may("dynamodb").delete_item(TableName=NAMES.table, Key=KEY),
    "send": lambda may, made: may("sqs").send_message(QueueUrl=made.queue_url, MessageBody="x"),
    "send dead letter": lambda may, made: may("sqs").send_message(
        QueueUrl=made.queue_url.replace(NAMES.queue, NAMES.dead_letter_queue), MessageBody="x"
    ),
    "receive": lambda may, made: may("sqs").receive_message(QueueUrl=made.queue_url, VisibilityTimeout=0),
    "send webhook": lambda may, made: may("sqs").send_message(
        QueueUrl=made.queue_url.replace(NAMES.queue, NAMES.webhook_queue), MessageBody="x"
    ),
    "send dead webhook": lambda may, made: may("sqs").send_message(
        QueueUrl=made.queue_url.replace(NAMES.queue, NAMES.webhook_dead_letter_queue), MessageBody="x"
    ),
    "receive webhook": lambda may, made: may("sqs").receive_message(
        QueueUrl=made.queue_url.replace(NAMES.queue, NAMES.webhook_queue), VisibilityTimeout=0
    ),
    "put event": lambda may, _: may("events").put_events(
        Entries=[{"Source": "petavatar", "DetailType": "t", "Detail": "{}"}]
    ),
    "read keys": lambda may, made: may("secretsmanager").get_secret_value(SecretId=made.secret_arn),
    "change keys": lambda may, made: may("secretsmanager").put_secret_value(
        SecretId=made.secret_arn, SecretString="{}"
    ),
    "list buckets": lambda may, _: may("s3").list_buckets(),
    "read parameters": lambda may, _: may("ssm").get_parameter(Name=NAMES.secret_parameter),
}
ALLOWED = {
    "presigned-url-handler": {"put upload", "get job", "read keys"},
    "process-handler": {"get upload", "list uploads", "get job", "put job", "update job", "send", "read keys"},
    "s3-event-handler": {
        *("get upload", "delete upload", "list uploads", "put job", "update job", "send"),
        *("put event", "send webhook"),
    },
    "status-handler": {"get job", "get avatar", "read keys"},
    "cancel-handler": {"get job", "update job", "read keys", "put event", "send webhook"},
    "list-handler": {"list jobs", "read keys"},
    "variation-handler": {
        *("get job", "put job", "update job", "send", "read keys", "list generated"),
        *("get step", "put step", "delete step", "get avatar", "put avatar", "delete avatar"),
    },
    "share-link-handler": {"get job", "update job", "read keys"},
    "shared-result-handler": {"get job", "get avatar", "read keys"},
    "result-handler": {"get job", "get avatar", "read keys"},
    "delete-handler": {
        "get job",
        "put job",
        "list uploads",
        "delete upload",
        "list generated",
        "delete avatar",
        "delete step",
        "read keys",
    },
    "process-worker": {
        *("get job", "update job", "get avatar", "receive", "send dead letter", "put event", "send webhook"),
    },
    "webhook-handler": {"get job", "read keys", "send webhook"},
    "webhook-worker": {
        *("get job", "update job", "get avatar", "read keys"),
        *("receive webhook", "send webhook", "send dead webhook"),
    },
    "agent": {"get upload", "get avatar", "put avatar", "get step", "put step", "list generated"},
}


@pytest.fixture(scope="module")
def infrastructure(engine: Engine) -> Infrastructure:
    client = engine.clients()
    made = create_infrastructure(client, NAMES, Options(tls_only=False))
    for bucket, key in ((UPLOADS, "uploads/there"), (GENERATED, "generated/there"), (GENERATED, "work/there")):
        client("s3").put_object(Bucket=bucket, Key=key, Body=b"x")
    return made


@pytest.fixture(scope="module", params=sorted(ALLOWED))
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def actor(role: str, engine: Engine, infrastructure: Infrastructure) -> Iterator[Actor]:
    """Clients that act under the role's own policy, in a role that the operator may take on."""
    functions = load_topology(NAMES).functions
    policy = agent_policy(NAMES) if role == "agent" else functions[role].policy
    client = engine.clients()
    arn = create_role(client, unique(f"copy-{role}"), TRUST, policy)
    key = client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], key["SessionToken"], region_name=REGION)
    yield client_factory(session, engine.endpoint_url)
    client("iam").delete_role_policy(RoleName=unique(f"copy-{role}"), PolicyName=unique(f"copy-{role}"))
    client("iam").delete_role(RoleName=unique(f"copy-{role}"))


def allows(deed: Deed, actor: Actor, infrastructure: Infrastructure) -> bool:
    try:
        deed(actor, infrastructure)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("AccessDenied", "AccessDeniedException", "403"):
            raise
        return False
    return True


def test_a_role_may_do_exactly_what_its_work_needs(role: str, actor: Actor, infrastructure: Infrastructure) -> None:
    done = {name for name, deed in DEEDS.items() if allows(deed, actor, infrastructure)}

    assert done == ALLOWED[role]


def test_a_missing_object_reads_as_missing_where_that_matters(
    role: str, actor: Actor, infrastructure: Infrastructure
) -> None:
    missing = {"process-handler": UPLOADS, "s3-event-handler": UPLOADS, "agent": GENERATED}
    prefix = "work" if role == "agent" else "uploads"

    if role in missing:
        with pytest.raises(ClientError, match="NoSuchKey"):
            actor("s3").get_object(Bucket=missing[role], Key=f"{prefix}/missing")
    else:
        with pytest.raises(ClientError, match="AccessDenied"):
            actor("s3").get_object(Bucket=UPLOADS, Key="uploads/missing")
