"""`python -m scripts.redrive`: what it puts back, what it leaves, and what it says."""

import time
from typing import Any

import pytest

from petavatar.aws import client
from petavatar.errors import AgentFailure, NoPetFound
from petavatar.jobs import Job
from scripts.redrive import main
from testing.jobs import A_JOB_ID, a_completed_job, a_job
from tests.support.cloud import NAMES, Cloud


@pytest.fixture(autouse=True)
def _now(cloud: Cloud) -> None:
    """The command has the real time."""
    cloud.now = time.time()


def _job(cloud: Cloud, **values: Any) -> Job:
    alive = {"deadline": cloud.now + 1000, "ttl": int(cloud.now) + 5000}
    return cloud.write(a_job(**alive | values))


def _failed(cloud: Cloud) -> Job:
    return _job(cloud, status="failed", error=AgentFailure("It broke off").record())


def _url(queue: str) -> str:
    url: str = client("sqs").get_queue_url(QueueName=queue)["QueueUrl"]
    return url


def _send(queue: str, body: str) -> None:
    client("sqs").send_message(QueueUrl=_url(queue), MessageBody=body)


def _dead_letter(job: Job) -> None:
    _send(NAMES.dead_letter_queue, f'{{"job_id": "{job.job_id}"}}')


def _left(queue: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    numbers = client("sqs").get_queue_attributes(QueueUrl=_url(queue), AttributeNames=names)["Attributes"]
    return sum(map(int, numbers.values()))


class TestArguments:
    @pytest.fixture
    def _no_region(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("AWS_REGION")
        monkeypatch.delenv("AWS_DEFAULT_REGION")

    @pytest.mark.usefixtures("_no_region")
    def test_without_a_region_it_says_so_in_one_sentence(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--sandbox", NAMES.sandbox]) == 2

        assert capsys.readouterr() == ("", "No region: give --region or set AWS_REGION\n")

    @pytest.mark.usefixtures("_no_region")
    def test_the_region_may_be_given(self, cloud: Cloud) -> None:
        job = _failed(cloud)

        assert main(["--sandbox", NAMES.sandbox, "--region", NAMES.region, job.job_id]) == 0

        assert cloud.waiting() == 1

    def test_a_sandbox_that_cannot_be_called_so_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--sandbox", "No Such", A_JOB_ID]) == 2

        assert capsys.readouterr().err.count("\n") == 1


class TestNamedJobs:
    def test_each_is_put_back_if_it_may_be(self, cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
        failed = _failed(cloud)
        for_good = _job(cloud, status="failed", error=NoPetFound("a cup").record())

        assert main(["--sandbox", NAMES.sandbox, failed.job_id, for_good.job_id, A_JOB_ID]) == 0

        assert capsys.readouterr().out.splitlines() == [
            f"{failed.job_id}: redriven",
            f"{for_good.job_id}: nothing to do",
            f"{A_JOB_ID}: nothing to do",
        ]
        assert cloud.waiting() == 1

    def test_a_table_that_does_not_answer_stops_it_with_a_sentence(
        self, cloud: Cloud, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cloud.break_table()

        assert main(["--sandbox", NAMES.sandbox, A_JOB_ID]) == 1

        said = "Stopped: Could not read the job. Please try again. It is safe to run this again.\n"
        assert capsys.readouterr() == ("", said)


class TestTheDeadLetterQueue:
    def test_its_messages_go_but_those_of_jobs_at_work(self, cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
        failed = _failed(cloud)
        ended = cloud.write(a_completed_job(ttl=int(cloud.now) + 5000))
        at_work = _job(cloud, status="processing", attempts=1, lease_until=cloud.now + 100)
        for job in (failed, ended, at_work):
            _dead_letter(job)
        _send(NAMES.dead_letter_queue, "no job's")

        assert main(["--sandbox", NAMES.sandbox]) == 0

        assert capsys.readouterr().out.splitlines() == [
            "at work: 1",
            "not a job's: 1",
            "nothing to do: 1",
            "redriven: 1",
        ]
        assert _left(NAMES.dead_letter_queue) == 1
        (record,) = cloud.receive()
        assert failed.job_id in record["body"]


def test_a_message_without_an_upload_event_goes(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    _send(NAMES.upload_events_dead_letter_queue, "not an event")

    assert main(["--sandbox", NAMES.sandbox, "--events"]) == 0

    assert capsys.readouterr().out == "not an event: 1\n"
    assert _left(NAMES.upload_events_dead_letter_queue) == 0
