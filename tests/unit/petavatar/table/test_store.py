"""The calls to DynamoDB: whatever AWS raises, but for an unmet condition, is a failure that is worth another try."""

from typing import Any

import pytest

from petavatar.errors import AgentFailure, StorageFailure
from petavatar.results import outcome_of
from testing.jobs import a_claim, a_job, a_result
from tests.support.cloud import Cloud

OUTCOME = outcome_of(a_result("x"), "x")


@pytest.mark.parametrize(
    "call",
    [
        lambda cloud, job: cloud.jobs.get(job.job_id),
        lambda cloud, job: cloud.jobs.create(job),
        lambda cloud, job: cloud.jobs.mark_sent(job.job_id),
        lambda cloud, job: cloud.leases.claim(a_claim(job)),
        lambda cloud, job: cloud.leases.progress(a_claim(job), 50),
        lambda cloud, job: cloud.leases.complete(a_claim(job), OUTCOME),
        lambda cloud, job: cloud.leases.fail(a_claim(job), AgentFailure("no")),
        lambda cloud, job: cloud.leases.give_up(a_claim(job), 0),
    ],
    ids=["get", "create", "mark sent", "claim", "progress", "complete", "fail", "give up"],
)
def test_a_table_that_does_not_answer_is_worth_another_try(cloud: Cloud, call: Any) -> None:
    cloud.break_table()

    with pytest.raises(StorageFailure) as caught:
        call(cloud, a_job())

    assert "petavatar-jobs" not in caught.value.detail
    assert caught.value.detail.endswith("Please try again.")
