"""The first minute: what it is, our cat for those without a photo, and a key only when it is needed."""

import pytest
from playwright.sync_api import expect

from tests.support.visitor import Visitor


def test_a_visitor_without_key_and_photo_sees_how_it_works_and_is_asked_for_nothing(visitor: Visitor) -> None:
    visitor.page.goto(visitor.system.page_url)

    expect(visitor.page.locator(".how li")).to_have_count(3)
    expect(visitor.page.locator(".fate")).to_contain_text("deleted after seven days")
    expect(visitor.page.locator("dialog[open]")).to_have_count(0)
    visitor.page.get_by_role("button", name="Try our cat").click()
    expect(visitor.page.locator("#key-dialog")).to_contain_text("ask them for one")


@pytest.mark.verify
def test_our_cat_is_hired_at_one_click(visitor: Visitor) -> None:
    visitor.come()
    visitor.page.get_by_role("button", name="Try our cat").click()

    expect(visitor.result().locator("[data-part=file]")).to_contain_text("formerly Chelsea")
    expect(visitor.page.locator("[data-part=pet-caption]")).to_contain_text("cat")
