"""The desk: how photos come to lie on it, what goes with them, and what is told of their way."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Route, expect

from testing.photos import CAT
from tests.support.visitor import Visitor


@pytest.mark.parametrize(
    ("status", "progress", "doing", "done"),
    [
        ("queued", 0, "Waiting for a free desk", 1),
        pytest.param("processing", 35, "Going through the vacancies", 3, marks=pytest.mark.verify),
        pytest.param("processing", 5, "Looking your pet in the eye", 2, marks=pytest.mark.verify),
        pytest.param("processing", 75, "Drawing the portrait, writing the biography", 4, marks=pytest.mark.verify),
        pytest.param("processing", 95, "Signing the file", 5, marks=pytest.mark.verify),
    ],
)
def test_progress_is_told_as_far_as_it_is_known(
    visitor: Visitor, status: str, progress: int, doing: str, done: int
) -> None:
    visitor.come()
    visitor.meet({"status": status, "progress": progress})
    visitor.hand_in(CAT)

    expect(visitor.page.locator(".now")).to_have_text(f"{doing} …")
    expect(visitor.page.locator(".steps .done")).to_have_count(done)
    expect(visitor.page.locator("#live")).to_have_text(f"{doing} …")
    expect(visitor.page.locator("progress")).to_have_js_property("value", 10 + 0.9 * progress)


def test_wishes_and_the_name_go_with_the_request_for_a_place(visitor: Visitor) -> None:
    visitor.come()
    visitor.meet({"status": "queued", "progress": 0})
    visitor.lay(CAT)
    visitor.page.fill(".preview input", "Chelsea & Söhne")
    visitor.page.select_option("[name=style]", "creative")
    visitor.page.select_option("[name=background]", "corner_office")
    visitor.page.click(".more summary")
    visitor.page.select_option("[name=pronouns]", "they")
    visitor.page.fill("[name=breed]", " Maine Coon ")

    with visitor.page.expect_request("**/presigned-url?*") as asked:
        visitor.page.click("#go")

    assert parse_qs(urlsplit(asked.value.url).query) == {
        "content_type": ["image/jpeg"],
        "style": ["creative"],
        "background": ["corner_office"],
        "pronouns": ["they"],
        "breed": ["Maine Coon"],
        "pet_name": ["Chelsea & Söhne"],
    }


def test_a_photo_chosen_before_the_scripts_are_there_is_not_lost(visitor: Visitor) -> None:
    held: list[Route] = []
    visitor.page.route("**/js/main.js", lambda route: held.append(route))
    with visitor.page.expect_request("**/js/main.js"):
        visitor.page.goto(visitor.system.page_url, wait_until="commit")
    visitor.page.set_input_files("#files", CAT)
    expect(visitor.page.locator("h1")).to_be_visible()
    held[0].continue_()

    expect(visitor.page.locator(".preview .file")).to_have_text(CAT.name)


@pytest.mark.verify
def test_photos_can_be_dropped_and_pasted(visitor: Visitor) -> None:
    visitor.come()
    for event in ("drop", "paste"):
        visitor.page.evaluate(_HAND_OVER, [event, list(CAT.read_bytes())])

    expect(visitor.page.locator(".preview .file")).to_have_text(["drop.jpg", "paste.jpg"])


_HAND_OVER = """([kind, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], `${kind}.jpg`, { type: "image/jpeg" }));
    const init = { bubbles: true, cancelable: true, dataTransfer: transfer, clipboardData: transfer };
    document.body.dispatchEvent(kind === "paste" ? new ClipboardEvent(kind, init) : new DragEvent(kind, init));
}"""
