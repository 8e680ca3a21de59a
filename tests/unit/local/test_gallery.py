"""The gallery: freely licensed photos only, and each card in its place."""

from PIL import Image

from local.gallery import EXHIBITS, SAMPLES, sheet


def test_every_photo_is_named_with_its_source_and_licence() -> None:
    named = (SAMPLES / "README.md").read_text()

    for exhibit in EXHIBITS:
        assert (SAMPLES / exhibit.photo).is_file()
        assert f"| {exhibit.photo} |" in named


def test_cards_fill_two_columns_row_by_row() -> None:
    red, green, blue = (Image.new("RGB", (1200, 630), colour) for colour in ("red", "green", "blue"))

    whole = sheet([red, green, blue])

    assert whole.size == (1648, 888)
    assert whole.getpixel((16, 16)) == (255, 0, 0)
    assert whole.getpixel((832, 16)) == (0, 128, 0)
    assert whole.getpixel((16, 452)) == (0, 0, 255)
    assert whole.getpixel((832, 452)) == whole.getpixel((0, 0))
