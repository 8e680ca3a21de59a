"""Sharing: one address for as long as it lasts, another one after that, and none for what is gone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from petavatar.api_keys import Caller
from petavatar.aws import client
from petavatar.errors import JobNotCompleted, JobNotFound, NotShared
from petavatar.jobs import Job
from petavatar.share_tokens import ShareTokens
from petavatar.table.shares import Shares
from testing.jobs import A_JOB_ID, NOW, a_completed_job, a_job
from tests.support.cloud import Cloud

TOKENS: Final = ShareTokens(b"a secret")
ANA, BEN = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"


@pytest.fixture
def shares(cloud: Cloud) -> Shares:
    return Shares(cloud.jobs)


@pytest.fixture
def job(cloud: Cloud) -> Job:
    return cloud.write(a_completed_job(owner=ANA))


def shared(shares: Shares, job: Job, **wishes: Any) -> str:
    """Shares a job, and returns its token."""
    return TOKENS.token(shares.share(job.job_id, **wishes))


def opens(shares: Shares, token: str) -> bool:
    try:
        return shares.find(token, TOKENS).status == "completed"
    except NotShared:
        return False


@contextmanager
def just_before_the_write(deed: Callable[[], object]) -> Iterator[None]:
    """Somebody else comes first: between what the next write goes by, and the write."""
    events, left = client("dynamodb").meta.events, [deed]

    def come_first(**_: Any) -> None:
        if left:
            left.pop()()

    event = "provide-client-params.dynamodb.UpdateItem"
    events.register(event, come_first)
    try:
        yield
    finally:
        events.unregister(event, come_first)


def test_a_second_click_gives_the_same_address(cloud: Cloud, shares: Shares, job: Job) -> None:
    token = shared(shares, job)
    cloud.now = NOW + 60

    assert shared(shares, job, photo=True) == shared(shares, job) == token
    assert shares.find(token, TOKENS).result == job.result


def test_what_is_shared_no_more_is_gone_at_once_and_shared_again_has_another_address(shares: Shares, job: Job) -> None:
    token = shared(shares, job)

    shares.unshare(job.job_id)
    assert not opens(shares, token)
    other = shared(shares, job)

    assert other != token
    assert (opens(shares, token), opens(shares, other)) == (False, True)


def test_to_end_it_twice_is_harmless_and_so_is_to_end_what_never_began(shares: Shares, job: Job) -> None:
    shares.unshare(job.job_id)
    first = shares.share(job.job_id).share_number
    for _ in range(2):
        shares.unshare(job.job_id)

    assert (first, shares.share(job.job_id).share_number) == (int(NOW), int(NOW) + 1)


def test_the_photo_is_shared_only_as_long_as_its_owner_says_so(shares: Shares, job: Job) -> None:
    wishes: list[bool | None] = [None, True, None, False]

    assert [shares.share(job.job_id, photo=photo).share_photo for photo in wishes] == [False, True, True, False]
    shares.share(job.job_id, photo=True)
    shares.unshare(job.job_id)
    assert shares.share(job.job_id).share_photo is False


@pytest.mark.parametrize("status", ["queued", "processing", "failed"])
def test_a_job_without_a_result_is_not_shared(cloud: Cloud, shares: Shares, status: str) -> None:
    job = cloud.write(a_job(status=status, lease_until=NOW + 100))

    with pytest.raises(JobNotCompleted) as refused:
        shares.share(job.job_id)

    assert status in refused.value.detail
    assert (refused.value.retry_after_s is None) == (status == "failed")
    assert cloud.find(job.job_id) == job


@pytest.mark.parametrize("deed", ["share", "unshare"])
def test_a_job_that_one_may_not_see_does_not_exist(shares: Shares, job: Job, deed: str) -> None:
    for job_id, caller in ((job.job_id, Caller(owner=BEN)), (A_JOB_ID, Caller(owner=ANA))):
        with pytest.raises(JobNotFound):
            getattr(shares, deed)(job_id, caller)
    assert shares.share(job.job_id, Caller(owner=ANA)).shared


def test_an_erased_or_expired_job_is_neither_shared_nor_shown(cloud: Cloud, shares: Shares, job: Job) -> None:
    expired = cloud.write(a_completed_job(ttl=int(NOW) + 5))
    tokens = [shared(shares, each) for each in (job, expired)]
    cloud.now = NOW + 5
    cloud.erasures.begin(job.job_id, ttl=int(NOW) + 900, margin_s=30)

    assert [opens(shares, token) for token in tokens] == [False, False]
    for each in (job, expired):
        for deed in (shares.share, shares.unshare):
            with pytest.raises(JobNotFound):
                deed(each.job_id)


def test_a_job_that_later_has_the_same_id_has_other_addresses(cloud: Cloud, shares: Shares, job: Job) -> None:
    token = shared(shares, job)
    cloud.now = NOW + 8 * 86_400
    cloud.write(a_completed_job(job_id=job.job_id, ttl=int(cloud.now) + 900))

    assert shared(shares, job) != token
    assert not opens(shares, token)


def test_a_job_that_is_erased_meanwhile_is_not_brought_back(cloud: Cloud, shares: Shares, job: Job) -> None:
    def erase() -> None:
        cloud.erasures.begin(job.job_id, ttl=int(NOW) + 900, margin_s=30)

    with just_before_the_write(erase), pytest.raises(JobNotFound):
        shares.share(job.job_id)
    assert cloud.find(job.job_id) is None

    token = shared(shares, cloud.write(job))
    with just_before_the_write(erase):
        shares.unshare(job.job_id)
    assert cloud.find(job.job_id) is None
    assert not opens(shares, token)


def test_of_two_who_share_at_once_both_have_the_same_address(shares: Shares, job: Job) -> None:
    firsts: list[str] = []
    with just_before_the_write(lambda: firsts.append(shared(shares, job))):
        second = shared(shares, job)

    assert firsts == [second]


def test_of_two_who_end_it_at_once_one_raises_the_number(shares: Shares, job: Job) -> None:
    before = shares.share(job.job_id).share_number
    with just_before_the_write(lambda: shares.unshare(job.job_id)):
        shares.unshare(job.job_id)

    assert shares.share(job.job_id).share_number == before + 1


def test_whatever_comes_first_an_address_that_was_given_out_before_the_end_is_dead_after_it(
    shares: Shares, job: Job
) -> None:
    token = shared(shares, job)
    with just_before_the_write(lambda: shares.unshare(job.job_id)):
        later = shared(shares, job)
    assert (opens(shares, token), opens(shares, later)) == (False, True)

    with just_before_the_write(lambda: shared(shares, job)):
        shares.unshare(job.job_id)
    assert not opens(shares, later)


def test_a_deployment_without_a_secret_opens_nothing(shares: Shares, job: Job) -> None:
    with pytest.raises(NotShared):
        shares.find(shared(shares, job), None)
