"""Photos that break off: most of the rows make a picture, fewer are refused with their share."""

import re
import struct
from typing import Final

import pytest
from PIL import Image

from agent.confined import UnreadableError
from agent.photo.decoder import prepare
from testing import photos

_END: Final = b"\xff\xd9"


def _noisy() -> Image.Image:
    return Image.effect_noise((320, 400), 100).convert("RGB")


def _at(photo: bytes, share: float) -> bytes:
    return photo[: int(len(photo) * share)]


def _refused(photo: bytes) -> int:
    """The share of the rows that the refusal names, in per cent."""
    with pytest.raises(ValueError, match=r"damaged or incomplete: only \d+ % of its rows are there") as refusal:
        prepare(photo)
    found = re.search(r"only (\d+) %", str(refusal.value))
    assert found is not None
    return int(found[1])


def test_a_whole_photo_is_complete() -> None:
    assert not prepare(photos.jpeg(_noisy())).incomplete


@pytest.mark.parametrize("make", [photos.jpeg, photos.png], ids=["jpeg", "png"])
@pytest.mark.parametrize("share", [0.99, 0.94])
def test_a_photo_with_most_of_its_rows_is_made_and_marked(make: object, share: float) -> None:
    photo = photos.jpeg(_noisy()) if make is photos.jpeg else photos.png(_noisy())

    prepared = prepare(_at(photo, share))

    assert prepared.incomplete
    assert (prepared.width, prepared.height) == (320, 400)


def test_the_rows_that_are_missing_are_white() -> None:
    image = photos.opened(prepare(_at(photos.jpeg(_noisy()), 0.94)).jpeg)

    assert image.getpixel((160, 399)) == (255, 255, 255)


@pytest.mark.parametrize("make", [photos.jpeg, photos.png], ids=["jpeg", "png"])
def test_a_photo_with_too_few_rows_is_refused_with_their_share(make: object) -> None:
    photo = photos.jpeg(_noisy()) if make is photos.jpeg else photos.png(_noisy())

    assert 52 <= _refused(_at(photo, 0.6)) <= 62


@pytest.mark.parametrize("missing", [1, 2])
@pytest.mark.parametrize("size", [(320, 400), (321, 385), (17, 9), (1, 1)])
@pytest.mark.parametrize("subsampling", [0, 1, 2])
def test_a_jpeg_without_its_end_marker_is_whole(missing: int, size: tuple[int, int], subsampling: int) -> None:
    photo = photos.encoded(_noisy().resize(size), "JPEG", subsampling=subsampling)

    assert prepare(photo[:-missing]) == prepare(photo)


def test_what_follows_the_end_marker_is_ignored() -> None:
    photo = photos.jpeg(_noisy())

    assert prepare(photo + photos.jpeg(Image.new("RGB", (64, 64)))) == prepare(photo)


@pytest.mark.parametrize("progressive", [False, True], ids=["baseline", "progressive"])
def test_a_jpeg_of_one_colour_is_whole(progressive: bool) -> None:
    assert not prepare(photos.jpeg(Image.new("RGB", (2000, 2000), "grey"), progressive=progressive)).incomplete


def test_a_jpeg_whose_data_end_early_at_a_marker_is_made_with_white_rows() -> None:
    prepared = prepare(_at(photos.jpeg(_noisy()), 0.94) + _END)

    assert prepared.incomplete
    assert photos.opened(prepared.jpeg).getpixel((160, 399)) == (255, 255, 255)


@pytest.mark.parametrize("junk", [b"", b"\x00", b"\x00\x00"])
def test_a_jpeg_that_ends_before_its_data_is_refused(junk: bytes) -> None:
    photo = photos.jpeg()
    head = photo[: photo.index(b"\xff\xda")]

    with pytest.raises(UnreadableError, match="only 0 % of its rows"):
        prepare(head + junk)


def test_a_jpeg_whose_data_end_much_too_early_at_a_marker_is_refused_with_their_share() -> None:
    assert 52 <= _refused(_at(photos.jpeg(_noisy()), 0.6) + _END) <= 62


@pytest.mark.parametrize("progressive", [False, True], ids=["baseline", "progressive"])
def test_a_small_jpeg_that_claims_to_be_large_is_refused(progressive: bool) -> None:
    photo = photos.jpeg(_noisy(), progressive=progressive)
    at = photo.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5

    assert _refused(photo[:at] + struct.pack(">HH", 9000, 9000) + photo[at + 4 :]) <= 1


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_progressive_jpeg_whose_last_passes_are_missing_is_marked(mode: str) -> None:
    photo = photos.jpeg(_noisy().convert(mode), progressive=True)

    assert not prepare(photo).incomplete
    assert prepare(_at(photo, 0.5) + _END).incomplete


def test_a_progressive_jpeg_at_seventy_per_cent_is_made_and_marked() -> None:
    prepared = prepare(_at(photos.jpeg(_noisy(), progressive=True), 0.7))

    assert prepared.incomplete
    assert (prepared.width, prepared.height) == (320, 400)


@pytest.mark.parametrize("end", [b"", _END], ids=["cut", "ends early"])
def test_a_progressive_jpeg_with_too_few_passes_is_refused(end: bytes) -> None:
    with pytest.raises(ValueError, match=r"damaged or incomplete: only \d of its passes are there"):
        prepare(_at(photos.jpeg(_noisy(), progressive=True), 0.02) + end)


@pytest.mark.parametrize("kind", [b"tEXt", b"gAMA", b"pHYs", b"iCCP", b"eXIf"])
def test_a_broken_ancillary_chunk_does_not_break_a_png(kind: bytes) -> None:
    photo = photos.png()
    broken = (8).to_bytes(4) + kind + b"\xff" * 8 + b"\0\0\0\0"

    assert prepare(photo[:33] + broken + photo[33:]) == prepare(photo)
