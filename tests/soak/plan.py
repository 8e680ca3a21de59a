"""What is planned for each job of a soak, drawn from the seed and the job's number alone."""

from dataclasses import dataclass
from random import Random
from typing import Final, Literal

Fate = Literal[
    "plain",
    "cancel-early",
    "cancel-midway",
    "cancel-late",
    "vary",
    "vary-keyed",
    "vary-cancel",
    "share",
    "unshare",
    "erase",
    "replace-photo",
    "delete-photo",
]
Customer = Literal["plenty", "counted", "thrifty", "operator", "drop"]
Target = Literal["worker", "sender", "function", "agent", "endpoints", "page", "engine"]

_FATES: Final[dict[Fate, float]] = {
    "plain": 46,
    "cancel-early": 5,
    "cancel-midway": 6,
    "cancel-late": 3,
    "vary": 5,
    "vary-keyed": 6,
    "vary-cancel": 4,
    "share": 5,
    "unshare": 4,
    "erase": 7,
    "replace-photo": 5,
    "delete-photo": 4,
}
_CUSTOMERS: Final[dict[Customer, float]] = {"plenty": 45, "counted": 15, "thrifty": 12, "operator": 8, "drop": 20}
KILLS_PER_JOB: Final[dict[Target, float]] = {
    "worker": 0.3,
    "sender": 0.12,
    "function": 0.15,
    "agent": 0.04,
    "endpoints": 0.02,
    "page": 0.02,
    "engine": 0.012,
}
_LATEST_S: Final = 8.0


@dataclass(frozen=True, slots=True)
class Plan:
    """One job: who hands the photo in, what becomes of it, and after how many seconds which process is killed."""

    number: int
    customer: Customer
    fate: Fate
    kills: tuple[tuple[Target, float], ...]


def plan_of(number: int, seed: int, jobs: int) -> Plan:
    """The plan of a job. The first jobs take the fates in turn, so that a short soak has each of them."""
    dice = Random(f"{seed}-{number}")
    fates, customers = list(_FATES), list(_CUSTOMERS)
    fate = dice.choices(fates, list(_FATES.values()))[0]
    customer = dice.choices(customers, list(_CUSTOMERS.values()))[0]
    if number < len(fates):
        # A job that a limit refuses would have no fate at all.
        fate, customer = fates[number], "drop" if number % 4 == 3 else "plenty"
    kills = [(target, dice.uniform(0.5, _LATEST_S)) for target, rate in KILLS_PER_JOB.items() if dice.random() < rate]
    if number in _sure_kills(jobs):
        kills.append((_sure_kills(jobs)[number], 2.0))
    return Plan(number, customer, fate, tuple(kills))


def _sure_kills(jobs: int) -> dict[int, Target]:
    """The jobs beside which each of the rarely killed processes dies, however short the soak is."""
    rare: tuple[Target, ...] = ("engine", "page", "endpoints", "agent")
    return {jobs * place // (len(rare) + 1): target for place, target in enumerate(rare, start=1)}
