"""The writer's texts: the TOML files beside this module, read once and validated, as immutable tables."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from agent.person.dimensions import DIMENSIONS
from agent.person.name_table import SpeciesGroup
from agent.schemas import Attire, Face
from petavatar.choices import Style

Direction = Literal["high", "low"]
Texts = Annotated[tuple[str, ...], Field(min_length=1)]
Dimensions = Annotated[
    tuple[Literal[DIMENSIONS], ...],  # type: ignore[valid-type]
    BeforeValidator(lambda listed: tuple(listed.split())),
]

_TEXTS: Final = files("local.bedrock.writer") / "texts"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Craft(_Table):
    """Texts about one kind of work: its employers, words and curriculum. All but `skills` are parts of sentences."""

    field: str
    orgs: Texts
    duties: Texts
    training: Texts
    results: Texts
    work: Texts
    people: Texts
    event: Texts
    tool: Texts
    skills: Texts


class CareerEntry(Craft):
    """A career: its craft, its titles from entry level to executive, and the dimensions it draws on."""

    titles: tuple[str, str, str, str]
    industry: str
    attire: Attire
    high: Dimensions
    low: Dimensions

    def draws(self) -> dict[str, Direction]:
        """The dimensions that the career draws on, with the end of each scale."""
        return dict.fromkeys(self.high, "high") | dict.fromkeys(self.low, "low")


class TraitEnd(_Table):
    """Words for one end of a dimension's scale."""

    style: str
    skill: str
    honest: str


class Premise(_Table):
    """One idea of a life story, with its texts for each part; see docs/writing.md.

    It comes from one thing: an end of a dimension (`trait`), a kind of pet (`species`, or of those the breeds whose
    names contain one of `breeds`), or something in the photo (`props`: words, `faces`: faces).
    """

    trait: str | None = None
    species: SpeciesGroup | None = None
    breeds: tuple[str, ...] = ()
    props: tuple[str, ...] = ()
    faces: tuple[Face, ...] = ()
    honest: str | None = None
    plant: Texts
    play: Texts
    cause: Texts
    manner: Texts
    payoff: Texts
    hope: Texts
    headline: Texts


class Pastimes(_Table):
    """What one does outside work, by the kind of pet; for the breeds whose names contain one of `breeds`, if any."""

    species: SpeciesGroup
    breeds: tuple[str, ...] = ()
    does: Texts


class Shells(_Table):
    """The sentences of a curriculum, which suit any career and any premise."""

    profile: Texts
    styles: dict[Style, Texts]
    style_skills: dict[Style, Texts]
    background: Texts
    result: Texts
    outside: Texts
    seasons: Texts
    past: Texts
    present: Texts


class Words(_Table):
    """The family names."""

    family_names: Annotated[Texts, BeforeValidator(lambda names: tuple(n.replace("_", " ") for n in names.split()))]


def _read(name: str) -> dict[str, object]:
    return tomllib.loads((_TEXTS / name).read_text(encoding="utf-8"))


def _read_all(folder: str) -> list[dict[str, object]]:
    names = sorted(entry.name for entry in (_TEXTS / folder).iterdir() if entry.name.endswith(".toml"))
    return [_read(f"{folder}/{name}") for name in names]


@cache
def careers() -> tuple[CareerEntry, ...]:
    """Every career, in the order of its files."""
    tables = TypeAdapter(dict[Literal["career"], tuple[CareerEntry, ...]])
    return tuple(entry for file in _read_all("careers") for entry in tables.validate_python(file)["career"])


@cache
def craft_of(job_title: str) -> Craft:
    """The craft of a title; for an unknown title, texts that suit any work."""
    known = (entry for entry in careers() if job_title in entry.titles)
    return next(known, None) or Craft.model_validate(_read("any_career.toml"))


@cache
def traits() -> Mapping[str, Mapping[Direction, TraitEnd]]:
    """Both ends of each of the 47 dimensions."""
    merged: dict[str, object] = {}
    for file in _read_all("traits"):
        merged |= file
    return TypeAdapter(dict[str, dict[Direction, TraitEnd]]).validate_python(merged)


@cache
def premises() -> tuple[Premise, ...]:
    """Every premise, in the order of its files."""
    table = TypeAdapter(dict[Literal["premise"], tuple[Premise, ...]])
    return tuple(premise for file in _read_all("premises") for premise in table.validate_python(file)["premise"])


@cache
def pastimes() -> tuple[Pastimes, ...]:
    """What the kinds of pets do outside work."""
    table = TypeAdapter(dict[Literal["kind"], tuple[Pastimes, ...]])
    return table.validate_python(_read("pastimes.toml"))["kind"]


@cache
def shells() -> Shells:
    """The sentences that suit any career."""
    return Shells.model_validate(_read("shells.toml"))


@cache
def words() -> Words:
    """The family names."""
    return Words.model_validate(_read("words.toml"))


def decks_of(craft: Craft) -> dict[str, Sequence[str]]:
    """The decks of words that a craft adds."""
    return {"work": craft.work, "people": craft.people, "event": craft.event, "tool": craft.tool}
