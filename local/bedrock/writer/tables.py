"""The writer's texts: the TOML files beside this module, read once and validated, as immutable tables."""

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
    """Texts about one kind of work. `towns` are its only places; empty if it can be anywhere."""

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
        """The dimensions that the career draws on, with the end of each scale."""
        return dict.fromkeys(self.high, "high") | dict.fromkeys(self.low, "low")


class TraitEnd(_Table):
    """Texts for one end of a dimension's scale."""

    style: str
    skill: str
    honest: str
    says: Texts


class SpeciesTexts(_Table):
    """Texts that depend on the species."""

    habits: Texts
    closings: Texts
    codas: Texts
    wishes: Texts


class BreedKind(_Table):
    """Breeds with the same habits, whose names contain one of `words`."""

    species: SpeciesGroup
    words: Texts
    says: Texts


class BreedHome(_Table):
    """Where the person grew up if the breed's name contains one of `words`."""

    words: Texts
    place: Texts


class Breeds(_Table):
    """The texts that depend on the breed."""

    kind: tuple[BreedKind, ...]
    home: tuple[BreedHome, ...]


class LookTexts(_Table):
    """Texts about a person whose pet's expression or posture contains one of `words`."""

    words: Texts
    says: Texts


class QuoteTexts(_Table):
    """Sentences that quote the analysis."""

    vibe: Texts
    traits: Texts


class StyleTexts(_Table):
    """Texts about a person in the tone of a chosen style."""

    says: Texts
    skills: Texts


class Trajectory(_Table):
    """Sentences of the career trajectory."""

    origins: Texts
    homes: Texts
    present: Texts


class Frames(_Table):
    """Sentences that suit any career."""

    openings: Texts
    seniority: dict[Seniority, Texts]
    said: QuoteTexts
    styles: dict[Style, StyleTexts]
    looks: dict[str, LookTexts]
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
    """The decks of words that a craft adds."""
    return {
        "mission": craft.mission,
        "work": craft.work,
        "people": craft.people,
        "event": craft.event,
        "place": craft.place,
        "tool": craft.tool,
    }
