"""What a browser remembers: its jobs, for as long as they live, and the key only if it is asked to."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from testing.photos import CAT
from tests.support.visitor import Visitor

NAME = "'petavatar.jobs'"
READ = f"getItem({NAME})"
NOTE: dict[str, Any] = {
    "id": "11111111-1111-4111-8111-111111111111",
    "name": "Chelsea",
    "begun": 1,
    "ends": 4_000_000_000_000,
    "ended": True,
    "person": "Noa Dasgupta",
    "title": "Junior Structural Engineer",
}


def remember(visitor: Visitor, *notes: dict[str, Any]) -> None:
    kept = json.dumps(json.dumps(notes))
    visitor.page.add_init_script(f"localStorage.{READ} ?? localStorage.setItem({NAME}, {kept})")


def test_a_new_tab_shows_the_people_without_a_key_or_a_request_and_takes_one_off_its_list(visitor: Visitor) -> None:
    second = NOTE | {"id": NOTE["id"].replace("1", "2"), "person": "Otto Beagle"}
    remember(visitor, NOTE, second, NOTE | {"id": "gone", "ends": 5})
    visitor.page.goto(visitor.system.page_url)
    gallery = visitor.page.locator("#strip.gallery")

    expect(gallery.locator("li b")).to_have_text(["Otto Beagle", "Noa Dasgupta"])
    expect(gallery.locator("[data-part=state]").first).to_have_text("Junior Structural Engineer")
    assert [url for url in visitor.asked if visitor.system.api_url in url] == []
    gallery.get_by_role("button", name="Delete Otto Beagle").click()
    visitor.page.click("#erase-dialog button[value=forget]")
    expect(gallery.locator("li")).to_have_count(1)
    visitor.page.reload()
    expect(gallery.locator("li b")).to_have_text(["Noa Dasgupta"])
    gallery.get_by_role("button", name="Forget all of them here").click()
    expect(visitor.page.locator("#strip")).to_be_hidden()
    assert visitor.page.evaluate("localStorage.length") == 0


@pytest.mark.verify
def test_a_result_is_remembered_with_small_pictures_and_opened_again(visitor: Visitor, hired: str) -> None:
    visitor.come(job=hired)
    name = visitor.result().locator("h1").inner_text()
    visitor.page.wait_for_function("Object.keys(localStorage).filter((key) => /picture|face/.test(key)).length === 2")

    visitor.page.goto(f"{visitor.system.page_url}/#")

    item = visitor.page.locator("#strip.gallery li")
    expect(item.locator("b")).to_have_text(name)
    expect(item.locator(".face")).to_be_visible()
    expect(item.locator(".picture img:not([src='icon.svg'])")).to_have_count(1)
    item.locator("a").click()
    expect(visitor.result().locator("h1")).to_have_text(name)


@pytest.mark.parametrize(
    "kept", ["{", *(pytest.param(kept, marks=pytest.mark.verify) for kept in ('{"a": 1}', "[null, 5]"))]
)
def test_a_memory_that_makes_no_sense_is_no_memory(visitor: Visitor, kept: str) -> None:
    visitor.page.add_init_script(f"localStorage.setItem('petavatar.jobs', {json.dumps(kept)})")
    visitor.come()

    visitor.lay(CAT)

    expect(visitor.page.locator("#strip")).to_be_hidden()


@pytest.mark.verify
def test_the_key_is_remembered_only_if_its_owner_says_so_and_can_be_forgotten(visitor: Visitor) -> None:
    def enter_key(*, remembered: bool) -> None:
        visitor.page.click("#key-button")
        visitor.page.fill("#key-dialog input[name=key]", visitor.system.api_key)
        visitor.page.set_checked("#key-dialog input[name=remembered]", remembered)
        visitor.page.click("#key-dialog button[value=ok]")
        expect(visitor.page.locator("#key-button")).to_have_text("Change key")

    def kept(*, tab: int, browser: int) -> None:
        # The dialog's end comes a moment after the click.
        visitor.page.wait_for_function(f"sessionStorage.length === {tab} && localStorage.length === {browser}")

    visitor.page.goto(visitor.system.page_url)
    enter_key(remembered=True)
    kept(tab=0, browser=1)
    enter_key(remembered=False)
    kept(tab=1, browser=0)
    visitor.page.click("#key-button")
    visitor.page.click("#key-dialog button[value=forget]")

    expect(visitor.page.locator("#key-button")).to_have_text("Enter key")
    kept(tab=0, browser=0)


@pytest.mark.verify
def test_several_photos_end_in_one_sheet(visitor: Visitor, tmp_path: Path) -> None:
    visitor.come()
    visitor.hand_in(CAT, CAT)
    visitor.result()
    visitor.page.get_by_role("button", name="All on one sheet").click()
    dialog = visitor.page.locator("#people-dialog")
    expect(dialog).to_be_visible()

    with visitor.page.expect_download() as download:
        dialog.get_by_role("link", name="Save the sheet").click()

    download.value.save_as(tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (1272, 453)
