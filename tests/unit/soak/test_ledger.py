"""The rules of the soak find what they are for: each loss, double and overrun that is planted, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest

from petavatar.errors import Canceled, JobTimedOut, PhotoReplaced, Problem, QuotaExceeded
from petavatar.jobs import Job
from petavatar.limits import Limits
from petavatar.table.quotas import Used
from testing.jobs import NOW, a_completed_job, a_job, card_keys
from tests.soak.ledger import Arrival, Evidence, Promise, Rules
from tests.soak.plan import Fate
from tests.soak.report import broken_rules

RULES: Final = Rules(max_attempts=3, max_cost=1_000_000, cancel_s=20)
STEPS: Final = ("analyze_pet_image", "generate_avatar_image")


@dataclass(slots=True)
class Books:
    """What was promised and what was found, of a soak in which all went well."""

    promises: dict[str, Promise]
    found: Evidence

    def add(self, job: Job, fate: Fate = "plain", runs: int = 1, **values: Any) -> Promise:
        """A job that ended like this, after so many runs."""
        promise = Promise(job.job_id, "plenty", fate, attempts=job.attempts, ends=[job])
        for name, value in values.items():
            setattr(promise, name, value)
        if job.status == "completed":
            pictures = {f"generated/{job.job_id}/{name}" for name in ("avatar.png", "photo.jpg")}
            promise.pictures = frozenset(pictures | set(card_keys(job.job_id).values()))
        self.promises[job.job_id] = promise
        self.found.jobs[job.job_id] = job
        self.found.runs[job.job_id] = [NOW + number for number in range(runs)]
        self.found.steps[job.job_id] = [(step, NOW + 1) for step in STEPS] if runs else []
        self.hear(promise)
        return promise

    def hear(self, promise: Promise, *, taken: bool = True, verified: bool = True) -> None:
        """A webhook of its last end comes."""
        webhook_id = f"{promise.job_id}_{promise.ends[-1].status}"
        self.found.arrivals.append(Arrival(promise.job_id, webhook_id, verified, taken))

    def broken(self) -> dict[str, set[str]]:
        return {name: ids for name, ids in broken_rules(self.promises, self.found, RULES).items() if ids}


def failed(problem: Problem, **values: Any) -> Job:
    return a_job(status="failed", error=problem.record(), **values)


@pytest.fixture
def books() -> Books:
    books = Books({}, Evidence(used={"counted": Used(2, 0)}, limits={"counted": Limits(jobs_per_day=2)}))
    source = a_completed_job(attempts=1)
    books.add(source, "vary")
    books.add(replace(a_completed_job(attempts=1), source_job_id=source.job_id), source=source.job_id)
    books.add(failed(Canceled("")), "cancel-early", runs=0, canceled_at=NOW)
    books.add(failed(PhotoReplaced(""), attempts=1), "replace-photo")
    books.add(a_completed_job(attempts=2, spent=900_000), runs=2)
    erased = books.add(a_completed_job(attempts=1), "erase", erased=True)
    del books.found.jobs[erased.job_id]
    return books


def plain(books: Books) -> Promise:
    """The job that came to its end at its second attempt."""
    return next(each for each in books.promises.values() if each.attempts == 2)


def of(books: Books, fate: Fate) -> Promise:
    return next(each for each in books.promises.values() if each.fate == fate)


def test_where_all_went_well_nothing_is_found(books: Books) -> None:
    assert books.broken() == {}


def _vanish(books: Books) -> str:
    return books.found.jobs.pop(plain(books).job_id).job_id


def _stay_at_work(books: Books) -> str:
    job_id = plain(books).job_id
    books.found.jobs[job_id] = replace(books.found.jobs[job_id], status="processing")
    plain(books).ends.clear()
    books.found.arrivals = [each for each in books.found.arrivals if each.job_id != job_id]
    return job_id


def _fail_after_redrive(books: Books) -> str:
    return books.add(failed(JobTimedOut(""), attempts=1), redriven=1).job_id


def _appear(books: Books) -> str:
    stranger = a_completed_job()
    books.found.jobs[stranger.job_id] = stranger
    return stranger.job_id


def _run_twice_at_once(books: Books) -> str:
    books.found.runs[plain(books).job_id].append(NOW)
    return plain(books).job_id


def _have_another_picture(books: Books) -> str:
    promise = plain(books)
    promise.pictures = (promise.pictures or frozenset()) | {f"generated/{promise.job_id}/avatar-2.png"}
    return promise.job_id


def _complete_twice(books: Books) -> str:
    job = books.found.jobs[plain(books).job_id]
    books.found.jobs[job.job_id] = replace(job, completed_at="2026-11-22T13:00:00.000Z")
    return job.job_id


def _be_tried_four_times(books: Books) -> str:
    return books.add(a_completed_job(attempts=4), runs=4).job_id


def _spend_too_much(books: Books) -> str:
    return books.add(a_completed_job(attempts=1, spent=1_000_001)).job_id


def _draw_twice_in_one_run(books: Books) -> str:
    job_id = of(books, "vary").job_id
    books.found.steps[job_id].append((STEPS[1], NOW + 2))
    return job_id


def _count_three_of_two_jobs(books: Books) -> str:
    books.found.used["counted"] = Used(3, 0)
    return "counted"


def _accept_three_of_two_jobs(books: Books) -> str:
    for _ in range(3):
        books.add(a_completed_job(attempts=1), customer="counted")
    return "counted"


def _spend_more_than_is_counted(books: Books) -> str:
    books.add(a_completed_job(attempts=1, spent=5), customer="thrifty")
    books.found.limits["thrifty"], books.found.used["thrifty"] = Limits(None, 100), Used(1, 4)
    return "thrifty"


def _be_refused_by_the_receiver(books: Books) -> str:
    promise = plain(books)
    books.found.arrivals = [each for each in books.found.arrivals if each.job_id != promise.job_id]
    books.hear(promise, taken=False)
    return promise.job_id


def _have_two_ids_for_one_end(books: Books) -> str:
    books.found.arrivals.append(Arrival(plain(books).job_id, "another", verified=True, taken=True))
    return plain(books).job_id


def _leave_its_first_end_unpublished(books: Books) -> str:
    promise = plain(books)
    promise.ends.insert(0, failed(JobTimedOut(""), job_id=promise.job_id))
    return promise.job_id


def _be_signed_by_somebody_else(books: Books) -> str:
    books.hear(plain(books), verified=False)
    return plain(books).job_id


def _complete_in_spite_of_a_cancel(books: Books) -> str:
    return books.add(a_completed_job(attempts=1), canceled_at=NOW).job_id


def _be_canceled_by_nobody(books: Books) -> str:
    promise = of(books, "cancel-early")
    promise.canceled_at, promise.fate = 0, "replace-photo"
    return promise.job_id


def _go_on_after_a_cancel(books: Books) -> str:
    job_id = of(books, "cancel-early").job_id
    books.promises[job_id].attempts = 1
    books.found.runs[job_id], books.found.steps[job_id] = [NOW], [(STEPS[1], NOW + 21)]
    return job_id


def _leave_a_photo_behind(books: Books) -> str:
    job_id = of(books, "erase").job_id
    books.found.objects[job_id] = {f"uploads/{job_id}/pet.jpg"}
    return job_id


def _keep_its_record(books: Books) -> str:
    promise = of(books, "erase")
    books.found.jobs[promise.job_id] = promise.ends[0]
    return promise.job_id


def _lose_its_texts(books: Books) -> str:
    promise = next(each for each in books.promises.values() if each.source)
    job = books.found.jobs[promise.job_id]
    books.found.jobs[job.job_id] = promise.ends[0] = replace(job, result={**job.result, "identity": {}})
    return job.job_id


def _stay_open(books: Books) -> str:
    books.found.shares.add("shared")
    return "shared"


@pytest.mark.parametrize(
    ("plant", "rule"),
    [
        (_vanish, "lost"),
        (_stay_at_work, "lost"),
        (_fail_after_redrive, "lost"),
        (_appear, "lost"),
        (_run_twice_at_once, "doubled"),
        (_have_another_picture, "doubled"),
        (_complete_twice, "doubled"),
        (_be_tried_four_times, "over three attempts"),
        (_spend_too_much, "overspent"),
        (_draw_twice_in_one_run, "overspent"),
        (_count_three_of_two_jobs, "customers over a limit"),
        (_accept_three_of_two_jobs, "customers over a limit"),
        (_spend_more_than_is_counted, "customers over a limit"),
        (_be_refused_by_the_receiver, "ends not published"),
        (_have_two_ids_for_one_end, "ends not published"),
        (_leave_its_first_end_unpublished, "ends not published"),
        (_be_signed_by_somebody_else, "webhooks not verified"),
        (_complete_in_spite_of_a_cancel, "cancels not kept"),
        (_be_canceled_by_nobody, "cancels not kept"),
        (_go_on_after_a_cancel, "paid for after a cancel"),
        (_leave_a_photo_behind, "erased, and left over"),
        (_keep_its_record, "erased, and left over"),
        (_lose_its_texts, "variations not whole"),
        (_stay_open, "shares open or closed wrongly"),
    ],
)
def test_what_is_planted_is_found(books: Books, plant: Callable[[Books], str], rule: str) -> None:
    culprit = plant(books)

    assert culprit in books.broken().get(rule, set())


def test_what_an_unanswered_request_left_is_no_loss_once_it_has_ended(books: Books) -> None:
    stranger = _appear(books)
    books.found.unanswered = 1
    assert books.broken() == {}

    books.found.jobs[stranger] = replace(books.found.jobs[stranger], status="queued")
    assert books.broken() == {"lost": {stranger}}


def test_a_job_that_a_limit_refused_was_promised_to_nobody(books: Books) -> None:
    refused = failed(QuotaExceeded(""))
    books.found.jobs[refused.job_id] = refused

    assert books.broken() == {}


def test_a_failed_job_is_no_loss_if_its_owners_limit_has_no_room_for_another_try(books: Books) -> None:
    books.add(failed(JobTimedOut(""), attempts=1), no_room=True)

    assert books.broken() == {}


def test_what_the_death_of_the_engine_set_back_may_run_and_end_once_more(books: Books) -> None:
    promise = plain(books)
    promise.rewound = 1
    _run_twice_at_once(books)
    _complete_twice(books)

    assert books.broken() == {}
    _run_twice_at_once(books)
    assert books.broken() == {"doubled": {promise.job_id}}
