"""What an attempt gives back of its share goes to the next claim once; one that crashed gives nothing back."""

from petavatar.errors import ModelUnavailable
from petavatar.jobs import Job, Spending
from testing.jobs import NOW, a_claim, a_job
from tests.support.cloud import Cloud


def claim(cloud: Cloud, job: Job, token: str, until: float = NOW + 180) -> Job:
    taken = cloud.leases.claim(a_claim(job, token=token, lease_until=until))
    assert isinstance(taken, Job)
    return taken


def test_the_next_claim_takes_over_what_was_given_back(cloud: Cloud) -> None:
    job = cloud.write(a_job())
    first = claim(cloud, job, "one")
    cloud.leases.give_up(a_claim(job, token="one"), NOW, Spending(spent=30, unspent=70))

    second = claim(cloud, job, "two")

    assert (first.carried, second.carried, second.spent, second.unspent) == (0, 70, 30, 0)


def test_an_attempt_that_crashed_leaves_nothing_to_the_next(cloud: Cloud) -> None:
    job = cloud.write(a_job())
    claim(cloud, job, "one")
    cloud.leases.give_up(a_claim(job, token="one"), NOW, Spending(spent=30, unspent=70))
    claim(cloud, job, "two")
    cloud.now = NOW + 180

    third = claim(cloud, job, "three", NOW + 360)

    assert (third.attempts, third.carried, third.spent) == (3, 0, 30)


def test_what_a_failed_job_has_spent_is_kept_and_a_redrive_starts_a_new_budget(cloud: Cloud) -> None:
    job = cloud.write(a_job())
    claim(cloud, job, "one")
    cloud.leases.give_up(a_claim(job, token="one"), NOW, Spending(spent=30, unspent=70))
    claim(cloud, job, "two")
    failed = cloud.leases.fail(a_claim(job, token="two"), ModelUnavailable("busy"), Spending(spent=5, unspent=65))
    assert failed.spent == 35

    again = cloud.jobs.requeue(job.job_id, NOW + 3600)

    assert isinstance(again, Job)
    assert (again.attempts, again.unspent, again.carried, again.spent) == (0, 0, 0, 35)


def test_what_the_agent_does_not_say_properly_counts_as_nothing_left() -> None:
    said = [None, {}, {"spent": 1}, {"spent": "1", "unspent": 2}, {"spent": 1, "unspent": -2}]

    assert {Spending.of(record) for record in said} == {Spending(0, 0)}
    assert Spending.of({"spent": 1, "unspent": 2}) == Spending(1, 2)
