"""What is set after a deployment, and what it is for: an upload event that can't be handled is not lost."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deployment.finish import FUNCTIONS, finish_deployment
from deployment.names import Names
from deployment.stage import ACCESS_LOG
from deployment.workers import NotDeployedError
from local.system import LocalSystem
from scripts.redrive import redrive_events
from testing.events import s3_eventbridge

LIMIT_S = 60.0
HANDLER = "s3-event-handler"
PHOTO = Path("samples/chelsea.jpg").read_bytes()


@pytest.fixture
def functions(system: LocalSystem) -> Any:
    return system.client("lambda")


@pytest.fixture
def dead_letters(system: LocalSystem) -> str:
    url: str = system.client("sqs").get_queue_url(QueueName=system.names.upload_events_dead_letter_queue)["QueueUrl"]
    return url


@contextmanager
def unreachable_table(system: LocalSystem) -> Iterator[None]:
    """Meanwhile nothing answers where the handler looks for its table."""
    functions, name = system.client("lambda"), system.names.function(HANDLER)
    environment = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    broken = environment | {"AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:9"}
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": broken})
    try:
        yield
    finally:
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": environment})


def until(what: str, holds: Any) -> Any:
    give_up = time.monotonic() + LIMIT_S
    while not (found := holds()):
        assert time.monotonic() < give_up, what
        time.sleep(0.1)
    return found


def number_of(system: LocalSystem, url: str) -> int:
    attributes = system.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(attributes["ApproximateNumberOfMessages"])


def status(system: LocalSystem, job_id: str) -> str | None:
    answer = httpx.get(
        f"{system.api_url}/status/{job_id}", headers={"x-api-key": system.api_key}, timeout=LIMIT_S, trust_env=False
    )
    return None if answer.status_code == 404 else str(answer.json()["status"])


class TestTheRunningSystem:
    def test_failed_events_have_a_queue_after_two_retries(self, system: LocalSystem, functions: Any) -> None:
        config = functions.get_function_event_invoke_config(FunctionName=system.names.function(HANDLER))

        assert config["MaximumRetryAttempts"] == 2
        destination = config["DestinationConfig"]["OnFailure"]["Destination"]
        assert destination == system.names.queue_arn(system.names.upload_events_dead_letter_queue)

    def test_eventbridge_may_invoke_the_handler_for_the_sandboxs_own_rule_alone(
        self, system: LocalSystem, functions: Any
    ) -> None:
        policy = json.loads(functions.get_policy(FunctionName=system.names.function(HANDLER))["Policy"])

        (permission,) = [one for one in policy["Statement"] if one["Principal"] == {"Service": "events.amazonaws.com"}]
        # Under the name that tc gives it, so that the next `tc create` leaves it as it is.
        assert permission["Sid"] == system.names.upload_rule
        assert permission["Condition"] == {"ArnLike": {"AWS:SourceArn": system.names.upload_rule_arn}}

    def test_the_page_can_read_when_to_ask_again(self, system: LocalSystem) -> None:
        answer = httpx.get(
            f"{system.api_url}/status/{uuid4()}",
            headers={"origin": system.page_url, "x-api-key": system.api_key},
            timeout=LIMIT_S,
            trust_env=False,
        )

        exposed = answer.headers["access-control-expose-headers"].lower().replace(" ", "")
        assert exposed == "location,ratelimit,ratelimit-policy,retry-after,x-request-id"

    def test_the_stage_has_its_limit_and_an_access_log_that_is_kept_for_a_week(self, system: LocalSystem) -> None:
        (stage,) = system.client("apigatewayv2").get_stages(ApiId=system.api_url.rpartition("/")[2])["Items"]
        (group,) = system.client("logs").describe_log_groups(logGroupNamePrefix=system.names.access_log)["logGroups"]

        limits = stage["DefaultRouteSettings"]
        assert (limits["ThrottlingRateLimit"], limits["ThrottlingBurstLimit"]) == (20, 50)
        assert stage["AccessLogSettings"] == {"DestinationArn": system.names.access_log_arn, "Format": ACCESS_LOG}
        assert group["retentionInDays"] == 7

    def test_logs_are_kept_for_a_week_and_functions_are_traced(self, system: LocalSystem, functions: Any) -> None:
        assert set(FUNCTIONS) == set(system.topology.functions)
        for name in map(system.names.function, FUNCTIONS):
            groups = system.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{name}")["logGroups"]
            assert [group["retentionInDays"] for group in groups] == [7]
            assert functions.get_function_configuration(FunctionName=name)["TracingConfig"]["Mode"] == "Active"

    def test_the_agents_logs_are_kept_for_a_week_too(self, system: LocalSystem) -> None:
        prefix = f"/aws/bedrock-agentcore/runtimes/{system.names.agent_runtime}-"

        (group,) = system.client("logs").describe_log_groups(logGroupNamePrefix=prefix)["logGroups"]
        assert (group["logGroupName"][-8:], group["retentionInDays"]) == ("-DEFAULT", 7)

    def test_done_again_it_changes_only_what_is_asked_for(self, system: LocalSystem, functions: Any) -> None:
        def mapping() -> Any:
            queue = system.names.queue_arn(system.names.queue)
            (found,) = functions.list_event_source_mappings(EventSourceArn=queue)["EventSourceMappings"]
            return found["ScalingConfig"]["MaximumConcurrency"]

        former = mapping()
        finish_deployment(system.client, system.names, former + 1)
        changed = mapping()
        finish_deployment(system.client, system.names, former)

        assert (changed, mapping()) == (former + 1, former)

    def test_without_a_deployment_it_says_so(self, system: LocalSystem) -> None:
        function = system.client("lambda").get_function(FunctionName=system.names.function(HANDLER))["Configuration"]
        elsewhere = Names(system.account, system.region, "elsewhere")
        system.client("lambda").create_function(
            FunctionName=elsewhere.function(HANDLER),
            Runtime="provided.al2023",
            Handler="handler.handler",
            Role=function["Role"],
            Code={"ZipFile": b"PK\x05\x06" + bytes(18)},
        )
        try:
            with pytest.raises(NotDeployedError, match="deploy the topology first"):
                finish_deployment(system.client, elsewhere, 4)
        finally:
            system.client("lambda").delete_function(FunctionName=elsewhere.function(HANDLER))

    @pytest.mark.verify
    def test_an_event_that_cannot_be_handled_is_kept_and_redrive_brings_its_job(
        self, system: LocalSystem, dead_letters: str
    ) -> None:
        job_id = str(uuid4())
        key = f"uploads/{job_id}/pet.jpg"
        function = system.names.function(HANDLER)
        with unreachable_table(system):
            system.client("s3").put_object(Bucket=system.upload_bucket, Key=key, Body=PHOTO)
            until("the event was not kept", lambda: number_of(system, dead_letters))
        assert status(system, job_id) is None

        counts = redrive_events(system.client("sqs"), system.client("lambda"), dead_letters, function)

        assert counts == {"invoked again": 1}
        until("the job did not complete", lambda: status(system, job_id) == "completed")
        assert number_of(system, dead_letters) == 0

    @pytest.mark.verify
    def test_an_event_that_was_never_delivered_is_redriven_as_it_is(
        self, system: LocalSystem, dead_letters: str
    ) -> None:
        job_id = str(uuid4())
        key = f"uploads/{job_id}/pet.jpg"
        function = system.names.function(HANDLER)
        sqs = system.client("sqs")
        with unreachable_table(system):
            system.client("s3").put_object(Bucket=system.upload_bucket, Key=key, Body=PHOTO)
            (kept,) = until(
                "the event was not kept", lambda: sqs.receive_message(QueueUrl=dead_letters).get("Messages")
            )
        sqs.delete_message(QueueUrl=dead_letters, ReceiptHandle=kept["ReceiptHandle"])
        sqs.send_message(QueueUrl=dead_letters, MessageBody=json.dumps(s3_eventbridge(system.upload_bucket, key)))

        counts = redrive_events(sqs, system.client("lambda"), dead_letters, function)

        assert counts == {"invoked again": 1}
        until("the job did not complete", lambda: status(system, job_id) == "completed")

    def test_what_is_no_event_is_cleared_away(self, system: LocalSystem, dead_letters: str) -> None:
        sqs = system.client("sqs")
        for body in ("no json", "[]", "{}", '{"detail": 1}', json.dumps({"requestPayload": "text"})):
            sqs.send_message(QueueUrl=dead_letters, MessageBody=body)

        counts = redrive_events(sqs, system.client("lambda"), dead_letters, system.names.function(HANDLER))

        assert counts == {"not an event": 5}
        assert number_of(system, dead_letters) == 0
