"""The writer's texts, read once and checked: the TOML files beside this module, as immutable tables."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from agent.person.dimensions import DIMENSIONS
from agent.person.name_table import SpeciesGroup
from agent.schemas import Attire, Seniority
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
    """What can be said of one kind of work; `towns` are where it is done, if not anywhere."""

    towns: tuple[str, ...] = ()
    orgs: Texts
    mission: Texts
    work: Texts
    people: Texts
    event: Texts
    place: Texts
    tool: Texts
    tasks: Texts
    stories: Texts
    skills: Texts
    past: Texts
    future: Texts


class CareerEntry(Craft):
    """A career: its craft, its titles from entry level to executive, and the dimensions it draws on."""

    titles: tuple[str, str, str, str]
    industry: str
    attire: Attire
    high: Dimensions
    low: Dimensions

    def draws(self) -> dict[str, Direction]:
        """The dimensions the career draws on, and the end of the scale at which it does."""
        return dict.fromkeys(self.high, "high") | dict.fromkeys(self.low, "low")


class TraitEnd(_Table):
    """One end of a dimension's scale, as it shows at work."""

    style: str
    skill: str
    honest: str
    says: Texts


class SpeciesTexts(_Table):
    """What a species adds to a profile."""

    habits: Texts
    closings: Texts
    codas: Texts
    wishes: Texts


class BreedKind(_Table):
    """Breeds that share their habits; `words` occur in the breed's name."""

    species: SpeciesGroup
    words: Texts
    says: Texts


class BreedHome(_Table):
    """Where people whose breed's name contains one of the words grew up."""

    words: Texts
    place: Texts


class Breeds(_Table):
    """The texts that depend on the breed."""

    kind: tuple[BreedKind, ...]
    home: tuple[BreedHome, ...]


class Look(_Table):
    """What is said of a person whose pet's expression or posture has one of the words."""

    words: Texts
    says: Texts


class Said(_Table):
    """Sentences that quote the analysis."""

    vibe: Texts
    traits: Texts


class StyleTexts(_Table):
    """What is said of a person in the tone of a style that was chosen."""

    says: Texts
    skills: Texts


class Trajectory(_Table):
    """Frames of the career trajectory."""

    origins: Texts
    homes: Texts
    present: Texts


class Frames(_Table):
    """Sentences that suit any career."""

    openings: Texts
    seniority: dict[Seniority, Texts]
    said: Said
    styles: dict[Style, StyleTexts]
    looks: dict[str, Look]
    trajectory: Trajectory


class Words(_Table):
    """Decks of words for any sentence, and the family names."""

    decks: dict[str, Texts]
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
    """The craft behind a title; for an unknown title, what can be said of any work."""
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
def species() -> Mapping[SpeciesGroup, SpeciesTexts]:
    """The texts of each species group."""
    return TypeAdapter(dict[SpeciesGroup, SpeciesTexts]).validate_python(_read("species.toml"))


@cache
def breeds() -> Breeds:
    """The texts that depend on the breed."""
    return Breeds.model_validate(_read("breeds.toml"))


@cache
def frames() -> Frames:
    """The sentences that suit any career."""
    return Frames.model_validate(_read("frames.toml"))


@cache
def words() -> Words:
    """The decks of words and the family names."""
    return Words.model_validate(_read("words.toml"))


def decks_of(craft: Craft) -> dict[str, Sequence[str]]:
    """The decks of words that a craft lends to any sentence."""
    return {
        "mission": craft.mission,
        "work": craft.work,
        "people": craft.people,
        "event": craft.event,
        "place": craft.place,
        "tool": craft.tool,
    }
