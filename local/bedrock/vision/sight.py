"""Classifies several views of a photo, and merges the results into one set of probabilities and one map."""

import io
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from local.bedrock.vision.animals import animals
from local.bedrock.vision.arrays import Array
from local.bedrock.vision.classifier import Classifier
from local.bedrock.vision.weights import SIDE

GRID: Final = 96
"""The cells on each side of a map. The whole photo is scaled to this square, whatever its shape."""

_MOST_PIXELS: Final = 50_000_000
_LEAST_PEAK: Final = 1e-6

type Box = tuple[float, float, float, float]


class UnreadablePhotoError(ValueError):
    """The bytes are not a picture that can be decoded."""


@dataclass(frozen=True)
class Sight:
    """The classifier's result for a photo."""

    probabilities: Array
    """(1000,): the mean over the views."""
    evidence: Array
    """(GRID, GRID), 0 to 1: where in the photo the animal is."""


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
    """Classifies the centre square and the whole photo, each with its mirror image.

    The square shows a pet's face larger, the whole photo includes a pet off centre, and the mirror images give a
    mirrored photo the same result.
    """
    views = [_view(photo, box) for box in ((0, 0, *photo.size), _centre_square(photo))]
    pictures = np.stack([picture for view in views for picture in (view, view[:, :, ::-1])])
    result = classifier.classify(pictures)
    probabilities = result.probabilities.mean(axis=0, dtype=np.float64)
    animal = probabilities[: len(animals())]
    maps = np.tensordot(animal / animal.sum(), result.class_maps[:, : animal.size], (0, 1))
    maps -= result.class_maps.mean(axis=1)
    whole_map, square_map = ((maps[i] + maps[i + 1, :, ::-1]) / 2 for i in (0, 2))
    return Sight(probabilities, _merge(whole_map, square_map, photo))


def on_grid(photo: Image.Image) -> Array:
    """The photo scaled to the grid: (GRID, GRID, 3), 0 to 255."""
    return np.asarray(photo.resize((GRID, GRID), Image.Resampling.BILINEAR), np.float64)


def resized(values: Array, width: int, height: int) -> Array:
    """A map (h, w), interpolated to (height, width)."""
    image = Image.fromarray(values.astype(np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC), np.float64)


def _centre_square(photo: Image.Image) -> Box:
    side = min(photo.size)
    left, top = (photo.width - side) / 2, (photo.height - side) / 2
    return left, top, left + side, top + side


def _view(photo: Image.Image, box: Box) -> NDArray[np.float32]:
    """A part of the photo as the network's input, scaled as in its training: (pixel - 127) / 128."""
    pixels = np.asarray(photo.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box), np.float32)
    return ((pixels - np.float32(127)) / np.float32(128)).transpose(2, 0, 1)


def _cells(start: float, end: float, edge: int) -> slice:
    """The cells of the grid that a part of an edge covers, at least one."""
    first = round(start / edge * GRID)
    return slice(first, max(round(end / edge * GRID), first + 1))


def _merge(whole: Array, square: Array, photo: Image.Image) -> Array:
    """The evidence of both views on one grid: their mean where they overlap, scaled to a peak of 1."""
    evidence = resized(whole, GRID, GRID)
    left, top, right, bottom = _centre_square(photo)
    overlap = evidence[_cells(top, bottom, photo.height), _cells(left, right, photo.width)]
    overlap += resized(square, overlap.shape[1], overlap.shape[0])
    overlap /= 2
    evidence = np.maximum(evidence, 0)
    return evidence / max(float(evidence.max()), _LEAST_PEAK)
