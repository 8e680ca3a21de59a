"""The likenesses: how each thing that can be seen of a pet returns in the person.

The portrait prompt is made of the person's words, the result's `likenesses` of both sides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from agent.person.name_table import SpeciesGroup
from agent.person.names import species_group
from agent.person.props import prop_of
from agent.schemas import (
    AgeRange,
    Build,
    CoatColor,
    CoatLength,
    CoatPattern,
    CoatTexture,
    Ears,
    EyeColor,
    Face,
    PetAnalysis,
    Pose,
)

MOST_NAMED: Final = 5
"""The most likenesses that a result names."""

_LEAST_NAMED: Final = 21
"""How telling a likeness must be to be named: a look into the camera is none."""


class Like(NamedTuple):
    """The words for the pet's side and for the person's side, and how telling the likeness is, 0 to 100."""

    pet: str
    person: str
    telling: int


Slot = Literal[
    "hair color",
    "hair pattern",
    "hair shape",
    "eyes",
    "face",
    "pose",
    "build",
    "accent",
    "accessory",
    "desk",
    "setting",
]


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait that the person has from the pet.

    Attributes:
        slot: its place in the portrait prompt.
        words: its words there.
        pet: the pet's side, for readers.
        person: the person's side, for readers.
        telling: how telling the likeness is, 0 to 100.
    """

    slot: Slot
    words: str
    pet: str
    person: str
    telling: int

    def record(self) -> dict[str, str]:
        """The likeness as plain data."""
        return {"pet": self.pet, "person": self.person}


HAIR_WORDS: Final[Mapping[CoatColor, str]] = MappingProxyType(
    {
        "black": "black",
        "dark brown": "dark brown",
        "brown": "chestnut brown",
        "red": "auburn",
        "golden": "golden blond",
        "cream": "pale blond",
        "white": "silver white",
        "grey": "ash grey",
        "mixed": "brown highlighted",
    }
)
YOUNG: Final[frozenset[AgeRange]] = frozenset({"20s", "30s"})
YOUNG_HAIR_WORDS: Final[Mapping[CoatColor, str]] = MappingProxyType({"white": "platinum blond", "grey": "ash blond"})
"""For the young, whose hair is not grey yet."""

PATTERNS: Final[Mapping[CoatPattern, Like]] = MappingProxyType(
    {
        "solid": Like("{shade} from nose to tail", "in one even colour", 50),
        "tabby": Like("a tabby's three {shades}", "in three streaked tones", 72),
        "spotted": Like("spots on {shade}", "with light flecks", 74),
        "patched": Like("patches of {shade}", "with one contrasting lock", 73),
        "two colours": Like("a coat in two colours", "in two tones", 71),
        "three colours": Like("a coat in three colours", "in three colours", 76),
        "points": Like("dark points on {shade}", "with darker tips", 73),
        "brindle": Like("a {shade} brindle", "with fine dark streaks", 72),
        "merle": Like("a {shade} merle", "in a marbled blend of tones", 76),
    }
)
LENGTHS: Final[Mapping[CoatLength, Like]] = MappingProxyType(
    {
        "hairless": Like("no fur at all", "a closely shaved head of", 78),
        "short": Like("short", "short", 32),
        "medium": Like("half-long", "chin-length", 36),
        "long": Like("long", "long", 62),
    }
)
TEXTURES: Final[Mapping[CoatTexture, Like]] = MappingProxyType(
    {
        "smooth": Like("smooth", "sleek", 34),
        "wiry": Like("wiry", "tousled", 64),
        "curly": Like("curly", "curly", 70),
        "fluffy": Like("fluffy", "voluminous", 66),
    }
)
EYES: Final[Mapping[EyeColor, Like]] = MappingProxyType(
    {
        "brown": Like("brown eyes", "brown eyes", 30),
        "amber": Like("amber eyes", "amber eyes", 69),
        "yellow": Like("yellow eyes", "golden hazel eyes", 67),
        "green": Like("green eyes", "green eyes", 68),
        "blue": Like("blue eyes", "blue eyes", 70),
        "black": Like("eyes like black beads", "very dark brown eyes", 45),
        "odd": Like("two eyes of different colours", "one blue eye and one brown eye", 92),
    }
)
EARS: Final[Mapping[Ears, Like]] = MappingProxyType(
    {
        "upright": Like("upright ears", "a crisp upturned collar", 26),
        "floppy": Like("floppy ears", "a softly draped collar", 38),
        "folded": Like("folded ears", "a neatly folded neckerchief", 48),
        "large": Like("enormous ears", "an oversized collar", 52),
        "tufted": Like("tufted ears", "a small tassel pin", 46),
    }
)
BUILDS: Final[Mapping[Build, Like]] = MappingProxyType(
    {
        "slender": Like("a slender build", "a slender build", 28),
        "athletic": Like("an athletic build", "an athletic build", 29),
        "sturdy": Like("a sturdy build", "broad shoulders", 33),
        "round": Like("a round build", "round cheeks", 44),
    }
)
FACES: Final[Mapping[Face, Like]] = MappingProxyType(
    {
        "calm": Like("a calm gaze", "a calm, composed look", 35),
        "alert": Like("a wide-awake look", "an alert look with raised eyebrows", 56),
        "stern": Like("a stern stare", "a stern look", 65),
        "smiling": Like("a smile", "a warm smile", 60),
        "mouth open": Like("an open mouth", "an open-mouthed laugh", 75),
        "tongue out": Like("tongue out", "a cheeky grin with the tip of the tongue out", 90),
        "yawning": Like("a yawn", "a stifled yawn", 87),
        "eyes shut": Like("eyes shut", "eyes blissfully closed", 80),
        "one eye shut": Like("a wink", "a wink", 89),
    }
)
POSES: Final[Mapping[Pose, Like]] = MappingProxyType(
    {
        "facing the camera": Like("a straight look into the camera", "facing the camera", 20),
        "head tilted": Like("a tilted head", "head tilted to one side", 70),
        "turned aside": Like("a body turned aside", "shoulders turned aside", 42),
        "in profile": Like("a profile", "in three-quarter view, looking aside", 47),
        "looking up": Like("a look at something above", "chin raised, looking up", 49),
        "lying down": Like("a lie-down", "leaning back at ease", 46),
        "asleep": Like("fast asleep", "dozing, chin propped on one hand", 85),
    }
)
_COLOR_TELLING: Final = 51
_COATS: Final[Mapping[SpeciesGroup, str]] = MappingProxyType({"bird": "plumage", "fish": "scales", "reptile": "scales"})
_PLURAL_SHADES: Final[Mapping[CoatColor, str]] = MappingProxyType(
    {"dark brown": "browns", "golden": "golds", "mixed": "colours"}
)


def hair_words(coat: CoatColor, age_range: AgeRange) -> str:
    """The hair's colour: that of the coat, at an age that has it."""
    return YOUNG_HAIR_WORDS.get(coat, HAIR_WORDS[coat]) if age_range in YOUNG else HAIR_WORDS[coat]


def traits_of(analysis: PetAnalysis, age_range: AgeRange) -> tuple[Trait, ...]:
    """All traits that the analysis states, the most telling first."""
    return tuple(sorted(_traits(analysis, age_range), key=lambda trait: -trait.telling))


def likenesses(traits: tuple[Trait, ...]) -> list[dict[str, str]]:
    """What a result names of the traits that the portrait carries, the most telling first."""
    return [trait.record() for trait in traits if trait.telling >= _LEAST_NAMED][:MOST_NAMED]


def _traits(analysis: PetAnalysis, age_range: AgeRange) -> Iterator[Trait]:
    looks, color = analysis.looks, hair_words(analysis.coat_color, age_range)
    shade = "mixed colours" if analysis.coat_color == "mixed" else analysis.coat_color
    if looks.coat_pattern:
        shades = _PLURAL_SHADES.get(analysis.coat_color, f"{analysis.coat_color}s")
        pet, words, telling = PATTERNS[looks.coat_pattern]
        pet = pet.format(shade=shade, shades=shades)
        yield Trait("hair pattern", words, pet, f"{color} hair {words}", telling)
    elif looks.coat_length != "hairless":
        yield Trait("hair color", color, _coat(analysis), f"{color} hair", _COLOR_TELLING)
    if looks.coat_length or looks.coat_texture:
        yield _hair_shape(looks.coat_length, looks.coat_texture)
    likes: tuple[tuple[Slot, Like | None], ...] = (
        ("eyes", looks.eye_color and EYES[looks.eye_color]),
        ("face", looks.face and FACES[looks.face]),
        ("pose", looks.pose and POSES[looks.pose]),
        ("build", looks.build and BUILDS[looks.build]),
        ("accent", looks.ears and EARS[looks.ears]),
    )
    for slot, like in likes:
        if like:
            yield Trait(slot, like.person, like.pet, like.person, like.telling)
    for prop in dict.fromkeys(map(prop_of, looks.props)):
        yield Trait(prop.slot, prop.person, prop.pet, prop.person, prop.telling)


def _coat(analysis: PetAnalysis) -> str:
    noun = _COATS.get(species_group(analysis.species), "a coat")
    if analysis.coat_color == "mixed":
        return f"{noun} of mixed colours"
    return f"a {analysis.coat_color} coat" if noun == "a coat" else f"{analysis.coat_color} {noun}"


def _hair_shape(length: CoatLength | None, texture: CoatTexture | None) -> Trait:
    likes = [*([LENGTHS[length]] if length else []), *([TEXTURES[texture]] if texture else [])]
    words, telling = ", ".join(like.person for like in likes), max(like.telling for like in likes)
    if length == "hairless":
        return Trait(
            "hair shape", words.replace(" of, ", " of "), LENGTHS[length].pet, "a closely shaved head", telling
        )
    pet = ", ".join(like.pet for like in likes)
    return Trait("hair shape", words, f"a {pet} coat", f"{words} hair", telling)
