"""The figures of a soak, as one table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from tests.soak.ledger import CHECKS, Evidence, Promises, Rules

GROWTH: Final = 1.25
"""How much more memory the second half of the jobs may need than the first; a leak would double it."""
FEWEST: Final = 100
"""With fewer samples the first half is spent on warming up."""


def broken_rules(promises: Promises, found: Evidence, rules: Rules) -> dict[str, set[str]]:
    """Which jobs, or customers, break each rule."""
    return {name: check(promises, found, rules) for name, check in CHECKS.items()}


def particulars(broken: Mapping[str, set[str]], promises: Promises, found: Evidence) -> list[str]:
    """What is known of each job that breaks a rule, a line each."""
    lines = []
    for name, ids in broken.items():
        for job_id in sorted(ids & promises.keys()):
            promise, job = promises[job_id], found.jobs.get(job_id)
            ends = [(end.status, end.failure, end.updated_at, end.announced) for end in promise.ends]
            now = job and (job.status, job.failure, job.updated_at, job.announced)
            heard = [(each.webhook_id, each.taken) for each in found.arrivals if each.job_id == job_id]
            lines.append(
                f"{name}: {promise.fate} {job_id} of {promise.customer}, ends {ends}, now {now}, webhooks {heard}, "
                f"set back {promise.rewound}, put back {promise.redriven}, objects {found.objects.get(job_id, set())}"
            )
    return lines


def peaks(samples: Sequence[Mapping[str, float]]) -> tuple[dict[str, float], dict[str, float]]:
    """The most memory that each process had in the first half and in the second one, in MB.

    A process that was just started again has little, and one that is being started has none.
    """
    halves = samples[: len(samples) // 2], samples[len(samples) // 2 :]
    names = sorted({name for sample in samples for name in sample})
    before, after = (
        {name: max((each.get(name, 0.0) for each in half), default=0.0) for name in names} for half in halves
    )
    return before, after


def grown(samples: Sequence[Mapping[str, float]]) -> set[str]:
    """The processes whose memory grew by more than `GROWTH`; of fewer than `FEWEST` samples nobody can say."""
    if len(samples) < FEWEST:
        return set()
    before, after = peaks(samples)
    return {name for name in before if before[name] and after[name] > before[name] * GROWTH}


def endings(promises: Promises, found: Evidence) -> Counter[str]:
    """How many jobs ended in each way."""
    jobs = [found.jobs.get(job_id) for job_id, promise in promises.items() if not promise.erased]
    ends = Counter(job.failure or job.status if job else "gone" for job in jobs)
    ends["erased"] = sum(promise.erased for promise in promises.values())
    return ends


def table(rows: Mapping[str, object]) -> str:
    """Rows as text."""
    return "\n".join(f"{name:>30}  {value}" for name, value in rows.items())


def listed(counts: Mapping[str, int]) -> str:
    """Counts in one line, the largest first."""
    shown = ", ".join(f"{value} {name}" for name, value in sorted(counts.items(), key=lambda each: -each[1]) if value)
    return shown or "none"
