"""Recognises image formats by a file's first bytes, whatever its name or declared type is.

The client has a copy of this file, and the JavaScript client the same rules; tests compare them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, Literal, get_args

ImageFormat = Literal["jpeg", "png", "heic", "webp", "avif", "gif", "bmp", "tiff"]

FORMATS: Final[tuple[ImageFormat, ...]] = get_args(ImageFormat)
"""The formats that PetAvatar can read."""

CONTENT_TYPES: Final[dict[str, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
}
"""The content types that an upload may declare, with the extension each is stored under."""

SNIFF_BYTES: Final = 4096
"""How much of a file is needed: the first directory of a camera's raw file is the longest of the marks."""

_NAMES: Final[dict[ImageFormat, str]] = {
    "jpeg": "JPEG",
    "png": "PNG",
    "heic": "HEIC",
    "webp": "WebP",
    "avif": "AVIF",
    "gif": "GIF",
    "bmp": "BMP",
    "tiff": "TIFF",
}
_SYNONYMS: Final = {
    "jpg": "jpeg",
    "jpe": "jpeg",
    "jfif": "jpeg",
    "pjpeg": "jpeg",
    "x-png": "png",
    "apng": "png",
    "heif": "heic",
    "heic-sequence": "heic",
    "heif-sequence": "heic",
    "avif-sequence": "avif",
    "x-webp": "webp",
    "x-gif": "gif",
    "x-bmp": "bmp",
    "x-ms-bmp": "bmp",
    "x-windows-bmp": "bmp",
    "tif": "tiff",
    "x-tif": "tiff",
    "x-tiff": "tiff",
}
# ISO/IEC 23008-12, annex B: brands of HEVC-coded images; `mif1` and `msf1` alone may hold any codec.
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_VIDEO_BRANDS: Final = (b"iso", b"mp4", b"avc", b"M4V", b"3gp", b"3g2", b"MSNV", b"dash", b"f4v", b"hvc", b"av01")
_BMP_HEADERS: Final = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
_TIFF: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_PHOTO: Final = "Please upload a photo"
_LIVE: Final = f"{_PHOTO}: for a Live Photo, the .HEIC or .JPG half"
_SAVED: Final = "Please save it as JPEG and upload that"
_RAW: Final = "Please upload the JPEG or HEIC that the camera makes beside it, or export one"

# Files that people take for photos: what they begin with, at which byte, what they are, and what to do.
_OTHERS: Final = (
    (0, b"\xff\x0a", "a JPEG XL image", _SAVED),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL image", _SAVED),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 image", _SAVED),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 image", _SAVED),
    (0, b"IIRO", "a camera's raw file (ORF)", _RAW),
    (0, b"IIRS", "a camera's raw file (ORF)", _RAW),
    (0, b"MMOR", "a camera's raw file (ORF)", _RAW),
    (0, b"IIU\0", "a camera's raw file (RW2)", _RAW),
    (0, b"FUJIFILMCCD-RAW", "a camera's raw file (RAF)", _RAW),
    (4, b"ftypcrx ", "a camera's raw file (CR3)", _RAW),
    (4, b"ftypqt  ", "a video (QuickTime)", _LIVE),
    (4, b"moov", "a video (QuickTime)", _LIVE),
    (4, b"mdat", "a video (QuickTime)", _LIVE),
    (4, b"wide", "a video (QuickTime)", _LIVE),
    (0, b"\x1a\x45\xdf\xa3", "a video (WebM or Matroska)", _PHOTO),
    (8, b"AVI ", "a video (AVI)", _PHOTO),
    (0, b"%PDF-", "a PDF document", f"{_PHOTO} that is not in a document"),
)
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def formats_of(text: str) -> tuple[ImageFormat, ...]:
    """The formats that a comma-separated list names, in any case and order.

    Raises:
        ValueError: if it names none, or one that is not known.
    """
    named = {_SYNONYMS.get(name, name) for name in (part.strip().lower() for part in text.split(",")) if name}
    if not named or named - set(FORMATS):
        raise ValueError(f"not a list of some of {', '.join(FORMATS)}")
    return tuple(name for name in FORMATS if name in named)


def canonical_type(content_type: str) -> str | None:
    """The one of `CONTENT_TYPES` that a content type means: in any case, with parameters, by a synonym."""
    kind, _, name = content_type.partition(";")[0].strip().lower().partition("/")
    canonical = f"image/{_SYNONYMS.get(name, name)}"
    return canonical if kind == "image" and canonical in CONTENT_TYPES else None


def names_of(accepted: Collection[ImageFormat] = FORMATS) -> str:
    """Formats by the names that people know, such as `JPEG, PNG or HEIC`."""
    *first, last = [_NAMES[name] for name in FORMATS if name in accepted]
    return f"{', '.join(first)} or {last}" if first else last


def sniff(head: bytes) -> ImageFormat | None:
    """The format that the first `SNIFF_BYTES` of a file show, or None if it is none that can be read."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(_PNG):
        return None if _is_apples_png(head) else "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:2] == b"BM" and len(head) >= 18 and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "bmp"
    if head[:4] in _TIFF:
        return None if _raw_of_tiff(head) else "tiff"
    return _sniff_heif(head)


def refusal(head: bytes, accepted: Collection[ImageFormat] = FORMATS) -> str | None:
    """Why a file that begins like this is not accepted, for people to read; None if it is accepted.

    Args:
        head: the first `SNIFF_BYTES` of the file.
        accepted: the formats that are accepted.
    """
    if not head:
        return "The file has no content. Choose it again from where it was saved first"
    found = sniff(head)
    if found in accepted:
        return None
    if found is not None:
        return f"This is a {_NAMES[found]} image. Please upload {names_of(accepted)} instead."
    what, advice = _other(head)
    if what:
        return f"This is {what}. {advice}."
    return f"The content of the file is not {names_of(accepted)}, whatever its name says"


def _other(head: bytes) -> tuple[str, str]:
    """What a file is that can't be read, and what to do; empty if it is not known."""
    for at, mark, what, advice in _OTHERS:
        if head.startswith(mark, at) and (mark != b"AVI " or head.startswith(b"RIFF")):
            return what, advice
    if head[4:8] == b"ftyp" and head[8:12].startswith(_VIDEO_BRANDS):
        return "a video (MP4)", _LIVE
    if head[:4] in _TIFF:
        return f"a camera's raw file ({_raw_of_tiff(head)})", _RAW
    if head.startswith(_PNG):
        return "a PNG of Apple's own kind (CgBI), which only Apple's systems read", _SAVED
    if b"<svg" in head.lower():
        return "a drawing (SVG)", _PHOTO
    return "", ""


def _is_apples_png(head: bytes) -> bool:
    return head[12:16] == b"CgBI"


def _sniff_heif(head: bytes) -> ImageFormat | None:
    if head[4:8] != b"ftyp":
        return None
    box = head[8 : min(int.from_bytes(head[:4], "big"), len(head))]
    brands = [box[:4], *(box[at : at + 4] for at in range(8, len(box), 4))]
    # The first brand is the file's own; the others say what else may read it.
    for brand in brands:
        if brand in _HEIC_BRANDS:
            return "heic"
        if brand in _AVIF_BRANDS:
            return "avif"
    return None


def _raw_of_tiff(head: bytes) -> str:
    """What kind of raw file a TIFF is; empty for a plain TIFF.

    A raw file begins with a small preview (tag 254 is 1) beside the sensor's data (tag 330), where a plain TIFF, even
    one that an editor made of a raw file, begins with the picture.
    """
    if head[8:10] == b"CR" and head[:4] == b"II*\0":
        return "CR2"
    tags = dict(_entries(head))
    if 50706 in tags:
        return "DNG"
    if tags.get(254) != 1 or 330 not in tags:
        return ""
    maker = head[tags.get(271, len(head)) :][:5].upper()
    return {b"NIKON": "NEF", b"SONY ": "ARW", b"SONY\0": "ARW"}.get(maker, "TIFF-based")


def _entries(head: bytes) -> Iterator[tuple[int, int]]:
    """The tags of a TIFF's first directory, each with its value or where that lies."""
    order: Literal["little", "big"] = "little" if head.startswith(b"II") else "big"
    start = int.from_bytes(head[4:8], order)
    if head[2:4] not in (b"*\0", b"\0*") or start < 8:
        return
    for at in range(
        start + 2, min(start + 2 + 12 * int.from_bytes(head[start : start + 2], order), len(head) - 11), 12
    ):
        short = int.from_bytes(head[at + 2 : at + 4], order) == 3
        value = head[at + 8 : at + 10] if short else head[at + 8 : at + 12]
        yield int.from_bytes(head[at : at + 2], order), int.from_bytes(value, order)
