"""Recognises JPEG, PNG and HEIC by their first bytes, whatever a file's name or declared type is."""

from typing import Final, Literal

ImageFormat = Literal["jpeg", "png", "heic", "webp", "avif", "gif", "bmp", "tiff"]

CONTENT_TYPES: Final[dict[str, str]] = {"image/jpeg": "jpg", "image/png": "png", "image/heic": "heic"}
"""The content types that an upload may declare, with the extension each is stored under."""

SNIFF_BYTES: Final = 256
"""How much of a file is needed: a HEIC's list of brands is the longest of the three marks."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
# ISO/IEC 23008-12, annex B: brands of HEVC-coded images; `mif1` and `msf1` alone may hold any codec.
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})


def sniff(head: bytes) -> ImageFormat | None:
    """The format that the first `SNIFF_BYTES` of a file show, or None if it is none of the three."""
    if head.startswith(_JPEG):
        return "jpeg"
    if head.startswith(_PNG):
        return "png"
    if head[4:8] == b"ftyp":
        box = head[8 : min(int.from_bytes(head[:4]), len(head))]
        brands = {box[:4]} | {box[i : i + 4] for i in range(8, len(box), 4)}
        if brands & _HEIC_BRANDS:
            return "heic"
        if brands & {b"avif", b"avis"}:
            return "avif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "bmp"
    if head[:4] in (b"II*\0", b"MM\0*"):
        return "tiff"
    return None
