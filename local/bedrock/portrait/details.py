"""The details of a portrait that come from the pet and the trade, as the words of a prompt name them.

The agent's own phrases come first; they are imported from its table of likenesses.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from agent.person.likenesses import BUILDS, EYES, FACES, PATTERNS, POSES, Like
from agent.prompts.portrait import ATTIRE_WORDS
from agent.schemas import Build, CoatPattern, EyeColor, Face, Pose
from local.bedrock.portrait.places import PLACES, Place
from local.bedrock.portrait.scenes.desk import DESK_THINGS, DeskThing
from local.bedrock.portrait.scenes.things import THINGS, Thing
from local.bedrock.portrait.wardrobe import TRADE_GARMENTS, WORN_GARMENTS, TradeGarment
from local.bedrock.portrait.worn import Worn, color, color_word, named

_EYES: Final[Mapping[EyeColor, str]] = {
    "odd": r"heterochromia|one blue eye",
    "black": r"(very )?dark brown eyes|black eyes",
    "amber": r"amber eyes",
    "yellow": r"(golden |yellow |hazel )+eyes",
    "green": r"(\w+ )?green eyes",
    "blue": r"(\w+ )?blue eyes",
    "brown": r"brown eyes",
}
_FACES: Final[Mapping[Face, str]] = {
    "one eye shut": r"wink\w*",
    "tongue out": r"tongue",
    "yawning": r"yawn\w*",
    "eyes shut": r"eyes (\w+ )?(closed|shut)|closed eyes",
    "mouth open": r"open-mouthed",
    "stern": r"stern|frown\w*|severe",
    "alert": r"alert|raised eyebrows|surprised",
}
_POSES: Final[Mapping[Pose, str]] = {
    "asleep": r"dozing|asleep|napping",
    "head tilted": r"head tilted|tilted head|tilting",
    "in profile": r"in profile|profile view|side view",
    "turned aside": r"turned (aside|away|sideways)|three-quarter view|over the shoulder",
    "looking up": r"looking up(wards)?|chin raised",
    "lying down": r"leaning back|reclining",
    "facing the camera": r"facing the camera|frontal|looking at the camera",
}
_BUILDS: Final[Mapping[Build, str]] = {
    "slender": r"slender|slim|thin|lean",
    "athletic": r"athletic|muscular|fit",
    "sturdy": r"sturdy|stocky|broad shoulders|burly",
    "round": r"round cheeks|chubby|plump|round face",
}
# A thing on the desk, as the agent names it, and the attire, after which accessories follow.
_DESK: Final = re.compile(r"[^,]*? (?:on the desk|within reach)")
_ATTIRE: Final = re.compile("|".join(map(re.escape, ATTIRE_WORDS.values())))
_MOST_ON_DESK: Final = 2


@dataclass(frozen=True)
class Details:
    """What a prompt says beyond the person itself; None for what it leaves open.

    Attributes:
        pattern: how the colours of the hair go together.
        eye_color: the colour of the eyes.
        face: a special expression.
        pose: how the head is held.
        build: the build of the body.
        garment: the clothes of a trade, or those that the pet wore.
        worn: hats and other things that are worn.
        worn_color: their colour.
        place: the place of a trade, before which the person stands.
        things: what else is behind the person.
        desk: what stands on a desk before the person, each with its colour if it has one.
    """

    pattern: CoatPattern | None = None
    eye_color: EyeColor | None = None
    face: Face | None = None
    pose: Pose | None = None
    build: Build | None = None
    garment: TradeGarment | None = None
    worn: tuple[Worn, ...] = ()
    worn_color: str | None = None
    place: Place | None = None
    things: tuple[Thing, ...] = ()
    desk: tuple[tuple[DeskThing, str | None], ...] = ()

    @classmethod
    def read(cls, person: str, wearing: str, around: str) -> "Details":
        """The details that a prompt names.

        Args:
            person: its words for the person.
            wearing: its words for clothes and accessories.
            around: its words for the place.
        """
        behind = _DESK.sub("", around)
        return cls(
            pattern=_liked(person, PATTERNS, {}),
            eye_color=_liked(person, EYES, _EYES),
            face=_liked(person, FACES, _FACES),
            pose=_liked(person, POSES, _POSES),
            build=_liked(person, BUILDS, _BUILDS),
            garment=_garment(wearing),
            worn=named(wearing),
            worn_color=color(wearing),
            place=next((place for place, words in PLACES.items() if _contains(behind, words)), None),
            things=tuple(thing for thing in THINGS if _contains(behind, thing.words)),
            desk=tuple(_on_desk(_DESK.findall(around)))[:_MOST_ON_DESK],
        )


NO_DETAILS: Final = Details()


def _garment(wearing: str) -> TradeGarment | None:
    """The clothes that are named: among accessories those of the pet, which count before those of the trade."""
    clothes, _, accessories = _ATTIRE.sub("|", wearing, count=1).partition("|")
    worn = next((garment for garment in WORN_GARMENTS if _contains(accessories, garment.words)), None)
    return worn or next((garment for garment in TRADE_GARMENTS if _contains(clothes, garment.words)), None)


def _on_desk(texts: Iterable[str]) -> Iterator[tuple[DeskThing, str | None]]:
    for text in texts:
        if thing := next((thing for thing in DESK_THINGS if _contains(text, thing.words)), None):
            yield thing, color_word(text)


def _liked[T](text: str, likes: Mapping[T, Like], synonyms: Mapping[T, str]) -> T | None:
    """The key whose words for a person the text has; the longest first, then synonyms in their table's order."""
    for key, like in sorted(likes.items(), key=lambda item: -len(item[1].person)):
        if _contains(text, re.escape(like.person.lower())):
            return key
    return next((key for key, words in synonyms.items() if _contains(text, words)), None)


def _contains(text: str, words: str) -> bool:
    return re.search(rf"(?<![\w-])(?:{words})(?![\w-])", text) is not None
