"""What can be seen of the pet, as far as it is likely true: by its breed, its coat and its face."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from local.bedrock.vision.animals import Animal
from local.bedrock.vision.arrays import Array
from local.bedrock.vision.coat import Coat
from local.bedrock.vision.face import eye_colour, tongue_shows
from local.bedrock.vision.recognition import Recognition
from local.bedrock.vision.things import props

if TYPE_CHECKING:
    from agent.schemas import CoatPattern, EyeColor, Face, Pose

# The words of the schema, whose library takes longer to load than the classifier; a test holds them to it.
PATTERNS: Final = ("solid", "tabby", "spotted", "patched", "two colours", "three colours", "points", "brindle", "merle")
LENGTHS: Final = ("hairless", "short", "medium", "long")
TEXTURES: Final = ("smooth", "wiry", "curly", "fluffy")
EYES: Final = ("brown", "amber", "yellow", "green", "blue", "black", "odd")
EARS: Final = ("upright", "floppy", "folded", "large", "tufted")
BUILDS: Final = ("slender", "athletic", "sturdy", "round")
_AGREED: Final = 0.7
"""The share of the likely breeds that must look alike."""
_FACES: Final = ("dog", "cat")
"""The species whose faces are read."""
_FRONT: Final = 0.4
"""The signal of `facing` (-1 to 1) from which most faces look ahead. A low one does not say that a face is turned."""


def looks(
    recognition: Recognition, coat: Coat, head: Array | None, signals: Mapping[str, float], probabilities: Array
) -> dict[str, object]:
    """The analysis' `looks`, from the head's colours (n, n, 3, CIELAB; None if no head was found) and the rest."""
    readable = head if recognition.species in _FACES else None
    return {
        "coat_pattern": _pattern(recognition, coat),
        "coat_length": _by_breed(recognition, LENGTHS),
        "coat_texture": _by_breed(recognition, TEXTURES),
        "eye_color": _eyes(recognition, readable),
        "ears": _by_breed(recognition, EARS),
        "build": _by_breed(recognition, BUILDS),
        "face": _face(readable),
        "pose": _pose(readable, signals),
        "props": props(probabilities),
    }


def _by_breed(recognition: Recognition, words: tuple[str, ...]) -> str | None:
    """The word that most of the likely breeds share."""
    shares = {word: _share(recognition.shares, word) for word in words}
    likeliest = max(shares, key=lambda word: shares[word])
    return likeliest if shares[likeliest] >= _AGREED else None


def _share(shares: Mapping[Animal, float], word: str) -> float:
    return sum(share for animal, share in shares.items() if word in animal.looks)


def _pattern(recognition: Recognition, coat: Coat) -> "CoatPattern | None":
    mixed = coat.name(recognition.coats) == "mixed" and coat.two_colours
    if "tabby" in recognition.breed:
        return "tabby"
    if recognition.species == "cat" and recognition.breed != "Siamese":
        if coat.black_and_white:
            return "patched"
        return "solid" if coat.plain else "two colours" if mixed else None
    by_breed = _by_breed(recognition, PATTERNS)
    if by_breed is None and coat.plain:
        return "solid"
    if by_breed in {None, "solid"} and mixed:
        return "two colours"
    return by_breed  # type: ignore[return-value]


def _eyes(recognition: Recognition, head: Array | None) -> "EyeColor | None":
    """The colour that is seen, or that the breed has."""
    if recognition.species == "cat" and head is not None and (seen := eye_colour(head)):
        return seen
    by_breed = _by_breed(recognition, tuple(f"eyes {colour}" for colour in EYES))
    return by_breed and by_breed.removeprefix("eyes ")  # type: ignore[return-value]


def _face(head: Array | None) -> "Face | None":
    return "tongue out" if head is not None and tongue_shows(head) else None


def _pose(head: Array | None, signals: Mapping[str, float]) -> "Pose | None":
    if head is None:
        return None
    return "facing the camera" if signals["facing"] >= _FRONT else None
