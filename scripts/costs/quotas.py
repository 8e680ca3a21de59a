"""How many jobs a month each quota lets through."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scripts.costs.inputs import Inputs
from scripts.costs.job import api_requests

_MINUTE_S: Final = 60
_MONTH_S: Final = 730 * 3600


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A quota, and the jobs a month at which the busiest minute meets it."""

    name: str
    limit: float
    what: str
    more: str
    jobs_a_month: float

    def share(self, jobs: int) -> float:
        """How much of the quota so many jobs a month take in their busiest minute; 1 is all of it."""
        return jobs / self.jobs_a_month


def ceilings(inputs: Inputs) -> list[Ceiling]:
    """All quotas, the one that is met first at the top."""
    quotas, peak = inputs.quotas["quotas"], inputs.assumed("peak")
    found = [
        Ceiling(
            name=name,
            limit=quotas[name]["limit"],
            what=quotas[name]["what"],
            more=quotas[name]["more"],
            # `need` is what one job a second takes of the quota.
            jobs_a_month=quotas[name]["limit"] / need * _MONTH_S / peak,
        )
        for name, need in _needs(inputs)
    ]
    return sorted(found, key=lambda ceiling: ceiling.jobs_a_month)


def _needs(inputs: Inputs) -> Iterator[tuple[str, float]]:
    """What one job a second takes of each quota."""
    seconds, requests = inputs.assumed("job_seconds"), api_requests(inputs)
    yield "workers", seconds
    for role in ("text", "orchestrator"):
        used = inputs.measured["usage"][role]
        tokens = used["input_tokens"] + inputs.assumed("output_burndown") * used["output_tokens"]
        yield f"{role}_tokens", tokens * _MINUTE_S
    yield "sessions", seconds + inputs.assumed("idle_session_seconds")
    yield "invocations", 1
    yield "functions", seconds + (requests + 1) * inputs.assumed("handler_seconds")
    yield "api", requests
