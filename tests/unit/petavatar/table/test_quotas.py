"""The counters of limits: a job and its count are one write, and so are its settlement and the count."""

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from petavatar.aws import client
from petavatar.errors import Canceled, StorageFailure
from petavatar.jobs import Job
from petavatar.limits import Limits
from petavatar.table.quotas import Period, Quotas, Used, cost_bound
from petavatar.table.store import Refusal
from testing.jobs import NOW, a_claim, a_completed_job, a_job
from tests.support.cloud import Cloud
from tests.unit.petavatar.table.leased import stored

ANA = "aaaaaaaaaaaaaaaa"
NOON_22_NOVEMBER = NOW


@pytest.fixture
def quotas(cloud: Cloud) -> Quotas:
    return Quotas(cloud.item_store)


def limited(**values: Any) -> Job:
    return a_job(owner=ANA, **values)


def of_month(**values: Any) -> Job:
    return limited(**{"limits": "-/2500", "reserved": 1000, "attempts": 0, "ttl": int(NOW) + 50 * 86_400} | values)


def test_jobs_count_by_the_day_and_a_refused_one_leaves_no_trace(cloud: Cloud, quotas: Quotas) -> None:
    limits = Limits(jobs_per_day=2)

    outcomes = [cloud.jobs.create_counted(limited(), limits) for _ in range(4)]

    assert outcomes == [None, None, "jobs", "jobs"]
    assert quotas.used(ANA) == Used(jobs=2)
    assert sum("s3_upload_key" in item for item in cloud.items()) == 2
    cloud.now += 12 * 3600
    assert cloud.jobs.create_counted(limited(), limits) is None
    assert quotas.used("bbbbbbbbbbbbbbbb") == Used()


def test_a_limit_of_none_at_all_lets_nothing_through(cloud: Cloud) -> None:
    assert cloud.jobs.create_counted(limited(), Limits(jobs_per_day=0)) == "jobs"
    assert cloud.jobs.create_counted(limited(reserved=11), Limits(microusd_per_month=10)) == "spend"
    assert cloud.items() == []


def test_what_is_set_aside_and_spent_never_passes_the_limit_of_a_month(cloud: Cloud, quotas: Quotas) -> None:
    limits = Limits(microusd_per_month=2500)
    jobs = [of_month() for _ in range(3)]

    assert [cloud.jobs.create_counted(job, limits) for job in jobs] == [None, None, "spend"]

    quotas.settle(stored(cloud, jobs[0]), 400)
    assert quotas.used(ANA) == Used(jobs=2, microusd=1400)
    assert cloud.jobs.create_counted(jobs[2], limits) is None
    cloud.now += 30 * 86_400
    assert quotas.used(ANA) == Used()
    assert cloud.jobs.create_counted(of_month(), limits) is None


def test_a_job_is_settled_once_and_in_the_month_in_which_it_was_reserved(cloud: Cloud, quotas: Quotas) -> None:
    job = of_month()
    cloud.jobs.create_counted(job, Limits(microusd_per_month=2500))
    reserved = stored(cloud, job)
    cloud.now += 10 * 86_400

    for _ in range(2):
        quotas.settle(reserved, 400)

    assert (stored(cloud, job).reserved, quotas.used(ANA)) == (0, Used())
    cloud.now = NOW
    assert quotas.used(ANA) == Used(jobs=1, microusd=400)


def test_a_job_that_is_there_already_counts_no_more(cloud: Cloud, quotas: Quotas) -> None:
    job, limits = limited(), Limits(jobs_per_day=1)
    cloud.jobs.create_counted(job, limits)

    assert cloud.jobs.create_counted(replace(job, etag="another"), limits) == job
    assert quotas.used(ANA) == Used(jobs=1)


@pytest.mark.parametrize(
    ("attempts", "unspent", "bound"),
    [(0, 0, 0), (1, 0, 300), (1, 250, 50), (2, 250, 350), (3, 0, 900), (5, 0, 901), (1, 999, 0)],
)
def test_the_attempts_cost_their_shares_but_for_what_the_last_one_gave_back(
    attempts: int, unspent: int, bound: int
) -> None:
    assert cost_bound(a_job(reserved=901, attempts=attempts, unspent=unspent), 3) == bound


class TestPutBack:
    def test_another_try_is_set_aside_for_anew(self, cloud: Cloud, quotas: Quotas) -> None:
        job = of_month()
        cloud.jobs.create_counted(job, Limits(microusd_per_month=2500))
        cloud.now = job.deadline

        again = cloud.jobs.requeue(job.job_id, NOW + 9999, 1000)

        assert isinstance(again, Job)
        assert (again.status, again.reserved, quotas.used(ANA)) == ("queued", 1000, Used(jobs=1, microusd=1000))

    def test_without_room_it_stays_where_it_is(self, cloud: Cloud, quotas: Quotas) -> None:
        limits = Limits(microusd_per_month=2500)
        failed, *others = (of_month() for _ in range(3))
        cloud.jobs.create_counted(failed, limits)
        claim = a_claim(failed)
        cloud.leases.claim(claim)
        ended = cloud.leases.fail(claim, StorageFailure("It broke"))
        quotas.settle(ended, cost_bound(ended, 3))
        for job in others:
            assert cloud.jobs.create_counted(job, limits) is None

        assert isinstance(cloud.jobs.requeue(failed.job_id, NOW + 9999, 1000), Refusal)
        assert stored(cloud, failed).status == "failed"
        assert quotas.used(ANA).microusd == 2333

    def test_what_has_ended_for_good_is_not_put_back(self, cloud: Cloud) -> None:
        done = cloud.write(a_completed_job(owner=ANA, limits="-/2500"))
        canceled = cloud.write(of_month(status="failed", error=Canceled("x").record()))

        for job in (done, canceled):
            assert isinstance(cloud.jobs.requeue(job.job_id, NOW + 9999, 1000), Refusal)


class TestConflicts:
    """Transactions that meet another one are asked for again."""

    @staticmethod
    def _conflicting(times: int) -> Any:
        left = [times]

        def refuse(**_: Any) -> None:
            if left[0] > 0:
                left[0] -= 1
                reasons = [{"Code": "None"}, {"Code": "TransactionConflict"}]
                error = {"Error": {"Code": "TransactionCanceledException", "Message": ""}}
                raise client("dynamodb").exceptions.TransactionCanceledException(
                    {**error, "CancellationReasons": reasons}, "TransactWriteItems"
                )

        return refuse

    @pytest.mark.parametrize(("conflicts", "written"), [(5, True), (99, False)])
    def test_a_few_cost_time_alone(self, cloud: Cloud, conflicts: int, written: bool) -> None:
        pauses: list[float] = []
        store = replace(cloud.item_store, sleep=pauses.append)
        jobs = replace(cloud.jobs, store=store)
        refuse = self._conflicting(conflicts)
        events = client("dynamodb").meta.events
        events.register_first("before-call.dynamodb.TransactWriteItems", refuse)
        try:
            if written:
                assert jobs.create_counted(limited(), Limits(1)) is None
            else:
                with pytest.raises(StorageFailure):
                    jobs.create_counted(limited(), Limits(1))
        finally:
            events.unregister("before-call.dynamodb.TransactWriteItems", refuse)

        assert len(pauses) == min(conflicts, 14)
        assert max(pauses) <= 0.5

    def test_what_is_no_conflict_is_a_failure_at_once(self, cloud: Cloud) -> None:
        def refuse(**_: Any) -> None:
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "TransactWriteItems")

        events = client("dynamodb").meta.events
        events.register_first("before-call.dynamodb.TransactWriteItems", refuse)
        try:
            with pytest.raises(StorageFailure):
                cloud.jobs.create_counted(limited(), Limits(1))
        finally:
            events.unregister("before-call.dynamodb.TransactWriteItems", refuse)


@pytest.mark.parametrize(
    ("now", "day_s", "month_s"),
    [
        (NOON_22_NOVEMBER, 12 * 3600, 8 * 86_400 + 12 * 3600),
        (1_796_083_199.5, 1, 1),
        (1_796_083_200, 86_400, 31 * 86_400),
    ],
    ids=["noon", "the end of a month", "the first of a month"],
)
def test_days_and_months_end_at_midnight_of_utc(now: float, day_s: int, month_s: int) -> None:
    assert (Period(now).seconds_left("jobs"), Period(now).seconds_left("spend")) == (day_s, month_s)
