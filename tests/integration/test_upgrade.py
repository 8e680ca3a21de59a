"""What version 1 wrote is read, worked on, put back and erased by the code as it is now.

The items, the secret, the message and the answers are what version 1 itself wrote and gave, letter by letter: see
testing/recorded/version_1. They never change.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest

from petavatar.accept import Acceptor
from petavatar.aws import client
from petavatar.errors import JobIdTaken, JobNotFound, LeaseLost
from petavatar.queue import Message
from petavatar.redrive import redrive
from petavatar.results import outcome_of
from petavatar.storage import avatar_key
from petavatar.table.leases import Claim
from testing import photos
from testing.events import CONTEXT, api_event, body_of, recorded
from testing.jobs import a_result
from testing.loopback import serving
from tests.support.agentcore import AgentEndpoint, Event, Invocation
from tests.support.cloud import NAMES, Cloud, upload_key

RECORDED_AT: Final = 1_795_910_400.0
"""29 November 2026, midnight, UTC."""

FIRST_KEY, LABELLED_KEY, EXPIRED_KEY, ROTATED_KEY, REVOKED_KEY = (f"pa_{digit * 43}" for digit in "12345")

STATUSES: Final = {
    "queued": "queued",
    "queued_past_its_deadline": "failed",
    "processing": "processing",
    "processing_lease_lapsed": "processing",
    "processing_last_lease_lapsed": "failed",
    "completed": "completed",
    "failed": "failed",
    "failed_for_good": "failed",
}
"""How each item reads, by its name."""
ENDED: Final = [name for name, status in STATUSES.items() if status in ("completed", "failed")]
TOMBSTONES: Final = ("erasing", "erased")


def _item(name: str) -> dict[str, Any]:
    return recorded(f"version_1/{name}")


def _id(name: str) -> str:
    job_id: str = _item(name)["job_id"]["S"]
    return job_id


@pytest.fixture(autouse=True)
def _sandbox_of_version_1(cloud: Cloud) -> None:
    cloud.now = RECORDED_AT
    for name in (*STATUSES, *TOMBSTONES):
        client("dynamodb").put_item(TableName=NAMES.table, Item=_item(name))
    cloud.set_secret(json.dumps(recorded("version_1/secret")))


# Each function is loaded as it is; only the clock of its table is that of the recording.


def _status(cloud: Cloud, job_id: str, key: str = FIRST_KEY) -> dict[str, Any]:
    function: Any = cloud.handler("status-handler")
    function.jobs = cloud.jobs
    answer: dict[str, Any] = function.handler(api_event(key, job_id=job_id), CONTEXT)
    return answer


def _results(cloud: Cloud, job_id: str) -> dict[str, Any]:
    function: Any = cloud.handler("result-handler")
    function.jobs = cloud.jobs
    answer: dict[str, Any] = function.handler(api_event(FIRST_KEY, job_id=job_id), CONTEXT)
    return answer


def _erase(cloud: Cloud, job_id: str) -> int:
    function: Any = cloud.handler("delete-handler")
    function.eraser = replace(function.eraser, erasures=cloud.erasures)
    status: int = function.handler(api_event(FIRST_KEY, job_id=job_id), CONTEXT)["statusCode"]
    return status


def _work(cloud: Cloud, record: dict[str, Any]) -> None:
    function: Any = cloud.handler("process-worker")
    function.worker = replace(function.worker, leases=cloud.leases)
    function.handler({"Records": [record]}, CONTEXT)


def _redrive(cloud: Cloud, job_id: str) -> bool:
    return redrive(cloud.jobs, cloud.queue, job_id, cloud.settings)


def _read(cloud: Cloud, job_id: str) -> str:
    status: str = body_of(_status(cloud, job_id))["status"]
    return status


class TestKeys:
    @pytest.mark.parametrize("key", [FIRST_KEY, LABELLED_KEY, ROTATED_KEY])
    def test_a_key_of_version_1_opens_every_job(self, cloud: Cloud, key: str) -> None:
        assert [_status(cloud, _id(name), key)["statusCode"] for name in STATUSES] == [200] * len(STATUSES)

    @pytest.mark.parametrize("key", [EXPIRED_KEY, REVOKED_KEY])
    def test_one_that_had_expired_or_was_revoked_opens_none(self, cloud: Cloud, key: str) -> None:
        assert _status(cloud, _id("queued"), key)["statusCode"] == 401


class TestReading:
    @pytest.mark.parametrize("name", STATUSES)
    def test_a_job_reads_as_it_did(self, cloud: Cloud, name: str) -> None:
        assert _read(cloud, _id(name)) == STATUSES[name]

    @pytest.mark.parametrize("name", TOMBSTONES)
    def test_an_erased_job_stays_unknown(self, cloud: Cloud, name: str) -> None:
        assert _status(cloud, _id(name))["statusCode"] == _results(cloud, _id(name))["statusCode"] == 404

    def test_the_status_of_a_completed_job_has_all_that_it_had(self, cloud: Cloud) -> None:
        before = recorded("version_1/status_of_completed")

        now = body_of(_status(cloud, _id("completed")))

        assert {name: now[name] for name in before} == before

    def test_the_results_of_a_completed_job_have_all_that_they_had(self, cloud: Cloud) -> None:
        before, item = recorded("version_1/results_of_completed"), _item("completed")

        now = body_of(_results(cloud, _id("completed")))

        assert {name: now[name] for name in before} == before
        assert f"/{item['s3_avatar_key']['S']}?" in now["avatar_url"]
        assert f"/{item['s3_card_key']['S']}?" in now["card_url"]

    @pytest.mark.parametrize("name", ["failed", "failed_for_good"])
    def test_a_failed_job_says_why(self, cloud: Cloud, name: str) -> None:
        error = {member: next(iter(value.values())) for member, value in _item(name)["error"]["M"].items()}

        now = body_of(_status(cloud, _id(name)))["error"]

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
        _work(cloud, recorded("version_1/message"))

        assert _read(cloud, _id("queued")) == "completed"
        assert body_of(_results(cloud, _id("queued")))["identity"] == a_result("x")["identity"]
        (invocation,) = agent.invocations
        assert invocation.payload["image_key"] == _item("queued")["s3_upload_key"]["S"]
        assert invocation.payload["etag"] == _item("queued")["etag"]["S"]
        assert invocation.payload["choices"]["style"] == "casual"

    def test_the_attempts_that_it_had_count(self, cloud: Cloud, agent: AgentEndpoint) -> None:
        """Given up by version 1 after its second attempt: a third one is left."""
        client("dynamodb").put_item(TableName=NAMES.table, Item=_item("queued") | {"receive": {"N": "2"}})
        agent.refuses(424, "RuntimeClientError")

        _work(cloud, recorded("version_1/message"))

        assert _read(cloud, _id("queued")) == "failed"
        assert len(cloud.dead_letters()) == 1

    def test_a_job_whose_worker_died_is_taken_over(self, cloud: Cloud, agent: AgentEndpoint) -> None:
        _work(cloud, _delivery("processing_lease_lapsed", receive=2))

        assert _read(cloud, _id("processing_lease_lapsed")) == "completed"
        assert agent.invocations[0].payload["resumed"] is True

    def test_a_job_at_work_is_left_to_its_worker(self, cloud: Cloud, agent: AgentEndpoint) -> None:
        with pytest.raises(LeaseLost):
            _work(cloud, _delivery("processing", receive=3))

        found = cloud.find(_id("processing"))
        assert found is not None
        assert (found.status, found.attempts) == ("processing", 2)
        assert agent.invocations == []

    def test_a_worker_that_began_before_finishes_its_job(self, cloud: Cloud) -> None:
        item, job_id = _item("processing"), _id("processing")
        claim = Claim(
            job_id=job_id,
            token=item["lease_token"]["S"],
            message_id=item["message_id"]["S"],
            lease_until=float(item["lease_until"]["N"]),
        )

        cloud.leases.progress(claim, 75)
        cloud.leases.complete(claim, outcome_of(a_result(job_id), job_id))

        assert body_of(_results(cloud, job_id))["identity"] == a_result(job_id)["identity"]

    @pytest.mark.parametrize("name", ["completed", "failed", "failed_for_good", *TOMBSTONES])
    def test_a_message_that_comes_late_is_consumed(self, cloud: Cloud, agent: AgentEndpoint, name: str) -> None:
        _work(cloud, _delivery(name, receive=2))

        assert _item(name) in cloud.items()
        assert agent.invocations == []

    def test_a_job_that_lapsed_is_worked_on_no_more(self, cloud: Cloud, agent: AgentEndpoint) -> None:
        _work(cloud, _delivery("processing_last_lease_lapsed", receive=4))

        assert agent.invocations == []
        assert [json.loads(body)["job_id"] for body in cloud.dead_letters()] == [_id("processing_last_lease_lapsed")]

    @pytest.mark.parametrize("name", ["failed", "processing_last_lease_lapsed", "queued_past_its_deadline"])
    def test_a_job_that_is_put_back_is_worked_on(self, cloud: Cloud, name: str) -> None:
        assert _redrive(cloud, _id(name))

        assert _read(cloud, _id(name)) == "queued"
        (record,) = cloud.receive()
        _work(cloud, record)
        assert _read(cloud, _id(name)) == "completed"

    @pytest.mark.parametrize(
        "name", ["queued", "processing", "processing_lease_lapsed", "completed", "failed_for_good", *TOMBSTONES]
    )
    def test_any_other_job_is_not_put_back(self, cloud: Cloud, name: str) -> None:
        assert not _redrive(cloud, _id(name))

        assert _item(name) in cloud.items()
        assert cloud.waiting() == 0


def _delivery(name: str, receive: int) -> dict[str, Any]:
    """The message of a job's last claim, delivered once more."""
    record = recorded("version_1/message")
    body = {**json.loads(record["body"]), "job_id": _id(name)}
    return record | {
        "messageId": _item(name).get("message_id", {}).get("S", record["messageId"]),
        "body": json.dumps(body),
        "attributes": record["attributes"] | {"ApproximateReceiveCount": str(receive)},
    }


class TestErasing:
    @pytest.mark.parametrize(
        "name",
        [*ENDED, "erasing"],
    )
    def test_a_job_that_has_ended_is_erased_with_its_files(self, cloud: Cloud, name: str) -> None:
        cloud.upload(photos.jpeg(), job_id=_id(name))
        for place in ("work", "generated"):
            cloud.store(f"{place}/{_id(name)}/a_file", b"x")

        assert _erase(cloud, _id(name)) == 204

        assert _left(_id(name)) == []
        assert _status(cloud, _id(name))["statusCode"] == 404
        assert _erase(cloud, _id(name)) == 204

    @pytest.mark.parametrize("name", ["queued", "processing", "processing_lease_lapsed"])
    def test_a_job_that_has_not_ended_stays(self, cloud: Cloud, name: str) -> None:
        assert _erase(cloud, _id(name)) == 409

        assert _item(name) in cloud.items()

    def test_an_erased_job_may_be_erased_again(self, cloud: Cloud) -> None:
        cloud.upload(photos.jpeg(), job_id=_id("erased"))

        assert _erase(cloud, _id("erased")) == 204

        assert _left(_id("erased")) == []
        assert _item("erased") in cloud.items()

    @pytest.mark.parametrize("name", TOMBSTONES)
    def test_a_late_photo_does_not_bring_an_erased_job_back(self, cloud: Cloud, name: str) -> None:
        key = upload_key(cloud.upload(photos.jpeg(), job_id=_id(name)))

        with pytest.raises(JobNotFound):
            Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings).accept(key)

        assert _item(name) in cloud.items()


def test_an_accepted_photo_keeps_its_job_id(cloud: Cloud) -> None:
    key = upload_key(cloud.upload(photos.png(), job_id=_id("completed")))

    with pytest.raises(JobIdTaken):
        Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings).accept(key)


def test_a_waiting_message_names_its_job() -> None:
    record = recorded("version_1/message")

    message = Message.from_record(record)

    assert (message.job_id, message.receive) == (_id("queued"), 1)


def _left(job_id: str) -> list[str]:
    return [
        item["Key"]
        for bucket, place in (
            (NAMES.upload_bucket, "uploads"),
            (NAMES.generated_bucket, "work"),
            (NAMES.generated_bucket, "generated"),
        )
        for item in client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{place}/{job_id}/").get("Contents", [])
    ]
