"""The table of jobs: what is written is read, once, and only while it lives."""

from dataclasses import replace
from typing import Any

import pytest

from petavatar.aws import client
from petavatar.errors import AgentFailure, JobNotFound, StorageFailure
from petavatar.jobs import Job
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from testing.jobs import NOW, a_completed_job, a_job
from tests.support.cloud import NAMES, Cloud

MAX_ATTEMPTS = 3


@pytest.fixture
def jobs(cloud: Cloud) -> JobTable:
    return cloud.jobs


def created(jobs: JobTable, **values: Any) -> Job:
    job = a_job(**values)
    assert jobs.create(job) is None
    return job


def stored(jobs: JobTable, job: Job) -> Job:
    found = jobs.get(job.job_id)
    assert found is not None
    return found


class TestCreateAndRead:
    def test_a_job_is_read_back_as_it_was_written(self, jobs: JobTable) -> None:
        job = a_completed_job(sent=True, attempts=2, lease_token="t", lease_until=NOW + 0.25, message_id="m")

        assert jobs.create(job) is None

        assert stored(jobs, job) == job

    def test_a_job_in_brief_is_all_but_its_results(self, jobs: JobTable) -> None:
        job = a_completed_job(sent=True, attempts=2, lease_token="t", lease_until=NOW + 0.25, message_id="m")
        assert jobs.create(job) is None

        brief = jobs.read(job.job_id, in_brief=True)

        assert brief == replace(job, result={})

    def test_a_failed_job_in_brief_says_why(self, jobs: JobTable) -> None:
        problem = AgentFailure("It broke off")
        job = created(jobs, status="failed", error=problem.record(), error_message=problem.detail)

        assert jobs.read(job.job_id, in_brief=True) == job

    def test_an_erased_job_is_not_there_in_brief_either(self, jobs: JobTable, cloud: Cloud) -> None:
        job = a_completed_job()
        assert jobs.create(job) is None
        cloud.erasures.begin(job.job_id, ttl=int(NOW) + 60, margin_s=30)

        with pytest.raises(JobNotFound):
            jobs.read(job.job_id, in_brief=True)

    def test_unfinished_jobs_are_those_that_still_wait_or_are_at_work(self, jobs: JobTable) -> None:
        later = {"deadline": NOW + 60, "ttl": int(NOW + 60)}
        waiting = created(jobs, **later)
        working = created(jobs, **later, status="processing", lease_until=NOW - 1, attempts=1)
        created(jobs, **later | {"deadline": NOW})
        created(jobs, **later | {"ttl": int(NOW)})
        created(jobs, **later, status="processing", lease_until=NOW, attempts=MAX_ATTEMPTS)
        created(jobs, **later, status="failed")
        jobs.create(a_completed_job())

        found = jobs.unfinished()

        assert {job.job_id for job in found} == {waiting.job_id, working.job_id}

    def test_a_table_that_is_not_there_cannot_say_what_is_unfinished(self) -> None:
        with pytest.raises(StorageFailure, match="at work"):
            JobTable(ItemStore(client("dynamodb"), "gone", MAX_ATTEMPTS)).unfinished()

    def test_numbers_come_back_as_python_has_them(self, jobs: JobTable) -> None:
        used = {"a": 1, "b": 1.5, "c": [0.1, {"d": 2.0}], "e": True, "f": None, "g": "x"}
        job = a_completed_job(result={"usage": used})
        jobs.create(job)

        usage = stored(jobs, job).result["usage"]

        assert usage == {"a": 1, "b": 1.5, "c": [0.1, {"d": 2}], "e": True, "f": None, "g": "x"}
        assert isinstance(usage["a"], int)
        assert isinstance(usage["b"], float)
        assert usage["e"] is True

    def test_a_second_job_of_the_same_id_finds_the_first(self, jobs: JobTable) -> None:
        job = created(jobs)

        assert jobs.create(replace(job, etag="another")) == job
        assert stored(jobs, job) == job

    def test_a_job_past_its_time_to_live_is_gone(self, jobs: JobTable, cloud: Cloud) -> None:
        job = created(jobs, ttl=int(NOW) + 10)

        cloud.now = NOW + 9.9
        assert jobs.get(job.job_id) == job
        cloud.now = NOW + 10
        assert jobs.get(job.job_id) is None
        with pytest.raises(JobNotFound):
            jobs.read(job.job_id)

    def test_a_job_past_its_time_to_live_can_be_made_again(self, jobs: JobTable, cloud: Cloud) -> None:
        job = created(jobs, ttl=int(NOW) + 10)
        fresh = replace(job, etag="another", ttl=int(NOW) + 100)

        cloud.now = NOW + 9
        assert jobs.create(fresh) == job
        cloud.now = NOW + 10
        assert jobs.create(fresh) is None
        assert stored(jobs, job) == fresh

    def test_an_unknown_job_is_not_found(self, jobs: JobTable) -> None:
        assert jobs.get("unknown") is None
        with pytest.raises(JobNotFound):
            jobs.read("unknown")

    def test_a_lapsed_job_reads_as_failed(self, jobs: JobTable, cloud: Cloud) -> None:
        job = created(jobs, deadline=NOW + 5)

        cloud.now = NOW + 4
        assert jobs.read(job.job_id).status == "queued"
        cloud.now = NOW + 5
        assert jobs.read(job.job_id).status == "failed"
        assert stored(jobs, job).status == "queued"

    def test_attributes_of_a_later_version_are_no_obstacle(self, jobs: JobTable, cloud: Cloud) -> None:
        job = created(jobs)
        item = cloud.items()[0] | {"invented_later": {"S": "x"}}
        client("dynamodb").put_item(TableName=NAMES.table, Item=item)

        assert stored(jobs, job) == job


class TestMarkSent:
    def test_a_sent_job_is_marked(self, jobs: JobTable) -> None:
        job = created(jobs)

        jobs.mark_sent(job.job_id)

        assert stored(jobs, job) == replace(job, sent=True)

    def test_a_job_that_is_gone_is_not_brought_back_by_it(self, jobs: JobTable, cloud: Cloud) -> None:
        jobs.mark_sent("unknown")
        expired = created(jobs, ttl=int(NOW))
        jobs.mark_sent(expired.job_id)

        assert [item.get("sent") for item in cloud.items()] == [None]
