"""Analyses a photo for the analysis step: whether it shows a pet, which one, and what it is like."""

import os
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from local.bedrock.vision import wording
from local.bedrock.vision.arrays import Array
from local.bedrock.vision.box import Box
from local.bedrock.vision.classifier import Classifier
from local.bedrock.vision.coat import Coat, measure_coat
from local.bedrock.vision.colour import lab
from local.bedrock.vision.drawing import is_drawing
from local.bedrock.vision.face import head_colours
from local.bedrock.vision.facing import facing
from local.bedrock.vision.looks import looks
from local.bedrock.vision.personality import personality
from local.bedrock.vision.recognition import Recognition, recognise
from local.bedrock.vision.region import pet_region
from local.bedrock.vision.sight import Sight, on_grid, open_photo, see
from local.bedrock.vision.signals import photo_signals
from local.bedrock.vision.things import props, thing
from local.bedrock.vision.traits import dominant_traits
from local.bedrock.vision.vibe import vibe


def default_cache() -> Path:
    """PetAvatar's folder in the user's cache folder (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "petavatar"


class Vision:
    """Analyses photos with a loaded classifier. Thread-safe."""

    def __init__(self, cache: Path | None = None) -> None:
        """Loads the classifier from the folder `cache`. The first time it is built there, which takes a second or two.

        Raises:
            WeightsError: if it must be built, and the weights are missing or not the pinned ones.
            OSError: if the folder is not writable.
        """
        self._classifier = Classifier(cache or default_cache())

    def look(self, photo: bytes) -> dict[str, object]:
        """The analysis step's reply to a photo, as plain data. The same photo always gets the same reply.

        Raises:
            UnreadablePhotoError: if the bytes are not a picture.
        """
        picture = open_photo(photo)
        sight = see(picture, self._classifier)
        colours = lab(on_grid(picture))
        region = pet_region(colours, sight.pet_map)
        coat = measure_coat(colours, region, sight.pet_map)
        recognition = recognise(sight.probabilities, coat)
        if recognition is None:
            return {"pet_present": False, "seen": wording.nothing(thing(sight.probabilities))}
        if not recognition.is_pet:
            return {"pet_present": False, "seen": wording.wild(recognition.species)}
        if is_drawing(picture, sight):
            return {"pet_present": False, "seen": wording.drawn(recognition)}
        analysis = _analysis(_Findings(picture, colours, region, coat, sight, recognition))
        return {
            "pet_present": True,
            "seen": wording.pet(recognition, str(analysis["coat_color"])),
            "analysis": analysis,
        }


@dataclass(frozen=True)
class _Findings:
    """What was found out about a pet before it is described."""

    photo: Image.Image
    colours: Array
    region: Array
    coat: Coat
    sight: Sight
    recognition: Recognition


def _analysis(found: _Findings) -> dict[str, object]:
    photo, sight, recognition = found.photo, found.sight, found.recognition
    signals = photo_signals(
        found.colours,
        found.region,
        sight.probabilities,
        aspect=photo.width / photo.height,
        facing=facing(photo, sight.head or sight.whole),
    )
    head = head_colours(photo, sight.head) if sight.head else None
    seen = looks(recognition, found.coat, head, signals, sight.probabilities)
    scores = personality(recognition.groups, signals, sight.probabilities).scores
    return {
        "species": recognition.species,
        "breed": recognition.breed,
        "expression": wording.expression(seen),
        "posture": wording.posture(signals, found.region, props(sight.probabilities)),
        "coat_color": found.coat.colour(recognition.coats, points=seen["coat_pattern"] == "points"),
        "personality_dimensions": scores,
        "dominant_traits": dominant_traits(scores),
        "vibe": vibe(scores),
        "pet_box": {"head": _rounded(sight.head), "whole": _rounded(sight.whole)},
        "looks": seen,
    }


def _rounded(box: Box | None) -> list[float] | None:
    return None if box is None else [round(edge, 3) for edge in box]
