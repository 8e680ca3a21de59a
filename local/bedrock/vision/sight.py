"""Classifies several views of a photo, and merges the results: one set of probabilities, and where the pet is."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from local.bedrock.vision.arrays import Array
from local.bedrock.vision.box import Box, head_box, square_around, whole_box
from local.bedrock.vision.classifier import Classification, Classifier
from local.bedrock.vision.weights import SIDE

GRID: Final = 96
"""The cells on each side of a map. The whole photo is scaled to this square, whatever its shape."""

_MOST_PIXELS: Final = 50_000_000
_FACE_SCALE: Final = 1.6
_SHARPNESS: Final = 1.4


class UnreadablePhotoError(ValueError):
    """The bytes are not a picture that can be decoded."""


@dataclass(frozen=True)
class Sight:
    """The classifier's result for a photo."""

    probabilities: Array
    """(1000,): the mean over the views."""
    whole: Box
    """The box of the pet, as fractions of the photo."""
    head: Box | None
    """The box of its head, if there is one to be seen."""
    pet_map: Array
    """(GRID, GRID): the probability that each cell shows the pet."""
    head_map: Array
    """(GRID, GRID): the probability that each cell shows its head."""


def open_photo(content: bytes) -> Image.Image:
    """The photo upright, in RGB.

    Raises:
        UnreadablePhotoError: if the bytes are not a picture, or a damaged or too large one.
    """
    try:
        photo = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF"))
        if photo.width * photo.height > _MOST_PIXELS:
            raise UnreadablePhotoError("the photo has too many pixels")
        return ImageOps.exif_transpose(photo).convert("RGB")
    except Image.DecompressionBombError as error:
        raise UnreadablePhotoError("the photo has too many pixels") from error
    except (OSError, SyntaxError) as error:
        raise UnreadablePhotoError("the photo can't be decoded") from error


def see(photo: Image.Image, classifier: Classifier) -> Sight:
    """Classifies the whole photo, its centre square, and the pet's head, each with its mirror image.

    The square shows a pet larger, the whole photo includes a pet off centre, and the mirror images give a mirrored
    photo the same result. Where pet and head are, comes from the first two views.
    """
    first = _classify(photo, ((0, 0, *photo.size), _centre_square(photo)), classifier)
    head, pet = (1 / (1 + np.exp(-_merge(odds, photo))) for odds in np.moveaxis(_upright(first.places), 1, 0))
    whole, face = whole_box(pet), head_box(head, pet)
    second = _classify(photo, [square_around(face or whole, photo.size, _FACE_SCALE)], classifier)
    probabilities = np.concatenate([first.probabilities, second.probabilities])
    return Sight(_sharpened(probabilities).mean(axis=0), whole, face, pet, head)


def on_grid(photo: Image.Image) -> Array:
    """The photo scaled to the grid: (GRID, GRID, 3), 0 to 255."""
    return np.asarray(photo.resize((GRID, GRID), Image.Resampling.BILINEAR), np.float64)


def resized(values: Array, width: int, height: int) -> Array:
    """A map (h, w), interpolated to (height, width)."""
    image = Image.fromarray(values.astype(np.float32))
    return np.array(image.resize((width, height), Image.Resampling.BICUBIC), np.float64)


def _centre_square(photo: Image.Image) -> Box:
    side = min(photo.size)
    left, top = (photo.width - side) / 2, (photo.height - side) / 2
    return left, top, left + side, top + side


def _classify(photo: Image.Image, boxes: Iterable[Box], classifier: Classifier) -> Classification:
    """Classifies the parts of the photo, each followed by its mirror image."""
    views = [_view(photo, box) for box in boxes]
    return classifier.classify(np.stack([picture for view in views for picture in (view, view[:, :, ::-1])]))


def _view(photo: Image.Image, box: Box) -> NDArray[np.float32]:
    """A part of the photo as the network's input, scaled as in its training: (pixel - 127) / 128."""
    pixels = np.asarray(photo.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box), np.float32)
    return ((pixels - np.float32(127)) / np.float32(128)).transpose(2, 0, 1)


def _upright(maps: Array | NDArray[np.float32]) -> Array:
    """The mean map of each view (2 n, ..., width) and its mirror image: (n, ..., width)."""
    return (maps[::2] + maps[1::2, ..., ::-1]).astype(np.float64) / 2


def _sharpened(probabilities: NDArray[np.float32]) -> Array:
    """The probabilities of n pictures (n, 1000) with more contrast: this network is less sure than it is right."""
    sharp = probabilities.astype(np.float64) ** _SHARPNESS
    return sharp / sharp.sum(axis=1, keepdims=True)


def _cells(start: float, end: float, edge: int) -> slice:
    """The cells of the grid that a part of an edge covers, at least one."""
    first = round(start / edge * GRID)
    return slice(first, max(round(end / edge * GRID), first + 1))


def _merge(maps: Array, photo: Image.Image) -> Array:
    """The maps of the whole photo and of its centre square on one grid: their mean where they overlap."""
    whole, square = maps
    merged = resized(whole, GRID, GRID)
    left, top, right, bottom = _centre_square(photo)
    overlap = merged[_cells(top, bottom, photo.height), _cells(left, right, photo.width)]
    overlap += resized(square, overlap.shape[1], overlap.shape[0])
    overlap /= 2
    return merged
