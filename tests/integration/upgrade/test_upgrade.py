"""What version 1 wrote is read, worked on, put back and erased by the code as it is now.

The items, the secret, the message and the answers are what version 1 itself wrote and gave, letter by letter: see
testing/recorded/version_1. They never change.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from petavatar.aws import client
from petavatar.errors import LeaseLost
from petavatar.keys import avatar_key
from petavatar.results import outcome_of
from petavatar.table.leases import Claim
from testing.events import BASE_URLS, body_of, recorded
from testing.jobs import a_result
from testing.loopback import serving
from tests.integration.upgrade.version_1 import (
    EXPIRED_KEY,
    FIRST_KEY,
    LABELLED_KEY,
    REVOKED_KEY,
    ROTATED_KEY,
    STATUSES,
    TOMBSTONES,
    id_of,
    item_of,
    put_back,
    read,
    results_of,
    status_of,
    work,
)
from tests.support.agentcore import AgentEndpoint, Event, Invocation
from tests.support.cloud import NAMES, Cloud


class TestKeys:
    @pytest.mark.parametrize("key", [FIRST_KEY, LABELLED_KEY, ROTATED_KEY])
    def test_a_key_of_version_1_opens_every_job(self, cloud: Cloud, key: str) -> None:
        assert [status_of(cloud, id_of(name), key)["statusCode"] for name in STATUSES] == [200] * len(STATUSES)

    @pytest.mark.parametrize("key", [EXPIRED_KEY, REVOKED_KEY])
    def test_one_that_had_expired_or_was_revoked_opens_none(self, cloud: Cloud, key: str) -> None:
        assert status_of(cloud, id_of("queued"), key)["statusCode"] == 401


class TestReading:
    @pytest.mark.parametrize("name", STATUSES)
    def test_a_job_reads_as_it_did(self, cloud: Cloud, name: str) -> None:
        assert read(cloud, id_of(name)) == STATUSES[name]

    @pytest.mark.parametrize("name", TOMBSTONES)
    def test_an_erased_job_stays_unknown(self, cloud: Cloud, name: str) -> None:
        assert status_of(cloud, id_of(name))["statusCode"] == results_of(cloud, id_of(name))["statusCode"] == 404

    def test_the_status_of_a_completed_job_has_all_that_it_had(self, cloud: Cloud) -> None:
        before = recorded("version_1/status_of_completed")

        now = as_paths(body_of(status_of(cloud, id_of("completed"))))

        assert {name: now[name] for name in before} == before

    def test_the_results_of_a_completed_job_have_all_that_they_had(self, cloud: Cloud) -> None:
        before, item = recorded("version_1/results_of_completed"), item_of("completed")

        now = as_paths(body_of(results_of(cloud, id_of("completed"))))

        assert now["choices"].items() >= before.pop("choices").items()
        assert {name: now[name] for name in before} == before
        assert f"/{item['s3_avatar_key']['S']}?" in now["avatar_url"]
        assert f"/{item['s3_card_key']['S']}?" in now["card_url"]

    @pytest.mark.parametrize("name", ["failed", "failed_for_good"])
    def test_a_failed_job_says_why(self, cloud: Cloud, name: str) -> None:
        error = {member: next(iter(value.values())) for member, value in item_of(name)["error"]["M"].items()}

        now = body_of(status_of(cloud, id_of(name)))["error"]

        assert now == error | {"status": int(error["status"])}


@pytest.fixture(scope="module")
def _running_agent() -> Iterator[AgentEndpoint]:
    endpoint = AgentEndpoint()
    with serving(endpoint.app()) as endpoint.url:
        yield endpoint


class TestWorking:
    @pytest.fixture(autouse=True)
    def agent(self, _running_agent: AgentEndpoint, cloud: Cloud) -> AgentEndpoint:
        """An agent on the wire that does its work at once."""
        _running_agent.reset()
        cloud.overrides["AWS_ENDPOINT_URL_BEDROCK_AGENTCORE"] = _running_agent.url

        def work(invocation: Invocation) -> list[Event]:
            job_id = invocation.payload["job_id"]
            cloud.store(avatar_key(job_id), b"a picture")
            return [
                {"type": "progress", "step": "a_step", "progress": 35},
                {"type": "result", "result": a_result(job_id)},
            ]

        _running_agent.script = work
        return _running_agent

    def test_a_waiting_message_is_worked_on(self, cloud: Cloud, agent: AgentEndpoint) -> None:
        work(cloud, recorded("version_1/message"))

        assert read(cloud, id_of("queued")) == "completed"
        assert body_of(results_of(cloud, id_of("queued")))["identity"] == a_result("x")["identity"]
        (invocation,) = agent.invocations
        assert invocation.payload["image_key"] == item_of("queued")["s3_upload_key"]["S"]
        assert invocation.payload["etag"] == item_of("queued")["etag"]["S"]
        assert invocation.payload["choices"]["style"] == "casual"

    def test_the_attempts_that_it_had_count(self, cloud: Cloud, agent: AgentEndpoint) -> None:
        """Given up by version 1 after its second attempt: a third one is left."""
        client("dynamodb").put_item(TableName=NAMES.table, Item=item_of("queued") | {"receive": {"N": "2"}})
        agent.refuses(424, "RuntimeClientError")

        work(cloud, recorded("version_1/message"))

        assert read(cloud, id_of("queued")) == "failed"
        assert len(cloud.dead_letters()) == 1

    def test_a_job_whose_worker_died_is_taken_over(self, cloud: Cloud, agent: AgentEndpoint) -> None:
        work(cloud, _delivery("processing_lease_lapsed", receive=2))

        assert read(cloud, id_of("processing_lease_lapsed")) == "completed"
        assert agent.invocations[0].payload["resumed"] is True

    def test_a_job_at_work_is_left_to_its_worker(self, cloud: Cloud, agent: AgentEndpoint) -> None:
        with pytest.raises(LeaseLost):
            work(cloud, _delivery("processing", receive=3))

        found = cloud.find(id_of("processing"))
        assert found is not None
        assert (found.status, found.attempts) == ("processing", 2)
        assert agent.invocations == []

    def test_a_worker_that_began_before_finishes_its_job(self, cloud: Cloud) -> None:
        item, job_id = item_of("processing"), id_of("processing")
        claim = Claim(
            job_id=job_id,
            token=item["lease_token"]["S"],
            message_id=item["message_id"]["S"],
            lease_until=float(item["lease_until"]["N"]),
        )

        cloud.leases.progress(claim, 75)
        cloud.leases.complete(claim, outcome_of(a_result(job_id), job_id))

        assert body_of(results_of(cloud, job_id))["identity"] == a_result(job_id)["identity"]

    @pytest.mark.parametrize("name", ["completed", "failed", "failed_for_good", *TOMBSTONES])
    def test_a_message_that_comes_late_is_consumed(self, cloud: Cloud, agent: AgentEndpoint, name: str) -> None:
        work(cloud, _delivery(name, receive=2))

        assert item_of(name) in cloud.items()
        assert agent.invocations == []

    def test_a_job_that_lapsed_is_worked_on_no_more(self, cloud: Cloud, agent: AgentEndpoint) -> None:
        work(cloud, _delivery("processing_last_lease_lapsed", receive=4))

        assert agent.invocations == []
        assert [json.loads(body)["job_id"] for body in cloud.dead_letters()] == [id_of("processing_last_lease_lapsed")]

    @pytest.mark.parametrize("name", ["failed", "processing_last_lease_lapsed", "queued_past_its_deadline"])
    def test_a_job_that_is_put_back_is_worked_on(self, cloud: Cloud, name: str) -> None:
        assert put_back(cloud, id_of(name))

        assert read(cloud, id_of(name)) == "queued"
        (record,) = cloud.receive()
        work(cloud, record)
        assert read(cloud, id_of(name)) == "completed"

    @pytest.mark.parametrize(
        "name", ["queued", "processing", "processing_lease_lapsed", "completed", "failed_for_good", *TOMBSTONES]
    )
    def test_any_other_job_is_not_put_back(self, cloud: Cloud, name: str) -> None:
        assert not put_back(cloud, id_of(name))

        assert item_of(name) in cloud.items()
        assert cloud.waiting() == 0


def _delivery(name: str, receive: int) -> dict[str, Any]:
    """The message of a job's last claim, delivered once more."""
    record = recorded("version_1/message")
    body = {**json.loads(record["body"]), "job_id": id_of(name)}
    return record | {
        "messageId": item_of(name).get("message_id", {}).get("S", record["messageId"]),
        "body": json.dumps(body),
        "attributes": record["attributes"] | {"ApproximateReceiveCount": str(receive)},
    }


def as_paths(body: dict[str, Any]) -> dict[str, Any]:
    """A body with paths of the API, as version 1 had them, in place of addresses."""
    text: dict[str, Any] = json.loads(json.dumps(body).replace(BASE_URLS["2.0"], ""))
    return text
