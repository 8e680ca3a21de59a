"""What the page says when something goes wrong, and the way out that it offers."""

import re

import pytest
from playwright.sync_api import Route, expect

from petavatar.image_format import refusal
from testing.photos import CAT, NO_PET
from tests.support.visitor import Visitor, as_file


def test_a_wrong_file_is_refused_on_the_spot(visitor: Visitor) -> None:
    visitor.come()
    visitor.page.set_input_files("#files", as_file("letter.jpg", b"Dear cat, ", "image/jpeg"))

    expect(visitor.page.locator("#complaint")).to_contain_text(
        "“letter.jpg”: The content of the file is not JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF"
    )
    expect(visitor.page.locator("#go")).to_be_hidden()
    live = (20).to_bytes(4) + b"ftypqt  " + bytes(8)
    visitor.page.set_input_files("#files", as_file("IMG_1.MOV", live, "video/quicktime"))
    expect(visitor.page.locator("#complaint")).to_contain_text(str(refusal(live)))
    visitor.lay(CAT)
    expect(visitor.page.locator("#complaint")).to_be_hidden()


def test_without_a_key_it_asks_for_one_before_anything_is_sent(visitor: Visitor) -> None:
    visitor.page.goto(visitor.system.page_url)
    visitor.hand_in(CAT)
    visitor.page.click("#key-dialog button[value=cancel]")

    expect(visitor.page.locator(".preview")).to_have_count(1)
    assert [url for url in visitor.asked if visitor.system.api_url in url] == []


@pytest.mark.verify
def test_a_wrong_key_can_be_put_right(visitor: Visitor) -> None:
    visitor.come(key="pa_wrong")
    visitor.meet({"status": "queued", "progress": 0})
    visitor.hand_in(CAT)

    trouble = visitor.trouble()
    expect(trouble.locator("h1")).to_have_text("This key opens nothing here")
    trouble.locator("[data-part=act]").click()
    visitor.page.fill("#key-dialog input", visitor.system.api_key)
    visitor.page.click("#key-dialog button[value=ok]")

    assert visitor.job_id()


@pytest.mark.verify
def test_an_upload_that_breaks_off_goes_on_at_a_click(visitor: Visitor) -> None:
    visitor.come()
    visitor.page.route(f"**/{visitor.system.upload_bucket}*", lambda route: route.abort(), times=1)
    visitor.hand_in(CAT)

    trouble = visitor.trouble()
    expect(trouble.locator("h1")).to_have_text("The connection was lost")
    expect(trouble).to_contain_text("check that you are online")
    trouble.get_by_role("button", name="Go on").click()

    assert visitor.job_id()


@pytest.mark.verify
def test_a_weak_connection_on_the_way_is_borne(visitor: Visitor) -> None:
    visitor.come()
    visitor.meet({"status": "processing", "progress": 55})
    visitor.page.route("**/status/*", lambda route: route.abort(), times=1)
    visitor.hand_in(CAT)

    expect(visitor.page.locator(".now")).to_contain_text("Asking again")
    expect(visitor.page.locator(".now")).to_contain_text("Drawing the portrait")


def test_a_photo_without_a_pet_comes_back_with_its_reason(visitor: Visitor) -> None:
    visitor.come()
    visitor.hand_in(NO_PET)

    trouble = visitor.trouble()
    expect(trouble.locator("h1")).to_have_text("There is no pet in the photo")
    expect(trouble.locator("[data-part=advice]")).to_contain_text("face in view")
    expect(trouble.locator("[data-part=act]")).to_be_hidden()
    trouble.get_by_role("link", name="Another photo").click()
    expect(visitor.page.locator("#drop")).to_be_visible()


@pytest.mark.verify
def test_a_job_that_may_be_tried_again_is_tried_again_with_the_same_photo(visitor: Visitor) -> None:
    error = {"type": "urn:petavatar:problem:agent-failure", "title": "The agent did not finish its work"}
    failed = {"status": "failed", "progress": 35, "error": {**error, "detail": "It broke.", "retryable": True}}
    visitor.come()
    visitor.meet(failed, {"status": "queued", "progress": 0})
    visitor.hand_in(CAT)

    trouble = visitor.trouble()
    first = visitor.job_id()
    expect(trouble.locator("h1")).to_have_text(error["title"])
    trouble.get_by_role("button", name="Try again").click()

    expect(visitor.page).not_to_have_url(re.compile(f"{first}|new-"))
    assert visitor.job_id() != first


@pytest.mark.verify
def test_a_photo_that_is_too_large_is_told_as_one_and_stays_here(visitor: Visitor) -> None:
    def shrink(route: Route) -> None:
        route.fulfill(response=(answer := route.fetch()), json=answer.json() | {"max_bytes": 1000})

    visitor.come()
    visitor.page.route("**/presigned-url*", shrink)
    visitor.hand_in(CAT)

    expect(visitor.trouble().locator("h1")).to_have_text("The photo is too large")
    assert [url for url in visitor.asked if visitor.system.upload_bucket in url] == []


@pytest.mark.verify
def test_pictures_whose_addresses_ran_out_come_by_new_ones(visitor: Visitor, hired: str) -> None:
    asked: list[str] = []

    def count(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_()

    visitor.page.route("**/results/*", count)
    visitor.page.route("**/avatar.png*", lambda route: route.fulfill(status=403), times=1)
    visitor.come(job=hired)

    visitor.result()

    assert len(asked) == 2
    expect(visitor.page.locator(".small-print .complaint")).to_be_hidden()


@pytest.mark.verify
def test_a_job_that_nobody_knows_says_how_long_files_are_kept(visitor: Visitor) -> None:
    visitor.come(job="00000000-0000-4000-8000-000000000000")

    expect(visitor.trouble()).to_contain_text("seven days")


@pytest.mark.verify
def test_deleting_asks_first_and_then_deletes(visitor: Visitor, hired: str) -> None:
    deleted: list[str] = []

    def delete(route: Route) -> None:
        deleted.append(f"{route.request.method} {route.request.url.rpartition('/jobs/')[2]}")
        route.fulfill(status=204, headers={"access-control-allow-origin": "*"})

    visitor.page.route("**/jobs/*", delete)
    visitor.come(job=hired)
    visitor.result().locator("[data-part=erase]").click()
    visitor.page.click("#erase-dialog button[value=cancel]")
    assert deleted == []
    visitor.page.click("[data-part=erase]")
    visitor.page.click("#erase-dialog button[value=ok]")

    expect(visitor.page.locator("#start")).to_be_visible()
    assert deleted == [f"DELETE {hired}"]
    visitor.page.reload()
    expect(visitor.page.locator("#strip")).to_be_hidden()


@pytest.mark.verify
def test_a_deployment_that_deletes_nothing_says_when_it_goes_by_itself(visitor: Visitor, hired: str) -> None:
    visitor.answer("**/jobs/*", {"message": "Not Found"}, status=404)
    visitor.come(job=hired)
    visitor.result().locator("[data-part=erase]").click()
    visitor.page.click("#erase-dialog button[value=ok]")

    expect(visitor.page.locator(".small-print .complaint")).to_contain_text("By itself everything goes on")
    expect(visitor.page.locator(".result")).to_be_visible()


@pytest.mark.verify
def test_a_page_that_did_not_come_whole_says_so(visitor: Visitor) -> None:
    visitor.page.route("**/js/reading.js", lambda route: route.abort())
    visitor.come()
    visitor.page.set_input_files("#files", CAT)

    expect(visitor.page.locator("#complaint")).to_contain_text("could not be loaded completely")
    expect(visitor.page.locator("#go")).to_be_hidden()


@pytest.mark.verify
def test_a_page_without_its_configuration_says_what_is_missing(visitor: Visitor) -> None:
    visitor.answer("**/config.json", {}, status=404)
    visitor.come()

    expect(visitor.page.locator("#complaint")).to_contain_text("config.json is missing")
