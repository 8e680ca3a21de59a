"""Sniffing: the format by the first bytes, whatever the name says."""

import pytest

from petavatar.image_format import SNIFF_BYTES, canonical_type, formats_of, refusal, sniff
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


@pytest.mark.parametrize("image_format", ["GIF", "WEBP", "BMP", "TIFF", "AVIF"])
def test_pictures_of_browsers_and_scanners_are_recognised(image_format: str) -> None:
    assert sniff(photos.other(image_format)[:SNIFF_BYTES]) == image_format.lower()


def _tiff(tags: dict[int, int], maker: bytes = b"") -> bytes:
    entries = [
        tag.to_bytes(2, "little") + b"\x04\0\x01\0\0\0" + value.to_bytes(4, "little") for tag, value in tags.items()
    ]
    return b"II*\0\x08\0\0\0" + len(entries).to_bytes(2, "little") + b"".join(entries) + maker


def _preview(maker: bytes) -> bytes:
    return _tiff({254: 1, 271: 8 + 2 + 36, 330: 900}, maker)


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (b"\xff\x0a" + bytes(9), "JPEG XL"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
        (
            _ftyp(b"qt  "),
            "This is a video (QuickTime). Please upload a photo: for a Live Photo, the .HEIC or .JPG half.",
        ),
        (_ftyp(b"mp42", b"isom"), "video (MP4)"),
        (b"\x1a\x45\xdf\xa3", "WebM"),
        (b"RIFF\0\0\0\0AVI LIST", "AVI"),
        (b"%PDF-1.7", "PDF"),
        (b'<?xml version="1.0"?><svg>', "SVG"),
        (photos.png()[:12] + b"CgBI", "CgBI"),
        (_ftyp(b"crx "), "CR3"),
        (b"II*\0\x10\0\0\0CR\x02\0", "CR2"),
        (b"FUJIFILMCCD-RAW", "RAF"),
        (b"IIRO", "ORF"),
        (b"IIU\0", "RW2"),
        (_tiff({254: 0, 50706: 1}), "DNG"),
        (_preview(b"NIKON CORPORATION"), "NEF"),
        (_preview(b"SONY\0"), "ARW"),
        (_preview(b"PENTAX"), "raw file"),
    ],
)
def test_what_people_take_for_a_photo_is_named(head: bytes, named: str) -> None:
    assert sniff(head) is None
    assert named in (refusal(head) or "")
    assert "lease " in (refusal(head) or "")


def test_a_plain_tiff_of_a_camera_is_no_raw_file() -> None:
    assert sniff(_tiff({254: 0, 271: 34}, b"NIKON CORPORATION")) == "tiff"


def test_a_format_that_is_turned_off_is_named_with_those_that_are_accepted() -> None:
    webp = photos.other("WEBP")
    assert refusal(webp) is None
    assert refusal(webp, formats_of("png, JPG")) == "This is a WebP image. Please upload JPEG or PNG instead."


@pytest.mark.parametrize("text", [" , ", "jpeg,jxl"])
def test_a_list_of_formats_must_make_sense(text: str) -> None:
    with pytest.raises(ValueError, match="not a list"):
        formats_of(text)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("image/jpg", "image/jpeg"),
        ("IMAGE/JPEG", "image/jpeg"),
        ("image/jpeg; q=1", "image/jpeg"),
        ("image/x-png", "image/png"),
        ("image/heif", "image/heic"),
        ("image/x-ms-bmp", "image/bmp"),
        ("image/tif", "image/tiff"),
        ("image/jxl", None),
        ("text/jpeg", None),
        ("jpeg", None),
    ],
)
def test_a_content_type_counts_by_its_meaning(given: str, meant: str | None) -> None:
    assert canonical_type(given) == meant


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff\xd8",
        b"\x89PNG\r\n\x1a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
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
def test_what_is_none_of_them_is_not_taken_for_one(head: bytes) -> None:
    assert sniff(head) is None
