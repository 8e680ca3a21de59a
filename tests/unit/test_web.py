"""What the page takes for granted about the rest of the project."""

import re
from pathlib import Path

from PIL import Image

from agent.card.drawing import Facts, draw_card
from agent.person.dimensions import DIMENSIONS
from testing import photos

JS = Path(__file__).parents[2] / "web" / "js"


def test_the_piece_that_it_cuts_from_the_card_is_the_pets_picture() -> None:
    numbers = re.search(r"PET_ON_CARD = .*?\(\[([\d, ]+)\]\)", (JS / "pictures.js").read_text())
    assert numbers is not None
    left, top, width, height = map(int, numbers[1].split(","))
    facts = Facts(pet_name="", pet="cat", human_name="A B", job_title="C", score=50, offline=True)
    red, blue = Image.new("RGB", (400, 400), "red"), Image.new("RGB", (1024, 1024), "blue")

    card = photos.opened(draw_card(photos.jpeg(red), photos.png(blue), facts)).convert("RGB")

    piece = card.crop((left, top, left + width, top + height))
    # A little round the edges is left out: the picture's corners are round.
    assert {colour for _, colour in piece.getcolors(width * height)} == {card.getpixel((left + 100, top + 100))}


def test_it_knows_all_47_dimensions_and_no_other() -> None:
    named = re.findall(r'"([a-z_]+)"', (JS / "dimensions.js").read_text())

    assert sorted(name for name in named if name in DIMENSIONS) == sorted(DIMENSIONS)
