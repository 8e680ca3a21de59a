"""Describes the photo in words: pose, light and setting, without guessing a mood."""

from collections.abc import Mapping
from typing import Final

from local.bedrock.vision.arrays import Array
from local.bedrock.vision.recognition import Recognition
from local.bedrock.vision.signals import placement

NOTHING: Final = "no animal to be made out"
_NOTABLE: Final = 0.5
_TURNED: Final = 0.33
_OFF_CENTRE: Final = 0.12


def wild(species: str) -> str:
    """The description of a wild animal."""
    return f"a wild animal: {species}"


def pet(recognition: Recognition, coat: str) -> str:
    """A short description of the pet."""
    colour = "a coat of more than one colour" if coat == "mixed" else f"a {coat} coat"
    breed = "" if recognition.breed == recognition.species else f" ({recognition.breed})"
    return f"a {recognition.species}{breed} with {colour}"


def expression(signals: Mapping[str, float]) -> str:
    """The direction of the face, and the light on it."""
    if signals["facing"] > _TURNED:
        gaze = "looking straight into the camera"
    elif signals["facing"] < -_TURNED:
        gaze = "looking past the camera, to one side"
    else:
        gaze = "looking towards the camera from a slight angle"
    return ", ".join([gaze, _light(signals), *_props(signals)])


def posture(signals: Mapping[str, float], region: Array) -> str:
    """The shape, distance and position of the body."""
    if signals["recline"] > _NOTABLE:
        body = "stretched out side-on"
    elif signals["recline"] < -_NOTABLE:
        body = "upright"
    else:
        body = "settled and compact"
    return ", ".join([body, _distance(signals), *_side(region)])


def _light(signals: Mapping[str, float]) -> str:
    if signals["brightness"] < -_NOTABLE:
        return "in low light"
    if signals["contrast"] > _NOTABLE:
        return "in strong light and shade"
    if signals["brightness"] > _NOTABLE:
        return "in bright light"
    return "in warm light" if signals["warmth"] > _NOTABLE else "in even light"


def _props(signals: Mapping[str, float]) -> list[str]:
    words = {"ball": "with a ball", "finery": "dressed up", "furniture": "on the good furniture"}
    return [phrase for name, phrase in words.items() if signals[name] > _NOTABLE]


def _distance(signals: Mapping[str, float]) -> str:
    if signals["framing"] > _NOTABLE:
        return "close to the lens"
    return "some way back" if signals["framing"] < -_NOTABLE else "at a comfortable distance"


def _side(region: Array) -> list[str]:
    x, *_ = placement(region)
    if abs(x - 0.5) < _OFF_CENTRE:
        return []
    return ["left of centre" if x < 0.5 else "right of centre"]
