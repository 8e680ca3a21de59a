"""Colours: converts a shrunk photo to sRGB by its profile."""

import io
import struct
from typing import Final

from PIL import Image

_MODES: Final = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK"}
"""The mode that a profile of each colour space takes."""
_COLORANTS: Final = {
    b"rXYZ": (0.4361, 0.2225, 0.0139),
    b"gXYZ": (0.3851, 0.7169, 0.0971),
    b"bXYZ": (0.1431, 0.0606, 0.7139),
}
"""sRGB's primaries, as profiles have them (ICC.1, relative to D50)."""
_MIDDLE: Final = 0.2140
"""sRGB's light at half the signal. With a plain gamma of 2.2 it would be 0.2176."""
_MAX_PROFILE_BYTES: Final = 4_000_000


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB: by its profile, perceptually with black point compensation.

    A profile that is broken or belongs to another kind of picture is ignored, as browsers do.

    Args:
        image: an opaque picture; grey, RGB or CMYK.
        profile: its ICC profile, if it has one.
    """
    mode = _MODES.get(profile[16:20]) if profile and len(profile) <= _MAX_PROFILE_BYTES else None
    fits = mode == image.mode or (mode == "L" and image.mode == "RGB") or (mode == "RGB" and image.mode == "L")
    if profile is None or mode is None or not fits or (mode == "RGB" and is_srgb(profile)):
        return image.convert("RGB")
    # Few photos need it, and it takes a while to load.
    from PIL import ImageCms

    try:
        converted = ImageCms.profileToProfile(
            image.convert(mode),
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.PERCEPTUAL,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB")
    return image.convert("RGB") if converted is None else converted


def is_srgb(profile: bytes) -> bool:
    """Whether an RGB profile says what sRGB is, whatever its name: then nothing needs to be converted."""
    try:
        tags = _tags(profile)
        if b"A2B0" in tags:
            return False
        return all(_is_near(tags[name], xyz) for name, xyz in _COLORANTS.items()) and all(
            abs(_light_at_half(tags[name]) - _MIDDLE) < 0.002 for name in (b"rTRC", b"gTRC", b"bTRC")
        )
    except (KeyError, IndexError, struct.error, OverflowError, ValueError):
        return False


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", profile, 128)
    tags = {}
    for i in range(min(count, 100)):
        name, start, length = struct.unpack_from(">4sII", profile, 132 + 12 * i)
        tags[name] = profile[start : start + length]
    return tags


def _is_near(tag: bytes, xyz: tuple[float, float, float]) -> bool:
    found = struct.unpack_from(">iii", tag, 8)
    return all(abs(value / 65536 - expected) < 0.002 for value, expected in zip(found, xyz, strict=True))


def _light_at_half(curve: bytes) -> float:
    if curve[:4] == b"para":
        (kind,) = struct.unpack_from(">H", curve, 8)
        gamma, *rest = (value / 65536 for value in struct.unpack_from(f">{(1, 3, 4, 5, 7)[kind]}i", curve, 12))
        a, b = (rest[0], rest[1]) if rest else (1.0, 0.0)
        # Every type is linear at its dark end alone.
        return float((a * 0.5 + b) ** gamma)
    (count,) = struct.unpack_from(">I", curve, 8)
    if count == 0:
        return 0.5
    if count == 1:
        return float(0.5 ** (struct.unpack_from(">H", curve, 12)[0] / 256))
    low, high = (struct.unpack_from(">H", curve, 12 + 2 * i)[0] for i in ((count - 1) // 2, count // 2))
    return float((low + high) / 2 / 65535)
