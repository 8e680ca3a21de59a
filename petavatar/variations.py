"""What a variation of a completed job changes, and what of that job it keeps.

    pet_name                                          all is kept, only the cards are drawn again
    change: portrait, seed, style, background         the texts are kept, the portrait is made again
    change: career, dimensions, pronouns, age_range   the analysis is kept, everything else is made again

Nothing that is kept is paid for again.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self, get_args

from petavatar.choices import BACKGROUNDS, MAX_WAIT_S, Choices
from petavatar.errors import InvalidChoice, MalformedRequest, NothingKept
from petavatar.jobs import Job
from petavatar.keys import avatar_key, photo_key, work_key
from petavatar.storage import NOT_KEPT

Change = Literal["portrait", "career"]
Begin = Literal["career", "portrait", "cards"]
"""The first thing that a variation makes itself; what comes before it is kept."""

CHANGES: Final[tuple[Change, ...]] = get_args(Change)
MAX_SEED: Final = 4_294_967_294
"""The largest seed of the image models; one with a shorter range takes the remainder."""
MAX_SCORE: Final = 100
CHOICES: Final = ("style", "background", "pet_name", "pronouns", "age_range")
"""The choices that a variation may change."""
CHANGING: Final = ("change", "seed", "dimensions", *CHOICES)
MEMBERS: Final = (*CHANGING, "max_wait_s", "webhook_url")

ANALYSIS: Final = "analyze_pet_image"
CAREER: Final = "map_personality_to_career"
IDENTITY: Final = "generate_identity_package"
EARLIER_CAREER: Final = "earlier_career"
"""The record of the source's career, from which a variation's own career differs."""

_NEW_CAREER: Final = frozenset({"dimensions", "pronouns", "age_range"})
_LONGEST_NAME_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request wants of a variation.

    Attributes:
        asked: what is to change, as the results name it.
        max_wait_s: in how many seconds the job must have begun; None if that does not matter.
        webhook_url: where its end is posted to; None if nowhere. The source's does not count for it.
    """

    asked: Mapping[str, Any]
    max_wait_s: int | None = None
    webhook_url: str | None = None

    @classmethod
    def read(cls, body: Mapping[str, Any], *, loopback: bool = False) -> Self:
        """Reads the body of a request; null is as good as left out.

        The names of dimensions are checked later, against the kept analysis.

        Args:
            body: the body.
            loopback: whether a webhook may go to this machine.

        Raises:
            MalformedRequest: if it has another member, or nothing to change.
            InvalidChoice: naming the first member whose value can't be chosen.
        """
        if unknown := body.keys() - set(MEMBERS):
            raise MalformedRequest(f"The body has no member {min(unknown)[:_LONGEST_NAME_SHOWN]!r}")
        body = {name: value for name, value in body.items() if value is not None}
        if not body.keys() & set(CHANGING):
            raise MalformedRequest(f"The body must name what to change: one of {', '.join(CHANGING)}")
        _check(body)
        asked: dict[str, Any] = {name: body[name] for name in CHANGING if name in body}
        texts: dict[str, str | None] = {name: body[name] for name in (*CHOICES, "webhook_url") if name in body}
        chosen = Choices.of(texts, loopback=loopback)
        asked |= {name: getattr(chosen, name) for name in CHOICES if name in asked}
        return cls(asked, body.get("max_wait_s"), chosen.webhook_url)

    @property
    def begin(self) -> Begin:
        """The first thing that the variation makes itself."""
        return begin_of(self.asked)

    def choices(self, source: Job) -> Choices:
        """The choices of the source, with what is to change of them."""
        changed = {name: value for name, value in self.asked.items() if name in CHOICES}
        wait = {} if self.max_wait_s is None else {"max_wait_s": str(self.max_wait_s)}
        return Choices.of({**source.choices, **changed, **wait})

    def seed(self, source: Job, job_id: str) -> int:
        """The seed of the new job; 0 for that of the first job of the family, which only the agent knows."""
        if "seed" in self.asked:
            return int(self.asked["seed"])
        return seed_of(job_id) if "change" in self.asked else source.seed

    def record(self, source: Job) -> dict[str, Any]:
        """What the new job's record says of it: what is asked, and what the agent must know of the source."""
        record: dict[str, Any] = {"asked": dict(self.asked), "first_job_id": first_job_of(source)}
        if self.begin != "career":
            result = source.result
            record |= {"language": result["identity"].get("language", "en"), "models": result["models"]}
        return record

    def copies(self, source_id: str, job_id: str) -> dict[str, str]:
        """The objects to copy, beside the analysis: where each lies, and where it goes."""
        copies = {photo_key(source_id): photo_key(job_id)}
        if self.begin == "career":
            return copies | {work_key(source_id, CAREER): work_key(job_id, EARLIER_CAREER)}
        copies |= {work_key(source_id, step): work_key(job_id, step) for step in (CAREER, IDENTITY)}
        return copies | ({avatar_key(source_id): avatar_key(job_id)} if self.begin == "cards" else {})

    def changed(self, analysis: Mapping[str, Any]) -> dict[str, Any]:
        """The source's analysis with the scores that were asked for.

        Raises:
            InvalidChoice: if there is no such dimension.
            NothingKept: if it is no analysis.
        """
        scores, wanted = analysis.get("personality_dimensions"), self.asked.get("dimensions", {})
        if not isinstance(scores, dict):
            raise NothingKept(NOT_KEPT)
        if unknown := wanted.keys() - scores.keys():
            raise InvalidChoice(f"there is no dimension {min(unknown)[:_LONGEST_NAME_SHOWN]!r}")
        return {**analysis, "personality_dimensions": {**scores, **wanted}}


def begin_of(asked: Mapping[str, Any]) -> Begin:
    """The first thing that a variation makes itself, by what is to change."""
    if asked.get("change") == "career" or asked.keys() & _NEW_CAREER:
        return "career"
    return "portrait" if asked.keys() - {"pet_name"} else "cards"


def first_job_of(job: Job) -> str:
    """The job that a family of variations began with: its id decides what the person has by lot."""
    return str(job.variation.get("first_job_id", job.job_id))


def seed_of(job_id: str) -> int:
    """A seed of a job's own, always the same."""
    return 1 + int.from_bytes(hashlib.sha256(f"variation:{job_id}".encode()).digest()[:8]) % MAX_SEED


def _check(body: Mapping[str, Any]) -> None:
    if body.get("change", "portrait") not in CHANGES:
        raise InvalidChoice(f"change must be one of {', '.join(CHANGES)}")
    for name in (*CHOICES, "webhook_url"):
        if not isinstance(body.get(name, ""), str):
            raise InvalidChoice(f"{name} must be text")
    if body.get("background") == "auto":
        # What would suit the career is not known any more where another one was chosen.
        raise InvalidChoice(f"background must be one of {', '.join(BACKGROUNDS[1:])}")
    _check_number("seed", body.get("seed", 1), 1, MAX_SEED)
    _check_number("max_wait_s", body.get("max_wait_s", 1), 1, MAX_WAIT_S)
    scores = body.get("dimensions", {"": 0})
    if not isinstance(scores, dict) or not scores:
        raise InvalidChoice('dimensions must be an object such as {"ambition": 95}')
    for name, score in scores.items():
        _check_number(f"dimension {name[:_LONGEST_NAME_SHOWN]!r}", score, 0, MAX_SCORE)


def _check_number(name: str, value: Any, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:
        raise InvalidChoice(f"{name} must be a whole number from {least} to {most}")
