"""The check of a portrait: a PNG of at least 1024x1024 pixels comes out, or a reason."""

import subprocess
import sys

import pytest
from PIL import Image, ImageChops, ImageStat

from agent.card.crop import NOWHERE
from agent.card.pictures import Pictures
from agent.confined import UNREADABLE, UnreadableError
from agent.portrait.decoder import portrait_of
from testing import photos
from testing.bedrock import PORTRAIT, a_portrait
from tests.support.bombs import png_of_zeros
from tests.support.cloud import ROOT


@pytest.mark.parametrize("size", [(1024, 1024), (1024, 1280), (2048, 1100), (2048, 2048)])
def test_a_png_that_is_large_enough_stays_byte_for_byte(size: tuple[int, int]) -> None:
    picture = a_portrait(*size)

    stored, _ = portrait_of(picture)

    assert stored is picture


@pytest.mark.parametrize(
    ("size", "expected"),
    [((512, 512), (1024, 1024)), ((512, 768), (1024, 1536)), ((1023, 1024), (1024, 1025)), ((1, 1), (1024, 1024))],
)
def test_a_small_picture_is_enlarged_in_its_own_shape(size: tuple[int, int], expected: tuple[int, int]) -> None:
    image = photos.opened(portrait_of(a_portrait(*size))[0])

    assert (image.format, image.size) == ("PNG", expected)


@pytest.mark.parametrize("size", [(1024, 1024), (1500, 1200), (300, 300)])
def test_a_jpeg_becomes_a_png(size: tuple[int, int]) -> None:
    image = photos.opened(portrait_of(a_portrait(*size, image_format="JPEG"))[0])

    assert image.format == "PNG"
    assert min(image.size) >= 1024


@pytest.mark.parametrize("mode", ["RGBA", "L", "P"])
def test_a_small_picture_of_another_mode_becomes_rgb(mode: str) -> None:
    assert photos.opened(portrait_of(a_portrait(100, 100, mode=mode))[0]).mode == "RGB"


@pytest.mark.parametrize("picture", [b"", b"no picture", photos.other("GIF"), PORTRAIT[:200], PORTRAIT[:-40]])
def test_what_is_no_whole_picture_is_refused(picture: bytes) -> None:
    with pytest.raises(UnreadableError, match="portrait is"):
        portrait_of(picture)


@pytest.mark.parametrize("size", [(13_000, 13_000), (20_000, 20_000), (2048, 2049), (1, 5), (100_000, 1)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    def decode(_: Image.Image) -> None:
        pytest.fail("it was decoded")

    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", decode)

    with pytest.raises(UnreadableError, match=r"too many pixels|not a picture"):
        portrait_of(png_of_zeros(*size))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_the_card_shows_the_piece_for_it_as_it_would_show_the_whole(mode: str) -> None:
    stored, piece = portrait_of(a_portrait(1024, 1280, mode=mode))

    shown, whole = (Pictures(photos.jpeg(), picture, NOWHERE).person((310, 398)) for picture in (piece, stored))
    assert max(ImageStat.Stat(ImageChops.difference(shown, whole)).mean) < 1


def test_the_program_says_why_not() -> None:
    end = subprocess.run(
        [sys.executable, "-m", "agent.portrait.decoder"],
        input=b"no picture",
        capture_output=True,
        cwd=ROOT,
        timeout=60,
    )

    assert (end.returncode, end.stdout) == (UNREADABLE, b"")
    assert end.stderr == b"The portrait is not a picture that can be read"
