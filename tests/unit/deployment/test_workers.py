"""The cap on workers: set once a mapping is there, and not while Lambda would refuse."""

from collections.abc import Iterator
from typing import Any, Final

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from deployment import workers
from deployment.names import Names
from deployment.workers import WEBHOOKS_AT_ONCE, NotDeployedError, cap_workers

NAMES: Final = Names("123456789012", "us-east-1", "dev")
UUID: Final = "0b7c1a52-93c4-4f60-9d3e-6f0f4f0c5a11"
WHERE: Final = {
    "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:petavatar-processing-queue-dev",
    "FunctionName": "petavatar_process-worker_dev",
}
CAP: Final = {"UUID": UUID, "ScalingConfig": {"MaximumConcurrency": 10}}
WEBHOOKS: Final = {
    "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:petavatar-webhook-queue-dev",
    "FunctionName": "petavatar_webhook-worker_dev",
}


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(workers, "_INTERVAL_S", 0.0)
    return boto3.client("lambda", region_name="us-east-1")


@pytest.fixture
def answers(functions: Any) -> Iterator[Stubber]:
    """Lambda's answers, in order; botocore checks them and the requests."""
    with Stubber(functions) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def webhooks_are_capped(answers: Stubber) -> None:
    mapping = listed("Enabled", ScalingConfig={"MaximumConcurrency": WEBHOOKS_AT_ONCE})
    answers.add_response("list_event_source_mappings", mapping, WEBHOOKS)


def listed(state: str, **more: Any) -> dict[str, Any]:
    return {"EventSourceMappings": [{"UUID": UUID, "State": state, **more}]}


@pytest.mark.parametrize("state", ["Creating", "Enabling", "Updating"])
def test_a_mapping_that_tc_has_just_made_is_waited_for(functions: Any, answers: Stubber, state: str) -> None:
    answers.add_response("list_event_source_mappings", listed(state), WHERE)
    answers.add_response("list_event_source_mappings", listed("Enabled"), WHERE)
    answers.add_response("update_event_source_mapping", {"UUID": UUID}, CAP)
    webhooks_are_capped(answers)

    cap_workers(functions, NAMES, 10)


def test_a_mapping_that_is_off_is_not_waited_for(functions: Any, answers: Stubber) -> None:
    answers.add_response("list_event_source_mappings", listed("Disabled"), WHERE)
    answers.add_response("update_event_source_mapping", {"UUID": UUID}, CAP)
    webhooks_are_capped(answers)

    cap_workers(functions, NAMES, 10)


def test_one_that_does_not_settle_is_left_to_aws(
    functions: Any, answers: Stubber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_WAIT_S", -1.0)
    answers.add_response("list_event_source_mappings", listed("Creating"), WHERE)
    answers.add_client_error("update_event_source_mapping", "ResourceInUseException", expected_params=CAP)

    with pytest.raises(ClientError, match="ResourceInUseException"):
        cap_workers(functions, NAMES, 10)


def test_a_cap_that_is_right_is_not_set_again(functions: Any, answers: Stubber) -> None:
    mapping = listed("Enabled", ScalingConfig={"MaximumConcurrency": 10})
    answers.add_response("list_event_source_mappings", mapping, WHERE)
    webhooks_are_capped(answers)

    cap_workers(functions, NAMES, 10)


def test_webhooks_have_a_cap_of_their_own(functions: Any, answers: Stubber) -> None:
    jobs = listed("Enabled", ScalingConfig={"MaximumConcurrency": 3})
    cap = {"UUID": UUID, "ScalingConfig": {"MaximumConcurrency": WEBHOOKS_AT_ONCE}}
    answers.add_response("list_event_source_mappings", jobs, WHERE)
    answers.add_response("list_event_source_mappings", listed("Enabled"), WEBHOOKS)
    answers.add_response("update_event_source_mapping", {"UUID": UUID}, cap)

    cap_workers(functions, NAMES, 3)


def test_a_queue_without_a_mapping_is_reported(functions: Any, answers: Stubber) -> None:
    answers.add_response("list_event_source_mappings", {"EventSourceMappings": []}, WHERE)

    with pytest.raises(NotDeployedError, match="deploy the topology first"):
        cap_workers(functions, NAMES, 10)
