"""The whole way through the page in Firefox and in WebKit, as their makers build them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

import pytest

from local.system import LocalSystem
from testing.photos import CAT
from tests.support.webdriver import MissingBrowserError, Session, firefox, webkit

pytestmark = pytest.mark.verify

BROWSERS: Final[dict[str, Callable[[], AbstractContextManager[Session]]]] = {"Firefox": firefox, "WebKit": webkit}
END_S: Final = 240.0
LINK: Final = "#share-dialog [data-part=link]"


@pytest.mark.parametrize("name", BROWSERS)
def test_a_photo_comes_to_a_result_that_a_friend_sees(system: LocalSystem, name: str) -> None:
    try:
        with BROWSERS[name]() as browser:
            _walk(browser, system)
    except MissingBrowserError as error:
        pytest.skip(str(error))


def _walk(browser: Session, system: LocalSystem) -> None:
    browser.go(f"{system.page_url}/#key={system.api_key}")
    assert browser.text("h1") == "Your pet, employed."
    browser.press("Tab", "Tab", "Tab", "Tab")
    assert browser.focused() == "files"

    browser.choose("#files", CAT)
    browser.find(".preview")
    browser.until(lambda: browser.focused() == "go", "the focus on the button")
    browser.press("Enter")
    assert browser.text("#job h1")
    browser.find(".result [data-part=card][download]", END_S)
    person = browser.text(".result h1")
    browser.until(lambda: browser.run(_DRAWN), "portrait and card, drawn")
    assert browser.focused() == "name"
    assert not browser.run("return location.hash").startswith("#key")

    browser.run("document.querySelector('[data-part=slider]').focus()")
    browser.press("ArrowRight", "ArrowRight")
    assert browser.run(_SLID) == "52 % pet, 48 % person"

    browser.click(".result [data-part=share]")
    browser.click("#share-dialog [data-part=make]")
    address = browser.until(lambda: browser.run(f"return document.querySelector('{LINK}').value"), "the link")
    browser.press("Escape")
    browser.until(
        lambda: not browser.run("return document.querySelector('dialog[open]') !== null"), "a closed question"
    )
    browser.go(address)
    browser.click("a[href*='#s=']")
    assert browser.text(".result[data-drawn] h1") == person
    browser.ask("POST", "window/rect", width=480, height=844)
    browser.until(lambda: browser.run("return innerWidth < 600"), "a narrow window")
    # A window's new width reaches the page before the page has been laid out for it.
    fits = "return document.documentElement.scrollWidth <= innerWidth"
    browser.until(lambda: browser.run(fits), "a page that fits into a narrow window")


def test_firefox_moves_nothing_for_those_who_want_that(system: LocalSystem) -> None:
    try:
        with firefox({"ui.prefersReducedMotion": 1}) as browser:
            browser.go(f"{system.page_url}/")
            browser.find("#drop")
            assert browser.run("return matchMedia('(prefers-reduced-motion: reduce)').matches")
            assert browser.run(_MOVING) == []
    except MissingBrowserError as error:
        pytest.skip(str(error))


_DRAWN: Final = """
    const pictures = [...document.querySelectorAll("[data-part=person], [data-part=badge]")];
    return pictures.every((picture) => picture.complete && picture.naturalWidth > 1000);
"""
_SLID: Final = "return document.querySelector('[data-part=slider]').getAttribute('aria-valuetext')"
_MOVING: Final = """
    return document.getAnimations().filter(({ playState }) => playState === "running").map((one) => String(one));
"""
