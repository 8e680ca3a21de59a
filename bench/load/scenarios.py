"""What the load test does, and how much of it."""

from dataclasses import dataclass, replace
from math import ceil
from typing import Final, Self

LOCAL_SHARE: Final = 5
"""The local engine gets a fifth of the load: a hundred requests of functions a second use two cores up."""

WHOLE_JOB: Final = "whole job"

# A reader may take this long for a request before the rate suffers.
_LONGEST_READ_S: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One kind of load.

    Attributes:
        name: what it is called.
        user_class: the class in `locustfile.py`.
        users: how many of them there are at once.
        rate: requests a second, over all of them; None if they make as many as they can. With a rate, they only read.
        targets_ms: the names of Locust's entries to report, each with its target from the specification, if any.
    """

    name: str
    user_class: str
    users: int
    rate: float | None = None
    targets_ms: dict[str, float | None]

    def scaled(self, share: int) -> Self:
        """The same with so many times less load."""
        return replace(self, users=ceil(self.users / share), rate=self.rate and self.rate / share)

    @property
    def title(self) -> str:
        """Its name with its load."""
        return f"{self.name}, {self.rate:g} a second" if self.rate else f"{self.name}, {self.users} at once"


def scenarios(full: bool) -> list[Scenario]:
    """The specification's scenarios, at their full load or at a fifth of it."""
    every = [
        # The specification's targets_ms for one upload are marks of the smaller load.
        _uploads(10, {"/presigned-url": 1000.0, "S3": None, "/process": None, "upload": 2000.0}),
        _uploads(50, {"/presigned-url": None, "S3": None, "/process": None, "upload": None}),
        _reads("status", "StatusReader", 100.0, 500.0),
        _reads("results", "ResultsReader", 50.0, 1000.0),
    ]
    return every if full else [scenario.scaled(LOCAL_SHARE) for scenario in every]


def _uploads(users: int, targets_ms: dict[str, float | None]) -> Scenario:
    return Scenario(name="uploads", user_class="Uploader", users=users, targets_ms={**targets_ms, WHOLE_JOB: 120_000.0})


def _reads(name: str, user_class: str, rate: float, target_ms: float) -> Scenario:
    targets_ms: dict[str, float | None] = {f"/{name}/{{job_id}}": target_ms}
    return Scenario(
        name=name, user_class=user_class, users=ceil(rate * _LONGEST_READ_S), rate=rate, targets_ms=targets_ms
    )
