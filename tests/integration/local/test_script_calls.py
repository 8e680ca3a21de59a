"""Every call that the scripts can make to AWS is made here once: the SDK's check of its parameters has passed it.

And the policies for who creates, deploys, operates and destroys allow it.
"""

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deployment.deployer import deployer_policy
from deployment.finish import finish_deployment
from deployment.infrastructure.api_keys import new_key
from deployment.infrastructure.key_ring import KeyRing
from deployment.infrastructure.sandbox import Options, create_infrastructure
from deployment.monitoring.budget import Budget
from deployment.names import Names
from deployment.removal.sandbox import destroy, jobs_at_work
from deployment.topology import load_topology
from local.deploy import Deployment
from petavatar.queue import ProcessingQueue
from petavatar.settings import Settings
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from scripts.redrive import redrive_events, redrive_queue
from testing.events import s3_eventbridge
from tests.support.engines.place import Engine
from tests.support.operator_rights import Calls, refused

Clients = Callable[[str], Any]

# What deploys the agent or a stack, and what looks after keys and health, has tests of its own at the wire.
ELSEWHERE = ("agent", "stack", "deploy_agent", "packaging", "api_keys", "key_ring", "doctor", "acceptance")


BY_TC = ("create", "deploy", "operate", "destroy")
"""The parts of the work on a sandbox of tc's."""


class Recorder:
    """Notes the operations of the clients that it makes, and the rights that they take."""

    def __init__(self, make: Clients, names: Names) -> None:
        self._make = make
        self.calls = Calls(names)
        self.operations: set[str] = set()
        self.known: set[str] = set()

    def client(self, service: str) -> Any:
        made = self.calls.watch(self._make(service))
        methods = made.meta.method_to_api_mapping
        names = {operation: method for method, operation in methods.items()}
        self.known |= methods.keys()
        made.meta.events.register("before-call", lambda model, **_: self.operations.add(names[model.name]))
        return made


def operations_in(source: str) -> Iterator[str]:
    """The names of whatever is called, or paged through, in a module's text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr
            if node.func.attr == "get_paginator":
                (argument,) = node.args
                assert isinstance(argument, ast.Constant)
                yield str(argument.value)


def written_in_scripts(known: set[str]) -> set[str]:
    files = (path for folder in ("deployment", "scripts") for path in Path(folder).rglob("*.py"))
    paths = [path for path in files if not path.stem.startswith(ELSEWHERE)]
    paths = [path for path in paths if not set(path.parts) & set(ELSEWHERE)]
    return {name for path in paths for name in operations_in(path.read_text("utf-8"))} & known


def make_everything(create: Clients, deploy: Clients, client: Clients, names: Names) -> None:
    """Makes a sandbox with every option and from every state that the scripts know how to set right."""
    client("dynamodb").create_table(
        TableName=names.table,
        KeySchema=[{"AttributeName": "job_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "job_id", "AttributeType": "S"}],
        ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    )
    create_infrastructure(create, names, Options(alarm_email="a@example.org", budget=Budget(100, "a@example.org")))
    client("secretsmanager").delete_secret(SecretId=names.secret, RecoveryWindowInDays=7)
    create_infrastructure(create, names, Options(tls_only=False, protected=True))
    topology = load_topology(names)
    Deployment(topology, client).run({})
    finish_deployment(deploy, names, 3)


def leave_behind(client: Clients, names: Names) -> None:
    """Leaves what tc, the agent and people may leave."""
    iam, role = client("iam"), f"tc-petavatar-sh-{names.sandbox}"
    nothing = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}
    policy = iam.create_policy(PolicyName=role, PolicyDocument=json.dumps(nothing))["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=policy, PolicyDocument=json.dumps(nothing), SetAsDefault=True)
    iam.attach_role_policy(RoleName=role, PolicyArn=policy)
    client("s3").put_object(Bucket=names.upload_bucket, Key="uploads/a/b", Body=b"x")


def put_back(record: Clients, client: Clients, names: Names) -> None:
    sqs = record("sqs")
    urls = {
        name: client("sqs").get_queue_url(QueueName=name)["QueueUrl"]
        for name in (names.queue, names.dead_letter_queue, names.upload_events_dead_letter_queue)
    }
    client("sqs").send_message(QueueUrl=urls[names.dead_letter_queue], MessageBody="no job's")
    settings = Settings()
    jobs = JobTable(ItemStore(record("dynamodb"), names.table, settings.max_attempts))
    redrive_queue(sqs, urls[names.dead_letter_queue], jobs, ProcessingQueue(sqs, urls[names.queue]), settings)
    event = json.dumps(s3_eventbridge(names.upload_bucket, "elsewhere"))
    client("sqs").send_message(QueueUrl=urls[names.upload_events_dead_letter_queue], MessageBody=event)
    function = names.function("s3-event-handler")
    redrive_events(sqs, record("lambda"), urls[names.upload_events_dead_letter_queue], function)
    KeyRing(record("secretsmanager"), names.secret).change(lambda entries: [*entries, new_key().entry])


@pytest.mark.verify
@pytest.mark.needs("sandbox", "deployment", "secret-versions")
def test_no_call_of_the_scripts_is_left_untried_and_who_does_it_may(
    engine: Engine, client: Clients, names: Names
) -> None:
    # Each part of the work has clients of its own, so that their calls stay apart.
    create, deploy, operate, remove = recorders = [Recorder(engine.clients(), names) for _ in BY_TC]

    make_everything(create.client, deploy.client, client, names)
    put_back(operate.client, client, names)
    leave_behind(client, names)
    assert jobs_at_work(remove.client, names) == 0
    list(destroy(remove.client, names, secret_at_once=True))

    for part, recorder in zip(BY_TC, recorders, strict=True):
        assert refused(recorder.calls, [deployer_policy(names, part)]) == set(), part
    operations = set[str]().union(*(recorder.operations for recorder in recorders))
    known = set[str]().union(*(recorder.known for recorder in recorders))
    # Routes are tc's: nothing is set twice.
    assert not operations & {"update_route", "create_api"}
    written = written_in_scripts(known | {"get_caller_identity"})
    assert len(written) > 60
    # Connection asks who calls; the commands' own tests go through it.
    assert written - operations == {"get_caller_identity"}
