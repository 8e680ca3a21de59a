"""Converts sRGB to CIELAB (D65), so that distances between colours are as people see them."""

from typing import Final

import numpy as np

from local.bedrock.vision.arrays import Array

_SRGB_TO_XYZ: Final = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE: Final = _SRGB_TO_XYZ.sum(axis=1)


def lab(rgb: Array) -> Array:
    """CIELAB of sRGB values 0 to 255: lightness 0 to 100, then green to red and blue to yellow, about -100 to 100."""
    encoded = rgb / 255
    linear = np.where(encoded > 0.04045, ((encoded + 0.055) / 1.055) ** 2.4, encoded / 12.92)
    xyz = linear @ _SRGB_TO_XYZ.T / _WHITE
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
