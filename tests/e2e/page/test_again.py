"""Again from the result: another portrait, other wishes, another character; before and after side by side."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from testing.photos import picture, png
from tests.support.visitor import Visitor

MADE = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def asked(visitor: Visitor) -> list[dict[str, Any]]:
    """What the page asks to change; each request makes the same job, which waits."""
    bodies: list[dict[str, Any]] = []

    def make(route: Route) -> None:
        if route.request.method == "OPTIONS":
            route.continue_()
            return
        bodies.append(json.loads(route.request.post_data or ""))
        route.fulfill(status=202, headers={"access-control-allow-origin": "*"}, json={"job_id": MADE})

    visitor.page.route("**/variations", make)
    visitor.answer(f"**/status/{MADE}", {"status": "queued", "progress": 0})
    return bodies


@pytest.mark.verify
def test_a_changed_character_is_asked_for_and_followed(
    visitor: Visitor, hired: str, asked: list[dict[str, Any]]
) -> None:
    visitor.come(job=hired)
    view = visitor.result()
    view.locator(".again summary").first.click()
    view.get_by_role("button", name="Make it again").click()
    expect(view.locator("[data-part=again-complaint]")).to_have_text("Nothing is changed yet.")

    first = view.locator("[data-part=sliders] input").first
    name = first.get_attribute("name")
    first.press("Home")
    view.locator(".again [name=style]").select_option("casual")
    view.get_by_role("button", name="Make it again").click()

    expect(visitor.page.locator(".progress")).to_be_visible()
    expect(visitor.page).to_have_url(re.compile(f"#job={MADE}$"))
    assert asked == [{"style": "casual", "dimensions": {name: 0}}]


@pytest.mark.verify
def test_another_portrait_takes_one_click(visitor: Visitor, hired: str, asked: list[dict[str, Any]]) -> None:
    visitor.come(job=hired)
    visitor.result().get_by_role("button", name="Another portrait").click()

    expect(visitor.page).to_have_url(re.compile(f"#job={MADE}$"))
    assert asked == [{"change": "portrait"}]


@pytest.mark.verify
def test_an_older_deployment_says_that_it_makes_none(visitor: Visitor, hired: str) -> None:
    visitor.answer("**/variations", {"message": "Not Found"}, status=404)
    visitor.come(job=hired)
    view = visitor.result()
    view.get_by_role("button", name="Another career").click()

    expect(view.locator("[data-part=again-complaint]")).to_have_text("This deployment makes no variations.")


@pytest.mark.verify
def test_a_variation_is_shown_beside_what_it_was_made_from(visitor: Visitor, hired: str) -> None:
    source = "33333333-3333-4333-8333-333333333333"
    address = f"{visitor.system.endpoint_url}/before.png"
    headers = {"access-control-allow-origin": "*"}
    before = {
        "job_id": source,
        "avatar_url": address,
        "identity": {"human_name": "Otto Beagle", "job_title": "Harbour Master"},
    }

    def results(route: Route) -> None:
        if source in route.request.url:
            body = json.dumps(before)
        else:
            body = json.dumps(route.fetch().json() | {"source_job_id": source})
        route.fulfill(headers=headers, body=body)

    visitor.page.route("**/results/*", results)
    visitor.page.route(address, lambda route: route.fulfill(body=png(picture()), headers=headers))
    visitor.come(job=hired)
    view = visitor.result()

    expect(view.locator("[data-part=before]")).to_be_visible()
    expect(view.locator("[data-part=source-words]")).to_have_text("Otto Beagle, Harbour Master")
    expect(view.locator("[data-part=made-words]")).to_contain_text(view.locator("h1").inner_text())
    expect(view.locator("[data-part=source]")).to_have_attribute("href", f"#job={source}")


@pytest.mark.verify
def test_another_portrait_is_made_and_stands_beside_the_first(visitor: Visitor, hired: str) -> None:
    visitor.come(job=hired)
    name = visitor.result().locator("h1").inner_text()
    visitor.page.get_by_role("button", name="Another portrait").click()
    expect(visitor.page).not_to_have_url(re.compile(hired))

    view = visitor.result()

    expect(view.locator("h1")).to_have_text(name)
    expect(view.locator("[data-part=source]")).to_have_attribute("href", f"#job={hired}")
    expect(view.locator("[data-part=pet] img:not([src='icon.svg'])")).to_have_count(1)
