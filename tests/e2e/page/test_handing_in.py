"""From a photo to the person, as people do it."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from testing.api import ApiUser
from testing.photos import CAT, heic, opened, png
from tests.e2e.page.conftest import UNUSED, Enter
from tests.support.visitor import END_MS, JOB_ADDRESS, PHONE, Visitor, as_file


def test_a_jpeg_to_the_end(visitor: Visitor, user: ApiUser, tmp_path: Path) -> None:
    visitor.come()
    visitor.lay(CAT)
    expect(visitor.page.locator(".preview img")).to_have_js_property("complete", True)
    visitor.page.fill(".preview input", "Chelsea")
    visitor.page.click("#go")
    expect(visitor.page.locator(".progress h1")).to_contain_text("Chelsea")
    expect(visitor.page.locator(".steps [aria-current=step]")).to_have_count(1)

    view = visitor.result()

    results = user.results(visitor.job_id())
    identity = results["identity"]
    expect(view.locator("h1")).to_have_text(identity["human_name"])
    expect(view.locator("[data-part=title]")).to_have_text(identity["job_title"])
    expect(view.locator(".bio p")).to_have_text(identity["bio"].split("\n\n"))
    expect(view.locator(".skills li")).to_have_text(identity["skills"])
    expect(view.locator(".path li")).to_have_count(3)
    expect(view.locator("[data-part=score]")).to_have_text(f"{int(identity['similarity_score'] + 0.5)}%")
    expect(view.locator(".likeness dt")).to_have_text(["Alignment", "Fit", "Name", "Coherence"])
    expect(view.locator(".wheel .bar")).to_have_count(47)
    expect(view.locator(".wheel .mark")).to_have_count(len(results["career"]["draws_on"]))
    expect(view.locator("[data-part=made]")).to_contain_text("illustration")
    expect(view.locator("[data-part=models]")).to_contain_text(results["models"]["image"])
    expect(view.locator("[data-part=file]")).to_contain_text("formerly Chelsea")
    assert visitor.page.title().startswith(identity["human_name"])
    assert UNUSED.isdisjoint(urlsplit(url).path.lstrip("/") for url in visitor.asked)


def test_what_came_of_it_can_be_saved(visitor: Visitor, hired: str, tmp_path: Path) -> None:
    visitor.come(job=hired)
    view = visitor.result()
    saved = {}
    for what in ("card", "portrait", "json"):
        with visitor.page.expect_download() as download:
            view.locator(f"[data-part={what}]").click()
        saved[what] = tmp_path / download.value.suggested_filename
        download.value.save_as(saved[what])

    with Image.open(saved["card"]) as card, Image.open(saved["portrait"]) as portrait:
        assert (card.size, portrait.size) == ((1200, 630), (1536, 1536))
    kept = json.loads(saved["json"].read_text("utf-8"))
    assert kept["job_id"] == hired
    assert [name for name in kept if "url" in name and name != "urls"] == []


@pytest.mark.verify
def test_a_heic_that_the_browser_cannot_draw_ends_beside_its_person(visitor: Visitor) -> None:
    with Image.open(CAT) as cat:
        photo = as_file("cat.heic", heic(cat), "image/heic")
    visitor.come()
    visitor.lay(photo)
    expect(visitor.page.locator(".preview")).to_contain_text("can’t draw this photo")
    visitor.page.click("#go")

    view = visitor.result()

    pet = view.locator("[data-part=pet] img:not([src='icon.svg'])")
    expect(pet).to_have_attribute("alt", "Your pet")
    assert pet.evaluate("image => image.decode().then(() => image.naturalWidth > 100)")


@pytest.mark.verify
def test_two_photos_at_once_are_two_jobs(visitor: Visitor) -> None:
    with Image.open(CAT) as cat:
        second = as_file("second.png", png(cat.crop((60, 20, 440, 300))), "image/png")
    visitor.come()
    visitor.lay(CAT, second)
    expect(visitor.page.locator("#go")).to_have_text("Find 2 careers")
    visitor.page.locator(".preview input").nth(1).fill("Second")
    visitor.page.click("#go")

    links = visitor.page.locator("#strip li a")
    expect(links).to_have_count(2)
    first_name = visitor.result().locator("h1").inner_text()
    expect(links.nth(1)).to_have_attribute("href", JOB_ADDRESS, timeout=END_MS)
    links.nth(1).click()

    expect(visitor.result().locator("[data-part=file]")).to_contain_text("Second")
    expect(links.nth(1)).to_have_attribute("aria-current", "page")
    links.nth(0).click()
    expect(visitor.result().locator("h1")).to_have_text(first_name)


@pytest.mark.verify
def test_the_link_to_a_job_works_after_a_reload_and_for_whoever_has_a_key(enter: Enter, hired: str) -> None:
    visitor, friend = enter(), enter()
    visitor.come(job=hired)
    name = visitor.result().locator("h1").inner_text()

    visitor.page.reload()
    expect(visitor.result().locator("h1")).to_have_text(name)
    friend.page.goto(visitor.page.url)
    friend.page.fill("#key-dialog input", friend.system.api_key)
    friend.page.keyboard.press("Enter")

    view = friend.result()
    expect(view.locator("h1")).to_have_text(name)
    expect(view.locator("[data-part=pet] img")).to_have_attribute("alt", "Your pet")


@pytest.mark.verify
def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    press, page = visitor.page.keyboard.press, visitor.page
    page.on("filechooser", lambda chooser: chooser.set_files(CAT))
    visitor.come()
    press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    press("Enter")
    expect(page.locator("#main")).to_be_focused()
    press("Tab")
    expect(page.locator("#files")).to_be_focused()
    press("Enter")
    expect(page.locator("#go")).to_be_focused()
    press("Enter")
    expect(page.locator("#job h1")).to_be_focused()

    view = visitor.result()

    expect(view.locator("h1")).to_be_focused()
    view.locator("[data-part=slider]").focus()
    press("ArrowRight")
    press("ArrowRight")
    expect(view.locator("[data-part=slider]")).to_have_attribute("aria-valuetext", "52 % pet, 48 % person")
    view.locator(".traits summary").focus()
    press("Enter")
    expect(view.locator(".figures dt")).to_have_count(47)
    expect(view.locator(".figures")).to_be_visible()
    view.locator("[data-part=erase]").focus()
    press("Enter")
    expect(page.locator("#erase-dialog")).to_be_visible()
    press("Escape")
    expect(view.locator("[data-part=erase]")).to_be_focused()


@pytest.mark.verify
def test_a_phone_has_room_for_all_of_it(enter: Enter, hired: str) -> None:
    visitor = enter(viewport=PHONE, is_mobile=True, has_touch=True)
    visitor.come()
    expect(visitor.page.locator(".camera .button")).to_be_visible()
    assert visitor.fits()
    visitor.lay(CAT)
    assert visitor.fits()

    visitor.come(job=hired)
    view = visitor.result()
    view.locator(".traits summary").click()

    assert visitor.fits()


@pytest.mark.verify
def test_the_person_who_came_of_a_photo_is_drawn_whole(visitor: Visitor, hired: str, user: ApiUser) -> None:
    visitor.come(job=hired)
    person = visitor.result().locator("[data-part=person]")

    assert person.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1536
    assert opened(user.avatar(user.results(hired))).size == (1536, 1536)
