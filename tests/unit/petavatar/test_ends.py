"""Every end of a job is published, however it comes about: an event, and a message for its webhook."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from petavatar.accept import Acceptor
from petavatar.aws import client
from petavatar.choices import Choices
from petavatar.errors import EndUnpublished, QuotaExceeded, StorageFailure
from petavatar.jobs import Job
from petavatar.limits import Limits
from petavatar.redrive import redrive
from petavatar.upload import Pins
from petavatar.worker import Worker
from testing import photos
from testing.events import CONTEXT, api_event, s3_eventbridge
from testing.jobs import NOW, a_completed_job, a_job
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import NAMES, Cloud, calls_of, upload_key

URL = "https://hooks.example.com/petavatar"
WEBHOOK = Choices(webhook_url=URL).metadata()


class Published:
    """What was published: events, and messages for webhooks."""

    def __init__(self, events: list[dict[str, Any]], messages: list[dict[str, Any]]) -> None:
        self._events, self._messages = events, messages

    def ends(self) -> list[tuple[str, str]]:
        """The events' jobs, and how they ended."""
        details = [json.loads(entry["Detail"]) for call in self._events for entry in call["Entries"]]
        return [(detail["job_id"], detail["status"]) for detail in details]

    def webhooks(self) -> list[str]:
        """The jobs whose webhooks are to be sent."""
        bodies = [call for call in self._messages if NAMES.webhook_queue in call["QueueUrl"]]
        return [json.loads(call["MessageBody"])["job_id"] for call in bodies]


@pytest.fixture
def published(cloud: Cloud) -> Iterator[Published]:
    with calls_of("events", "PutEvents") as events, calls_of("sqs", "SendMessage") as messages:
        yield Published(events, messages)


@pytest.fixture
def acceptor(cloud: Cloud) -> Acceptor:
    """That of the function which handles events."""
    return Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings, cloud.ends)


def read(cloud: Cloud, job: Job) -> Job:
    found = cloud.find(job.job_id)
    assert found is not None
    return found


@pytest.fixture
def _the_bus_is_out(cloud: Cloud) -> Iterator[None]:
    def fail(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "InternalException", "Message": "words of AWS's"}}, "PutEvents")

    events = client("events").meta.events
    events.register_first("before-call.eventbridge.PutEvents", fail)
    yield
    events.unregister("before-call.eventbridge.PutEvents", fail)


class TestADrop:
    @pytest.mark.parametrize(("body", "more"), [(b"no photo", {}), (b"", {}), (photos.jpeg(), {"style": "punk"})])
    def test_that_is_refused_is_published_once_also_if_a_choice_is_what_is_wrong(
        self, acceptor: Acceptor, cloud: Cloud, published: Published, body: bytes, more: dict[str, str]
    ) -> None:
        key = upload_key(cloud.upload(body, metadata=WEBHOOK | more))

        for _ in range(2):
            job = acceptor.accept_or_fail(key)

        assert (job.status, job.webhook_url) == ("failed", URL)
        assert (published.ends(), published.webhooks()) == ([(job.job_id, "failed")], [job.job_id])

    def test_whose_webhook_is_not_allowed_fails_and_nobody_is_asked(
        self, acceptor: Acceptor, cloud: Cloud, published: Published
    ) -> None:
        metadata = {"webhook_url": "https://169.254.169.254/latest/meta-data/"}
        job = acceptor.accept_or_fail(upload_key(cloud.upload(photos.jpeg(), metadata=metadata)))

        assert (job.failure, job.webhook_url) == ("invalid-choice", "")
        assert (published.ends(), published.webhooks()) == ([(job.job_id, "failed")], [])

    def test_beyond_a_limit_is_published_by_its_event_though_a_request_came_first(
        self, acceptor: Acceptor, cloud: Cloud, published: Published
    ) -> None:
        pins = Pins("a" * 16, Limits(0, None)).metadata()
        key = upload_key(cloud.upload(photos.jpeg(), metadata=WEBHOOK | pins))
        with pytest.raises(QuotaExceeded):
            Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings).accept(key)

        job = acceptor.accept_or_fail(key)

        assert (published.ends(), published.webhooks()) == ([(job.job_id, "failed")], [job.job_id])

    @pytest.mark.usefixtures("_the_bus_is_out", "no_waiting_between_attempts")
    def test_whose_end_cannot_be_published_has_its_event_come_again(self, acceptor: Acceptor, cloud: Cloud) -> None:
        with pytest.raises(StorageFailure):
            acceptor.accept_or_fail(upload_key(cloud.upload(b"no photo")))

    def test_that_is_fine_is_not_at_its_end(self, acceptor: Acceptor, cloud: Cloud, published: Published) -> None:
        job = acceptor.accept_or_fail(upload_key(cloud.upload(photos.jpeg(), metadata=WEBHOOK)))

        assert (job.status, published.ends(), published.webhooks()) == ("queued", [], [])

    def test_by_the_function_itself(self, cloud: Cloud, published: Published) -> None:
        key = cloud.upload(b"no photo", metadata=WEBHOOK)

        cloud.handler("s3-event-handler").handler(s3_eventbridge(NAMES.upload_bucket, key), CONTEXT)

        assert published.ends() == [(upload_key(key).job_id, "failed")]


class TestACancel:
    def test_is_published_at_once_and_not_again_by_the_worker(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, published: Published
    ) -> None:
        job = cloud.write(a_job(sent=True, webhook_url=URL, deadline=NOW * 2, ttl=int(NOW * 2)))
        event = api_event(cloud.api_key, job_id=job.job_id)
        cancel = cloud.handler("cancel-handler")

        answers = [cancel.handler(event, CONTEXT)["statusCode"] for _ in range(2)]
        worker.handle(cloud.message(job.job_id), 150)

        assert answers == [202, 202]
        assert (published.ends(), published.webhooks()) == ([(job.job_id, "failed")], [job.job_id])

    @pytest.mark.usefixtures("_the_bus_is_out", "no_waiting_between_attempts")
    def test_is_answered_though_it_cannot_be_published(self, cloud: Cloud) -> None:
        job = cloud.write(a_job(sent=True, deadline=NOW * 2, ttl=int(NOW * 2)))

        answer = cloud.handler("cancel-handler").handler(api_event(cloud.api_key, job_id=job.job_id), CONTEXT)

        assert (answer["statusCode"], read(cloud, job).announced) == (202, False)


class TestALapse:
    @pytest.mark.parametrize(
        "values", [{"status": "queued", "deadline": NOW}, {"status": "processing", "attempts": 3, "lease_until": NOW}]
    )
    def test_is_published_by_the_worker_that_meets_it(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker, published: Published, values: dict[str, Any]
    ) -> None:
        job = cloud.write(a_job(sent=True, webhook_url=URL, **values))

        for _ in range(2):
            worker.handle(cloud.message(job.job_id), 150)

        assert (published.ends(), published.webhooks()) == ([(job.job_id, "failed")], [job.job_id])

    @pytest.mark.usefixtures("_the_bus_is_out", "no_waiting_between_attempts")
    def test_that_cannot_be_published_keeps_its_message(
        self, cloud: Cloud, agent: AgentEndpoint, worker: Worker
    ) -> None:
        job = cloud.write(a_job(sent=True, deadline=NOW))

        with pytest.raises(EndUnpublished):
            worker.handle(cloud.message(job.job_id), 150)


class TestARedrive:
    def test_publishes_first_what_nobody_could_publish(self, cloud: Cloud, published: Published) -> None:
        lapsed = cloud.write(a_job(sent=True, webhook_url=URL, deadline=NOW))
        done = cloud.write(a_completed_job(webhook_url=URL))

        outcomes = [
            redrive(cloud.jobs, cloud.queue, job.job_id, cloud.settings, cloud.ends) for job in (lapsed, done, done)
        ]

        assert outcomes == [True, False, False]
        assert published.ends() == [(lapsed.job_id, "failed"), (done.job_id, "completed")]
        assert published.webhooks() == [lapsed.job_id, done.job_id]
        assert (read(cloud, lapsed).status, read(cloud, lapsed).announced) == ("queued", False)
