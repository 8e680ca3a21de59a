"""The pet's face is in every frame of the page, and the card is there to see and to save in each shape."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Route, expect

from petavatar.jobs import CARD_FORMATS
from testing.photos import CAT
from tests.support.visitor import Visitor

HEAD = (0.55, 0.05, 0.95, 0.5)
LIKENESSES = [{"pet": "amber eyes", "person": "Amber eyes"}, {"pet": "tabby coat", "person": "brown hair"}]


def with_results(visitor: Visitor, **changes: Any) -> None:
    """The API answers its results with these changes."""

    def change(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(headers={"access-control-allow-origin": "*"}, body=json.dumps(answer.json() | changes))

    visitor.page.route("**/results/*", change)


def head_in(picture: Locator) -> list[float]:
    """Where the head is in its place: left, top, right, bottom as fractions of the place."""
    box: list[float] = picture.evaluate(
        """(image, [left, top, right, bottom]) => {
            const shown = image.getBoundingClientRect(), place = image.parentElement.getBoundingClientRect();
            const across = (at) => (shown.left + at * shown.width - place.left) / place.width;
            const down = (at) => (shown.top + at * shown.height - place.top) / place.height;
            return [across(left), down(top), across(right), down(bottom)];
        }""",
        list(HEAD),
    )
    return box


def test_the_face_is_whole_and_large_beside_the_person_and_after_a_reload(visitor: Visitor, hired: str) -> None:
    with_results(visitor, pet_box={"head": HEAD, "whole": None}, likenesses=LIKENESSES)
    visitor.come(job=hired)
    pet = visitor.result().locator("[data-part=pet] img[style]")

    left, top, right, bottom = head_in(pet)

    assert -0.01 <= left < right <= 1.01
    assert -0.01 <= top < bottom <= 1.01
    assert max(right - left, bottom - top) > 0.6
    expect(visitor.page.locator("[data-part=likenesses] li")).to_have_text(["Amber eyes", "Tabby coat → brown hair"])
    visitor.page.reload()
    visitor.result()
    assert head_in(pet) == pytest.approx([left, top, right, bottom], abs=0.02)


@pytest.mark.verify
def test_a_strip_shows_faces_too_and_keeps_small_pictures_for_a_reload(visitor: Visitor) -> None:
    with_results(visitor, pet_box={"head": HEAD, "whole": None})
    visitor.come()
    visitor.hand_in(CAT, CAT)
    visitor.result()
    small = visitor.page.locator("#strip .picture img[style]")
    expect(small).to_have_count(2)
    assert max(head_in(small.first)) <= 1.01

    # Even while the results are on their way.
    visitor.page.unroute("**/results/*")
    visitor.page.route("**/results/*", lambda _route: None)
    visitor.page.reload()

    expect(visitor.page.locator("#strip .picture img:not([src='icon.svg'])")).to_have_count(2)
    expect(visitor.page.locator(".progress .picture img:not([src='icon.svg'])")).to_have_count(1)


@pytest.mark.verify
def test_without_a_box_and_a_headline_an_older_job_looks_as_it_did(visitor: Visitor, hired: str) -> None:
    with_results(visitor, pet_box=None, likenesses=[], card_urls={"wide": None, "square": None, "story": None})
    visitor.come(job=hired)
    view = visitor.result()

    expect(view.locator("[data-part=alike]")).to_be_hidden()
    expect(view.locator("[data-part=formats] button")).to_have_count(0)
    expect(view.locator("[data-part=badge]")).to_be_visible()


@pytest.mark.verify
def test_the_card_is_shown_and_saved_in_each_shape(visitor: Visitor, hired: str, tmp_path: Path) -> None:
    visitor.come(job=hired)
    view = visitor.result()
    expect(view.locator("[data-part=badge]")).to_have_js_property("naturalWidth", 1200)
    sizes = {}
    for card_format, button in zip(CARD_FORMATS[1:], view.locator("[data-part=formats] button").all(), strict=True):
        with visitor.page.expect_download() as download:
            button.click()
        assert download.value.suggested_filename.endswith(f"-card-{card_format}.png")
        download.value.save_as(tmp_path / card_format)
        with Image.open(tmp_path / card_format) as card:
            sizes[card_format] = card.size

    assert sizes == {"square": (1080, 1080), "story": (1080, 1920)}
