"""Analyses a photo for the analysis step: whether it shows a pet, which one, and what it is like."""

import os
from pathlib import Path

from PIL import Image

from local.bedrock.vision import wording
from local.bedrock.vision.box import Box
from local.bedrock.vision.classifier import Classifier
from local.bedrock.vision.coat import coat_colour
from local.bedrock.vision.colour import lab
from local.bedrock.vision.facing import facing
from local.bedrock.vision.personality import personality
from local.bedrock.vision.recognition import Recognition, recognise
from local.bedrock.vision.region import pet_region
from local.bedrock.vision.sight import Sight, on_grid, open_photo, see
from local.bedrock.vision.signals import photo_signals
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
        recognition = recognise(sight.probabilities)
        if recognition is None:
            return {"pet_present": False, "seen": wording.NOTHING}
        if not recognition.is_pet:
            return {"pet_present": False, "seen": wording.wild(recognition.species)}
        analysis = _analysis(picture, sight, recognition)
        return {
            "pet_present": True,
            "seen": wording.pet(recognition, str(analysis["coat_color"])),
            "analysis": analysis,
        }


def _analysis(photo: Image.Image, sight: Sight, recognition: Recognition) -> dict[str, object]:
    colours = lab(on_grid(photo))
    region = pet_region(colours, sight.pet_map)
    signals = photo_signals(
        colours,
        region,
        sight.probabilities,
        aspect=photo.width / photo.height,
        facing=facing(photo, sight.head or sight.whole),
    )
    scores = personality(recognition.groups, signals, sight.probabilities).scores
    return {
        "species": recognition.species,
        "breed": recognition.breed,
        "expression": wording.expression(signals),
        "posture": wording.posture(signals, region),
        "coat_color": coat_colour(colours, region, sight.pet_map, recognition.coats),
        "personality_dimensions": scores,
        "dominant_traits": dominant_traits(scores),
        "vibe": vibe(scores),
        "pet_box": {"head": _rounded(sight.head), "whole": _rounded(sight.whole)},
    }


def _rounded(box: Box | None) -> list[float] | None:
    return None if box is None else [round(edge, 3) for edge in box]
