"""Two sandboxes in one account, one's name beginning like the other's: neither reaches into the other."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from deployment.agent.policy import agent_policy
from deployment.finish import FUNCTIONS
from deployment.infrastructure.sandbox import Infrastructure, Options, create_infrastructure
from deployment.names import Names
from deployment.topology import Topology, load_topology
from local.deploy import create_role
from local.engine import client_factory
from testing.iam import Access, grants
from tests.support.engines.place import ACCOUNT, REGION, RUN, Engine
from tests.support.inventory import inventory
from tests.support.sampling import one_in

OURS, THEIRS = Names(ACCOUNT, REGION, f"{RUN}twin"), Names(ACCOUNT, REGION, f"{RUN}twin2")
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    ],
}
ROLES = (*FUNCTIONS, "agent")
# IAM gives it for all log groups or none.
LISTS_NAMES_ONLY = "logs:DescribeLogGroups"
KEY = {"job_id": {"S": "a"}}

Clients = Callable[[str], Any]


def topology(names: Names) -> Topology:
    return load_topology(names)


def policy(role: str, names: Names) -> Any:
    return agent_policy(names) if role == "agent" else topology(names).functions[role].policy


def arns(names: Names) -> Iterator[str]:
    """Every resource that a role of this sandbox may be given a right on."""
    for bucket in names.buckets():
        yield f"arn:aws:s3:::{bucket}"
        for key in ("uploads/a/b", "generated/a/avatar.png", "work/a/b.json"):
            yield f"arn:aws:s3:::{bucket}/{key}"
    here = f"{names.region}:{names.account}"
    yield f"arn:aws:dynamodb:{here}:table/{names.table}"
    for queue in (names.queue, names.dead_letter_queue, names.upload_events_dead_letter_queue):
        yield names.queue_arn(queue)
    yield f"arn:aws:secretsmanager:{here}:secret:{names.secret}-AbC123"
    yield f"arn:aws:bedrock-agentcore:{here}:runtime/{names.agent_runtime}-AbCdE12345"
    for name in FUNCTIONS:
        yield f"arn:aws:lambda:{here}:function:{names.function(name)}"
        yield f"arn:aws:logs:{here}:log-group:/aws/lambda/{names.function(name)}"
        yield f"arn:aws:logs:{here}:log-group:/aws/lambda/{names.function(name)}:log-stream:a"
    for parameter in (names.secret_parameter, names.agent_runtime_parameter):
        yield f"arn:aws:ssm:{here}:parameter{parameter}"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("mine", "other"), [(OURS, THEIRS), (THEIRS, OURS)], ids=["short", "long"])
def test_no_right_of_a_role_covers_anything_of_the_other_sandbox(role: str, mine: Names, other: Names) -> None:
    # X-Ray knows no resources at all.
    rights = [g for g in grants(policy(role, mine)) if g.pattern != "*" and g.action != LISTS_NAMES_ONLY]

    assert [right for right in rights for arn in arns(mine) if right.covers(Access(right.action, arn))]
    assert [(right, arn) for right in rights for arn in arns(other) if right.covers(Access(right.action, arn))] == []


def test_every_name_that_the_files_of_tc_make_is_apart() -> None:
    def named(names: Names) -> set[str]:
        made = topology(names)
        variables = {value for function in made.functions.values() for value in function.environment.values()}
        return {
            made.api,
            *(made.lambda_name(name) for name in made.functions),
            *(made.role_name(name) for name in made.functions),
            *(queue.queue for queue in made.queues),
            *(name for event in made.events for name in (made.rule_name(event), event.dead_letter_queue)),
            *(value for value in variables if not value.isdigit()),
        }

    assert not named(OURS) & named(THEIRS)
    assert not [name for name in named(OURS) if OURS.sandbox not in name]


@pytest.fixture(scope="module")
def theirs(engine: Engine) -> Infrastructure:
    create_infrastructure(engine.clients(), OURS, Options(tls_only=False))
    return create_infrastructure(engine.clients(), THEIRS, Options(tls_only=False))


@pytest.mark.needs("sandbox")
def test_what_is_made_for_one_is_apart_from_what_is_made_for_the_other(engine: Engine, theirs: Infrastructure) -> None:
    mine, other = (inventory(engine.clients(), names.sandbox) for names in (OURS, THEIRS))

    assert mine.keys() == other.keys()
    for kind, names in mine.items():
        assert len(names) == len(other[kind])
        assert not names & other[kind]


@pytest.fixture(params=one_in(3, ROLES))
def actor(request: pytest.FixtureRequest, engine: Engine) -> Iterator[Clients]:
    """Clients under the rights of a role of our sandbox."""
    client = engine.clients()
    name = f"{RUN}-twin-copy-{request.param}"
    arn = create_role(client, name, TRUST, policy(request.param, OURS))
    key = client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], key["SessionToken"], region_name=REGION)
    yield client_factory(session, engine.endpoint_url)
    client("iam").delete_role_policy(RoleName=name, PolicyName=name)
    client("iam").delete_role(RoleName=name)


@pytest.mark.needs("sandbox", "iam-enforcement")
def test_a_role_is_refused_everything_of_the_other_sandbox(actor: Clients, theirs: Infrastructure) -> None:
    queue, table, secret = theirs.queue_url, THEIRS.table, theirs.secret_arn
    uploads, generated = THEIRS.upload_bucket, THEIRS.generated_bucket
    deeds: list[Callable[[], Any]] = [
        lambda: actor("s3").put_object(Bucket=uploads, Key="uploads/a/b", Body=b"x"),
        lambda: actor("s3").get_object(Bucket=uploads, Key="uploads/a/b"),
        lambda: actor("s3").list_objects_v2(Bucket=uploads),
        lambda: actor("s3").put_object(Bucket=generated, Key="generated/a", Body=b"x"),
        lambda: actor("s3").put_object(Bucket=generated, Key="work/a", Body=b"x"),
        lambda: actor("s3").get_object(Bucket=generated, Key="generated/a"),
        lambda: actor("dynamodb").get_item(TableName=table, Key=KEY),
        lambda: actor("dynamodb").put_item(TableName=table, Item=KEY),
        lambda: actor("dynamodb").update_item(TableName=table, Key=KEY),
        lambda: actor("dynamodb").delete_item(TableName=table, Key=KEY),
        lambda: actor("sqs").send_message(QueueUrl=queue, MessageBody="x"),
        lambda: actor("sqs").receive_message(QueueUrl=queue),
        lambda: actor("secretsmanager").get_secret_value(SecretId=secret),
    ]

    for deed in deeds:
        with pytest.raises(ClientError, match=r"AccessDenied|Forbidden"):
            deed()
