"""Describes the photo in words: the pet, its face, its body, or what there is in its place."""

from collections.abc import Mapping, Sequence
from typing import Final

from local.bedrock.vision.arrays import Array
from local.bedrock.vision.recognition import MIXED, Recognition
from local.bedrock.vision.signals import placement

_NOTABLE: Final = 0.5
_OFF_CENTRE: Final = 0.12


def nothing(thing: str | None) -> str:
    """The description of a photo without an animal."""
    return f"{thing}, and no animal" if thing else "no animal"


def wild(species: str) -> str:
    """The description of a wild animal."""
    return f"a wild animal ({species}), and no pet"


def drawn(recognition: Recognition) -> str:
    """The description of a drawing."""
    return f"a drawing of {_with_article(recognition.breed)}, not a photo"


def pet(recognition: Recognition, coat: str) -> str:
    """A short description of the pet."""
    name = _with_article(kind(recognition))
    if recognition.species == "cat":
        return name
    return f"{name} with a coat of more than one colour" if coat == "mixed" else f"{name} with a {coat} coat"


def kind(recognition: Recognition) -> str:
    """What a person would call the animal: 'Afghan hound', 'rooster', 'black shorthair cat', 'mixed breed dog'."""
    species, breed = recognition.species, recognition.breed
    alone = species not in ("dog", "cat") or (species == "dog" and breed != MIXED)
    return breed if alone or species in breed.split() else f"{breed} {species}"


def expression(looks: Mapping[str, object]) -> str:
    """The face, as far as it can be made out."""
    face = looks["face"]
    gaze = "face to the camera" if looks["pose"] == "facing the camera" else ""
    ears = "ears up" if looks["ears"] in ("upright", "large") else ""
    return ", ".join(filter(None, [str(face or ""), gaze, ears])) or "taking it all in"


def posture(signals: Mapping[str, float], region: Array, props: Sequence[str] = ()) -> str:
    """The shape, distance and position of the body, and what is with it."""
    if signals["recline"] > _NOTABLE:
        body = "stretched out side-on"
    elif signals["recline"] < -_NOTABLE:
        body = "upright"
    else:
        body = "settled and compact"
    return ", ".join([body, _distance(signals), *_side(region), *(f"with a {prop}" for prop in props)])


def _distance(signals: Mapping[str, float]) -> str:
    if signals["framing"] > _NOTABLE:
        return "close to the lens"
    return "some way back" if signals["framing"] < -_NOTABLE else "at a comfortable distance"


def _side(region: Array) -> list[str]:
    x, *_ = placement(region)
    if abs(x - 0.5) < _OFF_CENTRE:
        return []
    return ["left of centre" if x < 0.5 else "right of centre"]


def _with_article(name: str) -> str:
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
