"""Orientation: every photo comes out upright, turned once."""

import struct

import pytest
from PIL import Image

from agent.photo.decoder import prepare
from testing import photos
from testing.photos import BLUE, GREEN, RED, STORED, YELLOW


def _photo(image_format: str, orientation: int) -> bytes:
    turn = STORED[orientation]
    stored = photos.picture() if turn is None else photos.picture().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    if image_format != "HEIF":
        return photos.encoded(stored, image_format, exif=exif, quality=95)
    # pillow_heif's writer adds the boxes that turn it and keeps the EXIF data.
    return photos.heic(stored, exif=exif.tobytes())


def _assert_upright(photo: bytes) -> None:
    prepared = prepare(photo)

    assert (prepared.width, prepared.height) == (64, 48)
    found = photos.corners(photos.opened(prepared.jpeg))
    assert all(map(photos.is_like, found, (RED, GREEN, BLUE, YELLOW)))


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "HEIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_comes_out_upright(image_format: str, orientation: int) -> None:
    _assert_upright(_photo(image_format, orientation))


def _note(orientation: int) -> bytes:
    """The orientation as EXIF data hold it."""
    return struct.pack(">HHIH", 0x0112, 3, 1, orientation)


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_heic_with_a_box_and_exif_is_turned_once(orientation: int) -> None:
    photo = _photo("HEIF", orientation)
    assert b"irot" in photo
    assert _note(orientation) in photo

    _assert_upright(photo)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_heic_with_exif_alone_is_turned(orientation: int) -> None:
    # Readers skip a box that they do not know.
    photo = _photo("HEIF", orientation).replace(b"irot", b"free").replace(b"imir", b"free")
    assert _note(orientation) in photo

    _assert_upright(photo)
