"""A link with a key in it: taken where there is none, and asked about where there is another one."""

import pytest
from playwright.sync_api import expect

from tests.support.visitor import Visitor

KEY = "sessionStorage.getItem('petavatar.key')"


def test_a_link_does_not_replace_the_tabs_key_unless_the_person_says_so(visitor: Visitor) -> None:
    own = visitor.system.api_key
    visitor.come()

    visitor.come(key="pa_of-somebody-else")

    dialog = visitor.page.locator("#other-key-dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Keep my key")).to_be_focused()
    assert visitor.page.evaluate(KEY) == own
    visitor.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert visitor.page.evaluate(KEY) == own


@pytest.mark.verify
def test_a_link_that_loads_the_page_asks_too_and_nothing_is_sent_before_the_answer(
    visitor: Visitor, hired: str
) -> None:
    visitor.come()
    visitor.page.goto("about:blank")
    visitor.asked.clear()

    visitor.come(key="pa_wrong", job=hired)

    expect(visitor.page.locator("#other-key-dialog")).to_be_visible()
    assert [url for url in visitor.asked if visitor.system.api_url in url] == []
    visitor.page.get_by_role("button", name="Use the link’s key").click()
    expect(visitor.trouble().locator("h1")).to_have_text("This key opens nothing here")
    assert visitor.page.evaluate(KEY) == "pa_wrong"


@pytest.mark.verify
def test_the_same_key_again_raises_no_question(visitor: Visitor, hired: str) -> None:
    visitor.come()

    visitor.come(job=hired)

    visitor.result()
    expect(visitor.page.locator("#other-key-dialog")).to_be_hidden()
