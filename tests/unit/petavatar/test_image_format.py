"""Sniffing: the format by the first bytes, whatever the name says."""

import pytest

from petavatar.image_format import SNIFF_BYTES, sniff
from testing import photos


def _ftyp(major: bytes, *compatible: bytes, size: int | None = None) -> bytes:
    brands = major + b"\0\0\0\0" + b"".join(compatible)
    return (8 + len(brands) if size is None else size).to_bytes(4) + b"ftyp" + brands


@pytest.mark.parametrize(
    ("photo", "expected"),
    [(photos.jpeg(), "jpeg"), (photos.png(), "png"), (photos.heic(), "heic")],
    ids=["jpeg", "png", "heic"],
)
def test_real_photos_are_told_by_their_first_bytes(photo: bytes, expected: str) -> None:
    assert sniff(photo[:SNIFF_BYTES]) == expected


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"])
def test_every_brand_of_hevc_pictures_is_heic(brand: bytes) -> None:
    assert sniff(_ftyp(brand)) == "heic"


def test_a_generic_container_is_heic_if_it_lists_a_brand_of_hevc() -> None:
    assert sniff(_ftyp(b"mif1", b"miaf", b"heic")) == "heic"


@pytest.mark.parametrize("image_format", ["GIF", "WEBP", "BMP", "TIFF"])
def test_other_pictures_are_none_of_the_three(image_format: str) -> None:
    assert sniff(photos.other(image_format)[:SNIFF_BYTES]) is None


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff\xd8",
        b"\x89PNG\r\n\x1a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        _ftyp(b"avif", b"mif1", b"miaf"),
        _ftyp(b"mp42", b"isom"),
        _ftyp(b"mif1"),
        # The minor version is no brand.
        (16).to_bytes(4) + b"ftyp" + b"mif1" + b"heic",
        # What follows the box is none either.
        _ftyp(b"mp42", size=16) + b"heic",
        b"\0\0\0\0ftyp",
        b"\0\0\0\x08ftypheic",
    ],
)
def test_what_is_none_of_the_three_is_not_taken_for_one(head: bytes) -> None:
    assert sniff(head) is None
