"""What a soak was promised and what it found, and the rules that compare the two. Nothing here asks the system."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from petavatar.jobs import TERMINAL, Job
from petavatar.keys import avatar_key, photo_key
from petavatar.limits import Limits
from petavatar.table.quotas import Used
from testing.jobs import card_keys
from tests.soak.plan import Fate

_WITHOUT_PHOTO: Final = frozenset({"photo-replaced", "unreadable-photo"})
_LOSES_ITS_PHOTO: Final[frozenset[Fate]] = frozenset({"replace-photo", "delete-photo"})


@dataclass(slots=True)
class Promise:
    """One job that the system has accepted, and what it has answered about it since.

    Attributes:
        canceled_at: when the system accepted a cancel, in seconds since 1970.
        erased: whether it answered that the job is erased.
        rewound: how many deaths of the engine may have set the job back: it loses what it did in the last moments.
        ends: the ends that were seen, in order; more than one only after a redrive.
        redriven: how often it was put back by an operator.
        no_room: whether it could not be put back, since its owner's monthly limit leaves no room for another try.
        attempts: of all ends.
        pictures: what lay in the generated bucket when it had completed.
    """

    job_id: str
    customer: str
    fate: Fate = "plain"
    source: str = ""
    canceled_at: float = 0
    erased: bool = False
    rewound: int = 0
    redriven: int = 0
    no_room: bool = False
    attempts: int = 0
    ends: list[Job] = field(default_factory=list)
    pictures: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A webhook as it came."""

    job_id: str
    webhook_id: str
    verified: bool
    taken: bool


@dataclass(slots=True)
class Evidence:
    """What is there at the end. Times are in seconds since 1970.

    Attributes:
        jobs: the table's jobs by id, as anyone reads them.
        objects: the keys of objects that are left, by job.
        runs: when the agent began each job, by its own log.
        steps: which steps of a job it has finished, and when.
        used: what the counters of each customer's limits say.
        limits: those limits.
        arrivals: the webhooks.
        unanswered: requests for a variation of which nobody knows what came.
        shares: addresses that did not answer as they should, by job.
    """

    jobs: dict[str, Job] = field(default_factory=dict)
    objects: dict[str, set[str]] = field(default_factory=dict)
    runs: dict[str, list[float]] = field(default_factory=dict)
    steps: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    used: dict[str, Used] = field(default_factory=dict)
    limits: dict[str, Limits] = field(default_factory=dict)
    arrivals: list[Arrival] = field(default_factory=list)
    unanswered: int = 0
    shares: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the system was told: attempts, what a job's models may cost (millionths of a US dollar), and in how many
    seconds at most a run ends that was canceled."""

    max_attempts: int
    max_cost: int
    cancel_s: float


type Promises = Mapping[str, Promise]


def lost(promises: Promises, found: Evidence, _: Rules) -> set[str]:
    """Jobs that are gone, have not ended, or ended as nobody has asked for."""
    return {
        each.job_id
        for each in promises.values()
        if not each.erased and not _ended_well(each, found.jobs.get(each.job_id))
    } | _strangers(promises, found)


def _ended_well(promise: Promise, job: Job | None) -> bool:
    if job is None or job.status not in TERMINAL:
        return False
    if promise.canceled_at:
        # See `not_canceled`.
        return True
    if promise.no_room and job.error and job.error["retryable"]:
        return True
    return job.status == "completed" or (promise.fate in _LOSES_ITS_PHOTO and job.failure in _WITHOUT_PHOTO)


def _strangers(promises: Promises, found: Evidence) -> set[str]:
    """Jobs that nobody was promised, beyond requests that were not answered; or such a one that has not ended."""
    strangers = {
        job_id: job
        for job_id, job in found.jobs.items()
        # One that a limit refused has ended before it began.
        if job_id not in promises and (job.failure, job.attempts) != ("quota-exceeded", 0)
    }
    if len(strangers) > found.unanswered:
        return set(strangers)
    return {job_id for job_id, job in strangers.items() if job.status not in TERMINAL}


def doubled(promises: Promises, found: Evidence, _: Rules) -> set[str]:
    """Jobs with more runs than attempts, other pictures than one of each kind, or a result that changed."""
    return {
        each.job_id
        for each in promises.values()
        if len(found.runs.get(each.job_id, [])) > each.attempts + each.rewound
        or (each.pictures is not None and each.pictures != _pictures(each.job_id))
        or _changed(each, found.jobs.get(each.job_id))
    }


def _pictures(job_id: str) -> frozenset[str]:
    return frozenset({avatar_key(job_id), photo_key(job_id), *card_keys(job_id).values()})


def _changed(promise: Promise, job: Job | None) -> bool:
    completed = [end for end in promise.ends if end.status == "completed"]
    if not completed or promise.rewound or job is None:
        return False
    return (job.status, job.result, job.completed_at) != ("completed", completed[0].result, completed[0].completed_at)


def over_attempts(promises: Promises, found: Evidence, rules: Rules) -> set[str]:
    """Jobs that were tried more often than they may be."""
    ends = [end for each in promises.values() for end in each.ends]
    return {job.job_id for job in (*ends, *found.jobs.values()) if job.attempts > rules.max_attempts}


def overspent(promises: Promises, found: Evidence, rules: Rules) -> set[str]:
    """Jobs that cost more than they may, or did a step more often than the agent has run them."""
    found_so = set()
    for each in promises.values():
        job = found.jobs.get(each.job_id)
        rounds = 1 + each.redriven + each.rewound
        steps = Counter(name for name, _ in found.steps.get(each.job_id, []))
        runs = len(found.runs.get(each.job_id, []))
        if (job and job.spent > rules.max_cost * rounds) or max(steps.values(), default=0) > runs:
            found_so.add(each.job_id)
    return found_so


def over_limits(promises: Promises, found: Evidence, rules: Rules) -> set[str]:
    """Customers who had more jobs, or spent more, than their limits allow."""
    return {name for name, limits in found.limits.items() if _is_over(limits, name, promises, found, rules)}


def _is_over(limits: Limits, name: str, promises: Promises, found: Evidence, _: Rules) -> bool:
    own = [each.job_id for each in promises.values() if each.customer == name]
    used = found.used[name]
    spent = sum(found.jobs[job_id].spent for job_id in own if job_id in found.jobs)
    jobs, money = limits.jobs_per_day, limits.microusd_per_month
    return bool(
        (jobs is not None and max(len(own), used.jobs) > jobs)
        or (money is not None and not spent <= used.microusd <= money)
    )


def unpublished(promises: Promises, found: Evidence, _: Rules) -> set[str]:
    """Jobs with an end of which no webhook was taken, or webhooks under other ids than those of their ends."""
    taken = {arrival.webhook_id for arrival in found.arrivals if arrival.taken}
    came: dict[str, set[str]] = {}
    for arrival in found.arrivals:
        came.setdefault(arrival.job_id, set()).add(arrival.webhook_id)
    wrong = set()
    for each in promises.values():
        ids = [f"{each.job_id}_{end.status}" for end in each.ends]
        # An end that the engine forgot was never published; one of an erased job is nobody's any more.
        must = [] if each.erased else ids[-1:] if each.rewound else ids
        if not set(must) <= taken or (not each.rewound and not came.get(each.job_id, set()) <= set(ids)):
            wrong.add(each.job_id)
    return wrong


def forged(_promises: Promises, found: Evidence, _: Rules) -> set[str]:
    """Jobs with a webhook that the public library refuses."""
    return {arrival.job_id for arrival in found.arrivals if not arrival.verified}


def not_canceled(promises: Promises, found: Evidence, _: Rules) -> set[str]:
    """Jobs that were canceled, by the answer, and ended otherwise; or that nobody canceled, and are."""
    return {
        each.job_id
        for each in promises.values()
        if (job := found.jobs.get(each.job_id)) and bool(each.canceled_at) != (job.failure == "canceled")
    }


def paid_after_cancel(promises: Promises, found: Evidence, rules: Rules) -> set[str]:
    """Canceled jobs that the agent began, or went on with, when the cancel should have reached it."""
    return {
        each.job_id
        for each in promises.values()
        if each.canceled_at
        and max([*found.runs.get(each.job_id, []), *(at for _, at in found.steps.get(each.job_id, []))], default=0.0)
        > each.canceled_at + rules.cancel_s
    }


def not_erased(promises: Promises, found: Evidence, _: Rules) -> set[str]:
    """Erased jobs of which a record or an object is left."""
    return {
        each.job_id
        for each in promises.values()
        if each.erased and (each.job_id in found.jobs or found.objects.get(each.job_id))
    }


def torn_variations(promises: Promises, found: Evidence, _: Rules) -> set[str]:
    """Variations that completed without texts, or with others than their source, which they were to keep."""
    torn = set()
    for each in promises.values():
        job, source = found.jobs.get(each.job_id), found.jobs.get(each.source)
        if each.source and job and job.status == "completed":
            texts = job.result.get("identity")
            if not texts or job.source_job_id != each.source or (source and texts != source.result["identity"]):
                torn.add(each.job_id)
    return torn


def wrong_shares(_promises: Promises, found: Evidence, _: Rules) -> set[str]:
    """Jobs whose shared address is closed, or open after its end."""
    return found.shares


CHECKS: Final[dict[str, Callable[[Promises, Evidence, Rules], set[str]]]] = {
    "lost": lost,
    "doubled": doubled,
    "over three attempts": over_attempts,
    "overspent": overspent,
    "customers over a limit": over_limits,
    "ends not published": unpublished,
    "webhooks not verified": forged,
    "cancels not kept": not_canceled,
    "paid for after a cancel": paid_after_cancel,
    "erased, and left over": not_erased,
    "variations not whole": torn_variations,
    "shares open or closed wrongly": wrong_shares,
}
"""Every rule by its name in the report: which jobs, or customers, break it."""
