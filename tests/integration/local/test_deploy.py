"""A small topology in the engine behaves as tc's deployment does in AWS, with its roles enforced."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from deployment.names import Names
from deployment.topology import load_topology
from local.deploy import MAXIMUM_CONCURRENCY, Deployment
from tests.support.engines.place import ACCOUNT, REGION, Engine

pytestmark = pytest.mark.own_engine("its functions run from this checkout, in a runtime of its own")

LIMIT_S = 30.0
TABLE = "probe-notes"
BUCKET = "probe-uploads"
QUEUE = "probe-queue"
UNDELIVERED = "probe-undelivered"

HANDLER = """
import os
import signal
import boto3
from botocore.exceptions import ClientError
import petavatar

dynamodb = boto3.client("dynamodb")
TABLE = os.environ["TABLE"]

def note(kind, text, **condition):
    dynamodb.put_item(TableName=TABLE, Item={"id": {"S": f"{kind} {text}"}}, **condition)

def die_once(name):
    try:
        note("death", name, ConditionExpression="attribute_not_exists(id)")
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return
    os.kill(os.getpid(), signal.SIGKILL)

def handler(event, context):
    if "Records" in event:
        note("queue", ",".join(record["body"] for record in event["Records"]))
    elif "detail" in event:
        if event["detail"]["object"]["key"].startswith("in/fatal"):
            die_once("at an event")
        note("event", event["detail"]["object"]["key"])
    else:
        return ANSWERS[event["pathParameters"]["what"]](event)

def refused(event):
    try:
        dynamodb.scan(TableName=TABLE)
    except ClientError as error:
        return {"statusCode": 200, "body": error.response["Error"]["Code"]}
    return {"statusCode": 200, "body": "allowed"}

ANSWERS = {
    "event": lambda event: {"statusCode": 200, "body": event["version"] + event["requestContext"]["http"]["method"]},
    "environment": lambda event: {"statusCode": 200, "body": os.environ["SECRET"] + os.environ["ADDED"]},
    "refused": refused,
}
"""


@dataclass
class Probe:
    """The deployed topology and how to reach it."""

    url: str
    client: Callable[[str], Any]

    def get(self, what: str) -> httpx.Response:
        return httpx.get(f"{self.url}/probe/{what}", timeout=LIMIT_S)

    def wait_for_note(self, text: str) -> None:
        deadline = time.monotonic() + LIMIT_S
        while text not in self.notes():
            assert time.monotonic() < deadline, f"{text!r} is not among {self.notes()}"
            time.sleep(0.05)

    def notes(self) -> set[str]:
        return {item["id"]["S"] for item in self.client("dynamodb").scan(TableName=TABLE)["Items"]}


def write_project(root: Path) -> None:
    pattern = {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [BUCKET]}, "object": {"key": [{"prefix": "in/"}]}},
    }
    files: dict[str, Any] = {
        "topology.yml": {
            "name": "probe",
            "infra": "./infra",
            "routes": {
                "default": {"cors": {"methods": ["GET"], "origins": ["https://a.example"], "headers": ["x-api-key"]}},
                "/probe/{what}": {"method": "GET", "function": "prober"},
            },
            "queues": {"queue": {"name": QUEUE, "function": "prober"}},
            "events": {
                "Dropped": {
                    "pattern": json.dumps(pattern),
                    "function": "prober",
                    "retries": 7,
                    "maximum_event_age_in_seconds": 99,
                    "dead_letter_queue": UNDELIVERED,
                }
            },
        },
        "functions/prober/function.yml": {
            "name": "prober",
            "description": "Says what it sees",
            "infra_dir": "{{root}}/infra",
            "runtime": {"lang": "python3.13", "arch": "Arm64", "package_type": "zip", "handler": "handler.handler"},
            "build": {"kind": "Code", "command": "true"},
        },
        "infra/vars/prober.json": {
            "default": {
                "memory_size": 256,
                "timeout": 20,
                "environment": {"TABLE": TABLE, "SECRET": "ssm:/probe/secret-{{sandbox}}"},
            }
        },
        "infra/roles/prober.json": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "Note",
                    "Effect": "Allow",
                    "Action": ["dynamodb:PutItem"],
                    "Resource": "arn:aws:dynamodb:{{region}}:{{account}}:table/" + TABLE,
                }
            ],
        },
    }
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content) if path.suffix == ".json" else yaml.safe_dump(content))
    (root / "functions/prober/handler.py").write_text(HANDLER)


@pytest.fixture(scope="session")
def probe(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probe]:
    root = tmp_path_factory.mktemp("project")
    write_project(root)
    client = engine.clients()
    client("dynamodb").create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client("sqs").create_queue(QueueName=QUEUE, Attributes={"VisibilityTimeout": "120"})
    client("sqs").create_queue(QueueName=UNDELIVERED)
    client("ssm").put_parameter(Name="/probe/secret-test", Value="resolved", Type="String")
    client("s3").create_bucket(Bucket=BUCKET)
    client("s3").put_bucket_notification_configuration(
        Bucket=BUCKET, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    topology = load_topology(Names(ACCOUNT, REGION, "test"), root)
    api = Deployment(topology, client, root).run({"ADDED": "+added"})
    yield Probe(f"{engine.endpoint_url}/_aws/execute-api/{api}", client)
    client("lambda").delete_function(FunctionName="probe_prober_test")


def test_a_route_hands_over_payload_2_with_its_path_parameter(probe: Probe) -> None:
    assert probe.get("event").text == "2.0GET"


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/probe"), ("POST", "/probe/event")])
def test_other_paths_and_methods_are_not_found(probe: Probe, method: str, path: str) -> None:
    assert httpx.request(method, probe.url + path, timeout=LIMIT_S).status_code == 404


def test_preflight_is_answered_for_the_topologys_origins_only(probe: Probe) -> None:
    def allowed(origin: str) -> str:
        headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
        answer = httpx.options(f"{probe.url}/probe/event", headers=headers, timeout=LIMIT_S)
        return str(answer.headers.get("access-control-allow-origin", "nobody"))

    assert allowed("https://a.example") == "https://a.example"
    assert allowed("https://b.example") == "nobody"


def test_environment_has_parameters_resolved_and_additions(probe: Probe) -> None:
    assert probe.get("environment").text == "resolved+added"


def test_a_function_may_not_do_what_its_role_does_not_name(probe: Probe) -> None:
    assert probe.get("refused").text == "AccessDeniedException"


def test_a_message_reaches_its_function(probe: Probe) -> None:
    sqs = probe.client("sqs")
    url = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]

    sqs.send_message(QueueUrl=url, MessageBody="hello")

    probe.wait_for_note("queue hello")


def test_messages_come_one_at_a_time_to_few_workers(probe: Probe) -> None:
    found = probe.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    # Others may have deployed on the same engine.
    (mapping,) = [mapping for mapping in found if mapping["EventSourceArn"].endswith(f":{QUEUE}")]

    assert mapping["BatchSize"] == 1
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": MAXIMUM_CONCURRENCY}


def test_an_object_under_the_prefix_reaches_its_function_and_others_do_not(probe: Probe) -> None:
    s3 = probe.client("s3")

    s3.put_object(Bucket=BUCKET, Key="out/a", Body=b"a")
    s3.put_object(Bucket=BUCKET, Key="in/b c+d.jpg", Body=b"b")

    probe.wait_for_note("event in/b c+d.jpg")
    assert "event out/a" not in probe.notes()


def test_an_event_comes_again_whose_function_died(probe: Probe) -> None:
    probe.client("s3").put_object(Bucket=BUCKET, Key="in/fatal.jpg", Body=b"a")

    probe.wait_for_note("event in/fatal.jpg")

    assert "death at an event" in probe.notes()


def test_undelivered_events_are_tried_as_often_as_the_topology_says(probe: Probe) -> None:
    (target,) = probe.client("events").list_targets_by_rule(Rule="tc-probe-Dropped-test")["Targets"]

    assert target["RetryPolicy"] == {"MaximumRetryAttempts": 7, "MaximumEventAgeInSeconds": 99}
    assert target["DeadLetterConfig"]["Arn"].endswith(f":{UNDELIVERED}")


def test_an_error_in_a_handler_is_reported_as_lambda_reports_it(probe: Probe) -> None:
    answer = probe.client("lambda").invoke(FunctionName="probe_prober_test", Payload=b'{"pathParameters": {}}')

    error = json.loads(answer["Payload"].read())
    assert answer["FunctionError"] == "Unhandled"
    assert error["errorType"] == "KeyError"
