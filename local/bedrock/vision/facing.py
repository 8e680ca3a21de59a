"""How directly the pet faces the camera: from the front a face is symmetric, in profile it is not."""

from typing import Final

import numpy as np
from PIL import Image

from local.bedrock.vision.arrays import Array
from local.bedrock.vision.colour import lab
from local.bedrock.vision.sight import resized

_LONG_EDGE: Final = 128
_STEP: Final = 2
_FACE: Final = 0.75
"""The side of the patch that is compared with its mirror image, relative to the pet's size."""
_HEAD: Final = 0.35
"""Faces are searched where the evidence has at least this share of its peak: classifiers look at the head."""
_FAINT: Final = 40.0
"""A patch needs much more variance of colour (CIELAB, squared) than this, so that plain fur is not symmetric."""


def facing(photo: Image.Image, region: Array, evidence: Array) -> float:
    """The best mirror symmetry of any patch at the head: above 0.6 from the front, below 0.5 in profile."""
    scale = _LONG_EDGE / max(photo.size)
    width, height = (max(round(edge * scale), 1) for edge in photo.size)
    colours = lab(np.asarray(photo.resize((width, height), Image.Resampling.BILINEAR), np.float64))
    head = resized(evidence**2 * region, width, height)
    pet_size = np.sqrt(float((region > 0.5).mean()) * width * height)
    radius = max(round(_FACE * pet_size / 2), 1)
    middles = (
        (row, column)
        for row in range(radius, height - radius, _STEP)
        for column in range(radius, width - radius, _STEP)
        if head[row, column] >= _HEAD * head.max()
    )
    return max((_symmetry(colours[y - radius : y + radius, x - radius : x + radius]) for y, x in middles), default=0.0)


def _symmetry(patch: Array) -> float:
    """The correlation of a patch (n, n, 3) with its mirror image."""
    centred = patch - patch.mean(axis=(0, 1))
    return float((centred * centred[:, ::-1]).sum() / ((centred**2).sum() + _FAINT * patch[..., 0].size))
