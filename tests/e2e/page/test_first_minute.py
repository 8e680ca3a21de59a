"""The first minute: what it is, our cat for those without a photo, and a key only when it is needed."""

import pytest
from playwright.sync_api import expect

from tests.support.visitor import Visitor


def test_a_visitor_without_key_and_photo_sees_how_it_works_and_is_asked_for_nothing(visitor: Visitor) -> None:
    visitor.page.goto(visitor.system.page_url)

    expect(visitor.page.locator(".how li")).to_have_count(3)
    expect(visitor.page.locator(".fate")).to_contain_text("deleted after seven days")
    expect(visitor.page.locator("dialog[open]")).to_have_count(0)
    visitor.page.click("#key-button")
    expect(visitor.page.locator("#key-dialog")).to_contain_text("ask them for one")


@pytest.mark.verify
def test_without_a_key_our_cat_is_a_sample_that_says_so_and_asks_nobody(visitor: Visitor) -> None:
    visitor.page.goto(visitor.system.page_url)
    visitor.page.get_by_role("button", name="Try our cat").click()
    view = visitor.page.locator(".result[data-drawn]")

    expect(view.get_by_role("note")).to_contain_text("a sample, made beforehand")
    expect(view.locator("[data-part=file]")).to_have_text("Formerly Chelsea, ginger shorthair cat")
    for picture in ("[data-part=person]", "[data-part=badge]", "[data-part=pet] img"):
        assert view.locator(picture).evaluate("image => image.decode().then(() => image.naturalWidth > 400)")
    assert [url for url in visitor.asked if visitor.system.endpoint_url in url] == []
    view.get_by_role("link", name="Try yours").click()
    expect(visitor.page.locator("#drop")).to_be_visible()


@pytest.mark.verify
def test_our_cat_is_hired_at_one_click(visitor: Visitor) -> None:
    visitor.come()
    visitor.page.get_by_role("button", name="Try our cat").click()

    expect(visitor.result().locator("[data-part=file]")).to_contain_text("formerly Chelsea")
    expect(visitor.page.locator("[data-part=pet-caption]")).to_contain_text("cat")
