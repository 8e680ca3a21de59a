"""The wait: what is found is shown as it is found, for as long as it takes, and it can be ended."""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import Route, expect

from testing.photos import CAT, picture, png
from tests.e2e.page.conftest import Enter
from tests.support.visitor import Visitor, as_file

ANALYSED: Final[dict[str, Any]] = {
    "species": "dog",
    "breed": "Beagle",
    "dominant_traits": ["calm", "hungry", "loud"],
    "personality_traits": {"calmness": 96, "replies_all": 3, "charm": 50, "focus": 51, "trust": 52, "warmth": 90},
}
CAREER: Final = {"industry": "Harbours"}
PERSON: Final = {"human_name": "Otto Beagle", "job_title": "Harbour Master"}


def state(progress: int, left: int | None = None, avatar: str | None = None, **findings: Any) -> dict[str, Any]:
    return {
        "status": "processing",
        "progress": progress,
        "estimated_seconds_left": left,
        "findings": findings,
        "avatar_url": avatar,
    }


def test_what_is_known_appears_as_it_is_known_with_the_time(visitor: Visitor) -> None:
    visitor.come()
    visitor.meet(state(35, 40, pet_analysis=ANALYSED))
    visitor.hand_in(CAT)
    sheet = visitor.page.locator(".sheet")

    expect(sheet.locator("[data-part=sheet-applicant]")).to_have_text("Beagle")
    expect(sheet.locator("[data-part=sheet-impression]")).to_have_text("calm, hungry, loud")
    expect(sheet.locator(".trait")).to_have_count(5)
    expect(sheet.locator(".trait").first).to_have_text(re.compile("replies all.*3"))
    expect(sheet.locator("[data-part=sheet-name]")).to_be_empty()
    expect(visitor.page.locator("[data-part=left]")).to_have_text(re.compile(r"about (35|40) seconds left"))
    expect(visitor.page.locator("[data-part=elapsed]")).to_have_text(re.compile(r"0:0\d so far"))
    expect(visitor.page).to_have_title(re.compile(r"^\d+% · File [0-9a-f]{8} – PetAvatar$"))
    expect(visitor.page.locator("[data-part=remark]")).to_contain_text("hedge")

    visitor.meet(state(75, None, None, pet_analysis=ANALYSED, career=CAREER, identity=PERSON))

    expect(sheet.locator("[data-part=sheet-vacancy]")).to_have_text("Harbour Master, Harbours")
    expect(sheet.locator("[data-part=sheet-name]")).to_have_text("Otto Beagle")


@pytest.mark.verify
def test_the_portrait_is_shown_before_the_biography_is_there(visitor: Visitor) -> None:
    visitor.come()
    address = f"{visitor.system.endpoint_url}/portrait.png"
    portrait = png(picture())
    visitor.page.route(
        address, lambda route: route.fulfill(body=portrait, headers={"access-control-allow-origin": "*"})
    )
    visitor.meet(state(75, 20, address, pet_analysis=ANALYSED, career=CAREER, identity=PERSON))
    visitor.hand_in(CAT)

    drawn = visitor.page.locator("[data-part=portrait] img")

    expect(drawn).to_have_attribute("alt", "Otto Beagle")
    assert drawn.evaluate("image => image.decode().then(() => image.naturalWidth)") == 64


@pytest.mark.verify
def test_an_application_can_be_withdrawn(visitor: Visitor) -> None:
    asked: list[str] = []
    error = {"type": "urn:petavatar:problem:canceled", "title": "The job was canceled", "detail": "-"}

    def cancel(route: Route) -> None:
        asked.append(route.request.method)
        visitor.meet({"status": "failed", "progress": 35, "error": {**error, "retryable": False}})
        route.fulfill(status=202, headers={"access-control-allow-origin": "*"}, json={})

    visitor.come()
    visitor.meet(state(35))
    visitor.page.route("**/cancel", cancel)
    visitor.hand_in(CAT)
    visitor.page.get_by_role("button", name="Withdraw the application").click()

    trouble = visitor.trouble()
    expect(trouble.locator("h1")).to_have_text("The job was canceled")
    expect(trouble).to_contain_text("No hard feelings")
    expect(trouble.get_by_role("button", name="Try again")).to_be_visible()
    assert asked == ["POST"]


@pytest.mark.verify
def test_who_goes_offline_and_comes_back_need_do_nothing(visitor: Visitor) -> None:
    visitor.come()
    visitor.meet(state(35))
    visitor.hand_in(CAT)
    assert visitor.job_id()
    # What shows it comes after the first view, and must be there before the network goes.
    expect(visitor.page.locator(".now")).to_be_visible()
    visitor.page.context.set_offline(True)
    visitor.page.unroute("**/status/*")
    expect(visitor.page.locator(".now")).to_contain_text("You are offline")
    visitor.meet(state(55))

    visitor.page.context.set_offline(False)

    expect(visitor.page.locator(".now")).to_contain_text("Drawing the portrait")


@pytest.mark.verify
def test_an_upload_that_broke_off_goes_on_when_the_network_is_back(visitor: Visitor) -> None:
    visitor.come()
    visitor.page.route(f"**/{visitor.system.upload_bucket}*", lambda route: route.abort(), times=1)
    visitor.hand_in(CAT)
    visitor.trouble()

    visitor.page.evaluate("dispatchEvent(new Event('online'))")

    assert visitor.job_id()


@pytest.mark.verify
def test_who_looks_elsewhere_is_notified_if_they_have_allowed_it(enter: Enter) -> None:
    visitor = enter(permissions=["notifications"])
    visitor.page.add_init_script(
        "window.Notification = class { constructor(title, { body }) { window.rung = [title, body]; }"
        " static permission = 'granted'; };"
        "Object.defineProperty(document, 'hidden', { get: () => true });"
    )
    visitor.come()
    visitor.hand_in(as_file("pet.jpg", CAT.read_bytes()))

    name, title = visitor.result().locator("h1, .title").all_inner_texts()

    assert visitor.page.evaluate("rung") == [f"{name} is hired", title]
    expect(visitor.page).to_have_title(f"✓ {name} – PetAvatar")
