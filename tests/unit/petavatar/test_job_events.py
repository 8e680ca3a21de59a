"""The event of a job's end: what it says, that it is published once, and that no job fails for it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from petavatar.aws import client
from petavatar.errors import EndUnpublished, NoPetFound, StorageFailure
from petavatar.jobs import Job, timestamp
from petavatar.keys import avatar_key
from petavatar.redrive import redrive
from petavatar.worker import Worker
from testing.jobs import A_JOB_ID, NOW, a_completed_job, a_job, a_result
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import Cloud, calls_of
from tests.support.telemetry import captured_telemetry

Calls = list[dict[str, Any]]


@pytest.fixture
def published() -> Iterator[Calls]:
    with calls_of("events", "PutEvents") as calls:
        yield calls


def _details(published: Calls) -> list[dict[str, Any]]:
    return [json.loads(entry["Detail"]) for call in published for entry in call["Entries"]]


def _worked(cloud: Cloud, agent: AgentEndpoint, worker: Worker, job: Job) -> None:
    cloud.store(avatar_key(job.job_id), b"a picture")
    agent.answers({"type": "result", "result": a_result(job.job_id)})
    worker.handle(cloud.message(job.job_id), 150)


def test_a_completed_jobs_event_says_which_and_when_and_no_more(cloud: Cloud, published: Calls) -> None:
    cloud.events.publish(a_completed_job(job_id=A_JOB_ID))

    ((entry,),) = (call["Entries"] for call in published)
    assert (entry["Source"], entry["DetailType"]) == ("petavatar", "PetAvatar Job Finished")
    assert "EventBusName" not in entry
    assert json.loads(entry["Detail"]) == {
        "job_id": A_JOB_ID,
        "status": "completed",
        "completed_at": timestamp(NOW + 60),
        "sandbox": "test",
    }


def test_a_failed_jobs_event_names_the_kind_of_error_alone(cloud: Cloud, published: Calls) -> None:
    cloud.events.publish(a_job(job_id=A_JOB_ID, status="failed", error=NoPetFound("a cup").record()))

    assert _details(published) == [
        {
            "job_id": A_JOB_ID,
            "status": "failed",
            "error_type": "urn:petavatar:problem:no-pet-found",
            "completed_at": timestamp(NOW),
            "sandbox": "test",
        }
    ]


@pytest.mark.parametrize("code", ["InternalException", "ThrottlingException"])
def test_an_event_that_the_bus_refuses_is_a_failure(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    answer = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": code, "ErrorMessage": "words of AWS's"}]}
    monkeypatch.setattr(client("events"), "put_events", lambda **_: answer)

    with pytest.raises(StorageFailure, match=code):
        cloud.events.publish(a_completed_job())


class TestTheWorker:
    def test_it_publishes_the_end_of_a_completed_job_once_however_often_its_message_comes(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, published: Calls
    ) -> None:
        job = cloud.write(a_job(sent=True))
        for _ in range(3):
            _worked(cloud, agent, worker, job)

        assert [(detail["job_id"], detail["status"]) for detail in _details(published)] == [(job.job_id, "completed")]

    def test_it_publishes_the_end_of_a_job_that_failed_for_good(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, published: Calls
    ) -> None:
        agent.answers({"type": "error", "error": NoPetFound("a cup").record()})

        worker.handle(cloud.message(cloud.write(a_job(sent=True)).job_id), 150)

        assert [detail["error_type"] for detail in _details(published)] == ["urn:petavatar:problem:no-pet-found"]

    def test_one_that_died_before_it_told_has_it_told_by_the_next_delivery(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, published: Calls
    ) -> None:
        job = cloud.write(a_completed_job())

        for _ in range(2):
            worker.handle(cloud.message(job.job_id), 150)

        assert _details(published) == [
            {"job_id": job.job_id, "status": "completed", "completed_at": job.completed_at, "sandbox": "test"}
        ]

    def test_a_job_that_is_put_back_has_its_next_end_told_too(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, published: Calls
    ) -> None:
        failed = a_job(sent=True, status="failed", error=StorageFailure("x").record(), announced=True)
        job = cloud.write(replace(failed, lease_until=NOW - 1))
        redrive(cloud.jobs, cloud.queue, job.job_id, cloud.settings)

        _worked(cloud, agent, worker, job)

        assert [detail["status"] for detail in _details(published)] == ["completed"]

    def test_a_bus_that_does_not_answer_is_logged_and_counted_and_the_job_stands_until_its_message_comes_again(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        def fail(**_: Any) -> None:
            raise ClientError({"Error": {"Code": "InternalException", "Message": "words of AWS's"}}, "PutEvents")

        job = cloud.write(a_job(sent=True))
        events = client("events").meta.events
        events.register_first("before-call.eventbridge.PutEvents", fail)
        try:
            with captured_telemetry() as telemetry, pytest.raises(EndUnpublished):
                _worked(cloud, agent, worker, job)
        finally:
            events.unregister("before-call.eventbridge.PutEvents", fail)

        done = cloud.find(job.job_id)
        assert done is not None
        assert (done.status, done.announced) == ("completed", False)
        assert "JobEventFailure" in telemetry.text

        with calls_of("events", "PutEvents") as published:
            worker.handle(cloud.message(job.job_id), 150)
        assert [detail["status"] for detail in _details(published)] == ["completed"]
