"""The reveal: both faces, what they have in common, and the card with what saves it, before anybody scrolls."""

import pytest
from playwright.sync_api import expect

from tests.e2e.page.conftest import Enter
from tests.support.visitor import DESKTOP, PHONE, Visitor

WIDE = {"width": 1920, "height": 1080}
TABLET = {"width": 768, "height": 1024}
SMALL = {"width": 320, "height": 640}
LARGE = {"width": 2560, "height": 1440}


@pytest.mark.parametrize("size", [DESKTOP, pytest.param(WIDE, marks=pytest.mark.verify)])
def test_the_card_and_its_row_are_above_the_fold(enter: Enter, hired: str, size: dict[str, int]) -> None:
    visitor = enter(viewport=size)
    visitor.come(job=hired)
    view = visitor.result()

    for name in ("badge", "card", "shapes"):
        box = view.locator(f"[data-part={name}]").bounding_box()
        assert box
        assert box["y"] + box["height"] <= size["height"], name
    expect(view.locator("[data-part=formats] button")).to_have_count(2)


@pytest.mark.verify
def test_threads_grow_from_the_pet_to_the_person_as_the_handle_moves(visitor: Visitor, hired: str) -> None:
    visitor.come(job=hired)
    view = visitor.result()
    thread = view.locator(".thread").first

    def share() -> float:
        drawn: float = thread.evaluate(
            "(thread) => parseFloat(getComputedStyle(thread, '::before').width) / thread.clientWidth"
        )
        return drawn

    shares = []
    for key in ("End", "Home"):
        view.locator("[data-part=slider]").press(key)
        shares.append(share())

    assert shares == pytest.approx([0, 1], abs=0.02)


@pytest.mark.verify
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SMALL, PHONE, TABLET, DESKTOP, LARGE], ids=lambda size: str(size["width"]))
def test_it_fits_whatever_the_width(enter: Enter, hired: str, size: dict[str, int], scheme: str) -> None:
    visitor = enter(viewport=size, color_scheme=scheme)
    visitor.come(job=hired)
    visitor.result().locator(".traits summary").click()

    assert visitor.fits()
