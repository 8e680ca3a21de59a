"""The decoder: whatever comes in, an upright RGB JPEG of a size that Claude takes comes out, or a reason."""

import io
import subprocess
import sys

import pytest
from PIL import Image

from agent.confined import UNREADABLE
from agent.photo.decoder import MAX_BYTES, prepare
from agent.photo.prepare import CPU_SECONDS, MEMORY_BYTES, PreparedPhoto
from agent.photo.shrinking import LONG_EDGE_PX
from testing import photos
from testing.photos import BLUE, GREEN, RED, YELLOW
from tests.support.cloud import ROOT

UPRIGHT = (RED, GREEN, BLUE, YELLOW)


def _prepared(photo: bytes) -> Image.Image:
    image = photos.opened(prepare(photo).jpeg)
    assert (image.format, image.mode) == ("JPEG", "RGB")
    return image


def _shows(image: Image.Image, expected: tuple[tuple[int, int, int], ...]) -> bool:
    return all(photos.is_like(*pair) for pair in zip(photos.corners(image), expected, strict=True))


@pytest.mark.parametrize(
    "photo",
    [
        photos.jpeg(),
        photos.jpeg(progressive=True),
        photos.png(),
        photos.png(photos.picture(mode="P")),
        photos.png(interlace=True),
        photos.heic(),
    ],
    ids=["jpeg", "progressive jpeg", "png", "palette png", "interlaced png", "heic"],
)
def test_every_format_comes_out_as_it_looked(photo: bytes) -> None:
    image = _prepared(photo)

    assert image.size == (64, 48)
    assert _shows(image, UPRIGHT)


@pytest.mark.parametrize("make", [photos.jpeg, photos.png], ids=["jpeg", "png"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_taken_at_any_angle_comes_out_upright(orientation: int, make: object) -> None:
    # What a camera stores is the upright picture, turned the other way round by its orientation.
    turned = photos.STORED[orientation]
    stored = photos.picture() if turned is None else photos.picture().transpose(turned)
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = photos.jpeg(stored, exif=exif) if make is photos.jpeg else photos.png(stored, exif=exif)

    image = _prepared(photo)

    assert image.size == (64, 48)
    assert _shows(image, UPRIGHT)


def test_a_turned_heic_comes_out_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    image = _prepared(photos.heic(photos.picture().transpose(Image.Transpose.ROTATE_90), exif=exif.tobytes()))

    assert image.size == (64, 48)
    assert _shows(image, UPRIGHT)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_a_senseless_orientation_is_none(orientation: int) -> None:
    assert _shows(_prepared(photos.jpeg(orientation=orientation)), UPRIGHT)


@pytest.mark.parametrize(
    "notes", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0II*\0\x08\0\0\0\xff\xff"]
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_photo_is_worth_more_than_its_spoilt_notes(notes: bytes) -> None:
    assert _shows(_prepared(photos.jpeg(exif=notes)), UPRIGHT)
    assert _shows(_prepared(photos.png(exif=notes)), UPRIGHT)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    photo = photos.png(clear.convert(mode)) if mode != "PA" else photos.png(clear.convert("P"), transparency=0)

    assert photos.corners(_prepared(photo))[0] == (255, 255, 255)


def test_what_is_half_transparent_is_mixed_with_white() -> None:
    photo = photos.png(Image.new("RGBA", (40, 40), (255, 0, 0, 128)))

    assert photos.is_like(photos.corners(_prepared(photo))[0], (255, 127, 127))


def test_one_colour_can_be_marked_transparent() -> None:
    photo = photos.png(Image.new("RGB", (40, 40), (10, 20, 30)), transparency=(10, 20, 30))

    assert photos.corners(_prepared(photo))[0] == (255, 255, 255)


@pytest.mark.parametrize(("level", "grey"), [(0, 0), (0x8000, 128), (0x4000, 64), (0xFFFF, 255)])
def test_sixteen_bits_a_pixel_keep_their_brightness(level: int, grey: int) -> None:
    photo = photos.png(Image.new("I;16", (40, 40), level))

    assert photos.is_like(photos.corners(_prepared(photo))[0], (grey, grey, grey), tolerance=2)


@pytest.mark.parametrize("mode", ["L", "1"])
def test_a_photo_without_colours_stays_without(mode: str) -> None:
    red, green, blue = photos.corners(_prepared(photos.png(Image.new(mode, (40, 40), 255))))[0]

    assert red == green == blue == 255


def test_a_photo_for_print_keeps_its_colours() -> None:
    assert _shows(_prepared(photos.jpeg(photos.picture(mode="CMYK"))), UPRIGHT)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((LONG_EDGE_PX, 100), (LONG_EDGE_PX, 100)),
        ((2 * LONG_EDGE_PX, 1000), (LONG_EDGE_PX, 500)),
        ((600, 6000), (157, LONG_EDGE_PX)),
        ((1, 1), (1, 1)),
        ((1, 5000), (1, LONG_EDGE_PX)),
    ],
)
def test_a_large_photo_becomes_as_large_as_claude_looks_at(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert _prepared(photos.png(photos.picture(size))).size == expected
    assert max(_prepared(photos.jpeg(photos.picture(size))).size) == max(expected)


def test_a_photo_that_is_too_heavy_is_compressed_harder() -> None:
    noise = Image.effect_noise((LONG_EDGE_PX, LONG_EDGE_PX), 200)
    colourful = Image.merge("RGB", [noise, noise.rotate(90), noise.rotate(180)])

    prepared = prepare(photos.png(colourful)).jpeg

    assert len(prepared) <= MAX_BYTES
    assert photos.opened(prepared).size == (LONG_EDGE_PX, LONG_EDGE_PX)


def test_a_photo_that_no_compression_makes_small_enough_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.photo.decoder.MAX_BYTES", 100)

    with pytest.raises(ValueError, match="small enough"):
        prepare(photos.jpeg())


def test_nothing_that_the_camera_noted_is_passed_on() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCameraMaker"
    exif[0x8825] = {1: "N", 2: (52.0, 30.0, 0.0)}
    photo = photos.jpeg(exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile" * 20)
    assert photo.count(b"Secret") >= 3

    prepared = prepare(photo).jpeg

    assert b"Secret" not in prepared
    assert b"Exif" not in prepared


def test_a_photo_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    bomb = photos.png(Image.new("1", (8000, 7501)))
    assert len(bomb) < 100_000

    with pytest.raises(ValueError, match="The photo has 61 megapixels; the limit for a PNG is 60"):
        prepare(bomb)


def test_a_photo_of_absurdly_many_pixels_is_refused_too() -> None:
    header = photos.png(Image.new("1", (8, 8)))
    forged = header[:16] + (60_000).to_bytes(4) + (60_000).to_bytes(4) + header[24:]

    with pytest.raises(ValueError, match=r"image|megapixels"):
        prepare(forged)


@pytest.mark.parametrize("photo", [b"", b"\xff\xd8\xff", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", bytes(100)])
def test_what_is_no_picture_is_refused(photo: bytes) -> None:
    with pytest.raises(ValueError, match=r"image"):
        prepare(photo)


@pytest.mark.parametrize("image_format", ["ICO", "TGA", "JPEG2000"])
def test_a_picture_in_another_format_is_refused(image_format: str) -> None:
    with pytest.raises(ValueError, match="not an image that can be read"):
        prepare(photos.other(image_format))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.85])
@pytest.mark.parametrize("make", [photos.jpeg, photos.png], ids=["jpeg", "png"])
def test_a_photo_that_breaks_off_is_refused(make: object, share: float) -> None:
    noise = Image.effect_noise((300, 200), 100).convert("RGB")
    photo = photos.jpeg(noise) if make is photos.jpeg else photos.png(noise)

    with pytest.raises(ValueError, match="damaged or incomplete"):
        prepare(photo[: int(len(photo) * share)])


def _run(photo: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "agent.photo.decoder", str(MEMORY_BYTES), str(CPU_SECONDS)],
        input=photo,
        capture_output=True,
        cwd=ROOT,
        timeout=60,
    )


def _size(packed: bytes) -> tuple[int, int]:
    photo = PreparedPhoto.unpacked(packed)
    assert photos.opened(photo.jpeg).size == (photo.width, photo.height)
    return photo.width, photo.height


def test_the_program_answers_with_a_jpeg() -> None:
    end = _run(photos.CAT.read_bytes())

    assert (end.returncode, end.stderr) == (0, b"")
    assert _size(end.stdout) == (451, 300)


def test_the_program_says_why_not() -> None:
    end = _run(b"no photo")

    assert (end.returncode, end.stdout) == (UNREADABLE, b"")
    assert end.stderr == b"The file is not an image that can be read"


@pytest.mark.parametrize("share", [0.05, 0.2, 0.4, 0.6, 0.8, 0.95])
def test_a_heic_that_breaks_off_never_passes_for_a_photo(share: float) -> None:
    photo = photos.heic(Image.effect_noise((300, 200), 100).convert("RGB"))

    end = _run(photo[: int(len(photo) * share)])

    assert end.returncode != 0
    assert end.stdout == b""


@pytest.mark.verify  # tests/security/test_hostile_pictures.py has one of 50 megapixels
def test_the_biggest_photo_that_is_allowed_fits_the_programs_memory() -> None:
    with io.BytesIO() as out:
        Image.new("RGBA", (7000, 7000), (200, 30, 30, 128)).save(out, "PNG", compress_level=1)
        end = _run(out.getvalue())

    assert end.returncode == 0
    assert _size(end.stdout) == (LONG_EDGE_PX, LONG_EDGE_PX)
