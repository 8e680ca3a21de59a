"""How directly the pet faces the camera: from the front a face is symmetric, in profile it is not."""

from typing import Final

import numpy as np
from PIL import Image

from local.bedrock.vision.arrays import Array
from local.bedrock.vision.box import Box, square_around
from local.bedrock.vision.colour import lab

_SIDE: Final = 48
"""The head is scaled so that its longer side has as many pixels."""
_REACH: Final = 0.3
"""The middle of the face may lie as far from that of the head's box, relative to the box."""
_FACE: Final = 0.8
"""The side of the patch that is compared with its mirror image, relative to the box's shorter side."""
_FAINT: Final = 40.0
"""A patch needs much more variance of colour (CIELAB, squared) than this, so that plain fur is not symmetric."""


def facing(photo: Image.Image, head: Box) -> float:
    """The best mirror symmetry of any patch at the head: above 0.6 from the front, below 0.5 in profile."""
    left, top, right, bottom = square_around(head, photo.size, 1 + 2 * _REACH)
    scale = _SIDE * (1 + 2 * _REACH) / max(right - left, bottom - top, 1)
    width, height = (max(round(edge * scale), 1) for edge in (right - left, bottom - top))
    part = photo.resize((width, height), Image.Resampling.BILINEAR, box=(left, top, right, bottom))
    colours = lab(np.asarray(part, np.float64))
    edges = ((head[2] - head[0]) * photo.width * scale, (head[3] - head[1]) * photo.height * scale)
    radius = max(round(_FACE * min(edges) / 2), 1)
    middle = (
        ((head[1] + head[3]) / 2 * photo.height - top) * scale,
        ((head[0] + head[2]) / 2 * photo.width - left) * scale,
    )
    rows, columns = (
        range(max(round(centre - _REACH * edge), radius), min(round(centre + _REACH * edge), size - radius) + 1, 2)
        for centre, edge, size in zip(middle, reversed(edges), (height, width), strict=True)
    )
    patches = (colours[y - radius : y + radius, x - radius : x + radius] for y in rows for x in columns)
    return max(map(_symmetry, patches), default=0.0)


def _symmetry(patch: Array) -> float:
    """The correlation of a patch (n, n, 3) with its mirror image."""
    centred = patch - patch.mean(axis=(0, 1))
    return float((centred * centred[:, ::-1]).sum() / ((centred**2).sum() + _FAINT * patch[..., 0].size))
