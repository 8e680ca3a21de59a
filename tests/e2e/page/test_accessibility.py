"""axe-core finds nothing, in light and dark, whatever is shown."""

from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from testing.photos import CAT
from tests.e2e.page.conftest import Enter
from tests.support.visitor import PHONE, Visitor

PROFILES: Final = [
    {},
    pytest.param({"viewport": PHONE, "is_mobile": True, "has_touch": True}, marks=pytest.mark.verify),
]

axe = Axe()


def findings(visitor: Visitor) -> list[str]:
    found = []
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        violations = axe.run(visitor.page).response["violations"]
        found += [f"{scheme} {each['id']}: {[node['target'] for node in each['nodes']]}" for each in violations]
    return found


@pytest.mark.parametrize("profile", PROFILES)
def test_the_start_and_the_desk(enter: Enter, profile: dict[str, object]) -> None:
    visitor = enter(**profile)
    visitor.come()
    assert findings(visitor) == []
    visitor.lay(CAT)
    visitor.page.set_input_files("#files", {"name": "x.txt", "mimeType": "text/plain", "buffer": b"no photo"})
    expect(visitor.page.locator("#complaint")).to_be_visible()
    assert findings(visitor) == []


@pytest.mark.verify
@pytest.mark.parametrize("profile", PROFILES)
def test_the_result(enter: Enter, profile: dict[str, object], hired: str) -> None:
    visitor = enter(**profile)
    visitor.come(job=hired)
    visitor.result().locator(".traits summary").click()

    assert findings(visitor) == []


@pytest.mark.verify
def test_the_way_there_and_the_strip(visitor: Visitor) -> None:
    traits = {"calmness": 96, "replies_all": 3, "charm": 12, "focus": 88, "trust": 81}
    pet = {"species": "cat", "breed": "tabby", "dominant_traits": ["calm"], "personality_traits": traits}
    visitor.come()
    visitor.meet({"status": "processing", "progress": 35, "findings": {"pet_analysis": pet}})
    visitor.hand_in(CAT, CAT)
    expect(visitor.page.locator(".steps li.done")).to_have_count(3)

    assert findings(visitor) == []


@pytest.mark.verify
def test_the_gallery_and_the_sheet(visitor: Visitor, hired: str) -> None:
    visitor.come(job=hired)
    visitor.result()
    visitor.page.evaluate(
        """() => {
            const [note] = JSON.parse(localStorage["petavatar.jobs"]);
            const gone = { ...note, id: "00000000-0000-4000-8000-000000000000" };
            localStorage["petavatar.jobs"] = JSON.stringify([note, gone]);
        }"""
    )
    visitor.page.goto(f"{visitor.system.page_url}/#")
    visitor.page.reload()
    expect(visitor.page.locator("#strip.gallery li")).to_have_count(2)
    assert findings(visitor) == []
    visitor.page.get_by_role("button", name="All on one sheet").click()
    expect(visitor.page.locator("#people-dialog")).to_be_visible()

    assert findings(visitor) == []


@pytest.mark.verify
def test_a_job_that_came_back_and_the_question_for_a_key(visitor: Visitor) -> None:
    visitor.come(key="pa_wrong")
    visitor.hand_in(CAT)
    trouble = visitor.trouble()
    assert findings(visitor) == []
    trouble.locator("[data-part=act]").click()
    expect(visitor.page.locator("#key-dialog .complaint")).to_be_visible()

    assert findings(visitor) == []
