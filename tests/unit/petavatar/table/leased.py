"""Jobs that are claimed, for the tests of leases."""

from typing import Any

from petavatar.jobs import Job
from petavatar.results import outcome_of
from petavatar.table.leases import Claim
from testing.jobs import a_claim, a_job, a_result
from tests.support.cloud import Cloud

LEASE = 180
OUTCOME = outcome_of(a_result("x"), "x")


def created(cloud: Cloud, **values: Any) -> Job:
    return cloud.write(a_job(**values))


def claimed(cloud: Cloud, **values: Any) -> tuple[Job, Claim]:
    job = created(cloud)
    claim = a_claim(job, **values)
    taken = cloud.leases.claim(claim)
    assert isinstance(taken, Job)
    return taken, claim


def stored(cloud: Cloud, job: Job) -> Job:
    found = cloud.jobs.get(job.job_id)
    assert found is not None
    return found
