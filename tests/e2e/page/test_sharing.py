"""One button makes an address that needs no key; a friend opens it, sees the result, and may try it too."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, expect

from local.system import LocalSystem
from tests.e2e.page.conftest import Enter
from tests.support.visitor import PHONE, Visitor


@pytest.fixture
def done(system: LocalSystem, hired: str) -> str:
    """The id of a job that has a result and is not shared."""
    key = {"x-api-key": system.api_key}
    assert httpx.post(f"{system.api_url}/jobs/{hired}/unshare", headers=key, timeout=20).status_code == 204
    return hired


def dialog_of(owner: Visitor) -> Locator:
    """The question what to share, opened."""
    owner.result().locator("[data-part=share]").click()
    dialog = owner.page.locator("#share-dialog")
    expect(dialog).to_be_visible()
    return dialog


def made_by(owner: Visitor, *, photo: bool) -> str:
    """The address that somebody makes."""
    dialog = dialog_of(owner)
    dialog.locator("[data-part=photo]").set_checked(photo)
    dialog.locator("[data-part=make]").click()
    link = dialog.locator("[data-part=link]")
    expect(link).to_have_value(re.compile("/s/"))
    return link.input_value()


def arrive(friend: Visitor, address: str) -> Locator:
    """A friend follows the address, and its link to the whole result; they have no key."""
    friend.page.goto(address)
    friend.page.get_by_role("link", name="See the whole result").click()
    view = friend.page.locator(".result[data-drawn], .trouble")
    view.wait_for()
    return view


def test_a_friend_sees_what_is_shared_without_a_key_and_nothing_once_it_has_ended(enter: Enter, done: str) -> None:
    owner, friend = enter(), enter(viewport=PHONE)
    owner.come(job=done)

    view = arrive(friend, made_by(owner, photo=True))

    expect(view.locator("h1")).to_have_text(owner.page.locator(".result h1").inner_text())
    expect(view.locator("[data-part=pet] img")).to_be_visible()
    expect(view.locator("[data-part=bio] p")).to_have_count(3)
    assert view.locator("[data-part=badge]").evaluate("image => image.naturalWidth") == 1200
    assert not [url for url in friend.asked if "/results/" in url or "/status/" in url]
    view.get_by_role("link", name="Try yours").click()
    expect(friend.page.locator("#start")).to_be_visible()
    expect(friend.page.locator("#key-dialog")).not_to_be_visible()

    dialog = owner.page.locator("#share-dialog")
    dialog.locator("[data-part=end]").click()
    expect(dialog.locator("[data-part=complaint]")).to_contain_text("leads nowhere")
    friend.page.go_back()
    expect(friend.page.locator(".trouble h1")).to_have_text("Nobody by that name works here.")


@pytest.mark.verify
def test_the_photo_is_asked_for_and_can_be_taken_back(enter: Enter, done: str) -> None:
    owner, friend = enter(), enter()
    owner.come(job=done)
    address = made_by(owner, photo=False)
    assert "alone" in (arrive(friend, address).locator("[data-part=reveal]").get_attribute("class") or "")

    photo = owner.page.locator("#share-dialog [data-part=photo]")
    with owner.page.expect_response("**/share"):
        photo.check()
    owner.page.locator("#share-dialog").get_by_role("button", name="Close").click()
    again = dialog_of(owner)

    expect(again.locator("[data-part=link]")).to_have_value(address)
    expect(again.locator("[data-part=photo]")).to_be_checked()
    expect(arrive(friend, address).locator("[data-part=pet] img")).to_be_visible()


@pytest.mark.verify
def test_the_link_is_copied_or_passed_on(enter: Enter, done: str) -> None:
    owner = enter(permissions=["clipboard-read", "clipboard-write"])
    owner.page.add_init_script("navigator.share = async (given) => { window.given = given; };")
    owner.come(job=done)
    address = made_by(owner, photo=False)
    dialog = owner.page.locator("#share-dialog")

    dialog.locator("[data-part=copy]").click()
    expect(dialog.locator("[data-part=copy]")).to_have_text("The link is copied.")
    dialog.locator("[data-part=send]").click()

    assert owner.page.evaluate("navigator.clipboard.readText()") == address
    given: dict[str, Any] = owner.page.evaluate("({url: window.given.url, text: window.given.text})")
    assert given["url"] == address
    assert given["text"].startswith("My pet has a job: ")
    targets = [link.get_attribute("href") or "" for link in dialog.locator("[data-part=targets] a").all()]
    assert [httpx.URL(target).host or "mail" for target in targets] == [
        *("mail", "wa.me", "t.me", "www.facebook.com", "x.com")
    ]


@pytest.mark.verify
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_the_friends_view_fits_every_screen(enter: Enter, done: str, width: int, scheme: str) -> None:
    owner = enter()
    owner.come(job=done)
    friend = enter(viewport={"width": width, "height": 844}, color_scheme=scheme)

    arrive(friend, made_by(owner, photo=True))

    assert friend.page.evaluate("document.documentElement.scrollWidth") <= width
