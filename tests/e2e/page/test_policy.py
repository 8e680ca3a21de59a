"""What the page lets in: nothing inline, no markup in data, no key where it could be seen, few bytes."""

import gzip
import json
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Route, expect

from agent.person.dimensions import GROUPS
from deployment.page import WEB, build_page, page_files
from tests.e2e.page.conftest import UNUSED, Enter
from tests.support.visitor import Visitor

MAX_BYTES: Final = 100_000
"""On the way, as hosts of static files send it."""
FIRST_VIEW_BYTES: Final = 35_000
"""Half of what a slow network brings within the 1.5 seconds that the first view may take: 50 kB a second."""
MAX_PLAIN_BYTES: Final = 225_000


def test_an_inline_script_is_refused(visitor: Visitor) -> None:
    def smuggle(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", "</main><script>intruder = 1</script>"))

    visitor.page.route(f"{visitor.system.page_url}/", smuggle)
    visitor.come()

    assert visitor.page.evaluate("typeof intruder") == "undefined"
    assert "inline script" in visitor.take_errors()


@pytest.mark.verify
def test_scripts_cannot_turn_text_into_markup(visitor: Visitor) -> None:
    visitor.come()
    with pytest.raises(Error, match="TrustedHTML"):
        visitor.page.evaluate("document.body.innerHTML = '<b>bold</b>'")

    assert "Trusted" in visitor.take_errors()


def test_what_the_api_sends_is_shown_as_text(visitor: Visitor, hired: str) -> None:
    name = "<img src=x onerror='intruder = 1'> Name"

    def poison(route: Route) -> None:
        results = route.fetch().json()
        results["identity"]["human_name"] = name
        results["identity"]["skills"][0] = "<b>bold</b>"
        route.fulfill(headers={"access-control-allow-origin": "*"}, body=json.dumps(results))

    visitor.page.route("**/results/*", poison)
    visitor.come(job=hired)

    expect(visitor.result().locator("h1")).to_have_text(name)
    expect(visitor.page.locator(".skills li").first).to_have_text("<b>bold</b>")


def test_the_key_is_taken_from_the_address_and_kept_for_the_tab_alone(visitor: Visitor) -> None:
    visitor.come()
    key = visitor.system.api_key

    assert visitor.page.evaluate("location.href") == f"{visitor.system.page_url}/#"
    assert visitor.page.evaluate("Object.values(sessionStorage)") == [key]
    assert visitor.page.evaluate("localStorage.length") == 0
    assert visitor.page.context.cookies() == []
    assert key not in visitor.page.content()
    assert [url for url in visitor.asked if key in url.partition("#")[0]] == []


@pytest.mark.verify
def test_the_groups_of_dimensions_are_the_agents_own(visitor: Visitor) -> None:
    visitor.come()
    groups = visitor.page.evaluate("import('/js/dimensions.js').then(({ GROUPS }) => GROUPS)")

    assert {group: tuple(names) for group, names in groups.items()} == dict(GROUPS)


@pytest.mark.verify
def test_built_for_a_static_host_it_works_by_the_policy_in_its_head(
    visitor: Visitor, hired: str, tmp_path: Path
) -> None:
    build_page(tmp_path, visitor.system.api_url, [])
    url = visitor.system.page_url

    def host(route: Route) -> None:
        route.fulfill(path=tmp_path / (urlsplit(route.request.url).path.lstrip("/") or "index.html"))

    visitor.page.route(f"{url}/**", host)
    # A page that no server sent is not of this machine to the browser, which would ask its user.
    visitor.page.context.grant_permissions(["local-network-access"])
    visitor.page.goto(f"{url}/#key={visitor.system.api_key}&job={hired}")
    visitor.result()
    with pytest.raises(Error, match="Failed to fetch"):
        visitor.page.evaluate("fetch('http://127.0.0.1:9/')")

    assert "connect-src" in visitor.take_errors()


@pytest.mark.verify
def test_there_is_something_to_read_without_scripts(enter: Enter) -> None:
    visitor = enter(java_script_enabled=False)
    page = visitor.page
    page.goto(visitor.system.page_url)

    expect(page.locator("h1")).to_have_text("Your pet, employed.")
    expect(page.locator(".drop")).to_be_visible()
    expect(page.locator(".sample-name")).to_be_visible()


def test_the_whole_page_is_small_before_photos_in_every_language() -> None:
    files = [file for name, file in page_files().items() if name not in UNUSED]
    kept = [file for file in files if file.parent.name != "images"]
    words = [file for file in kept if file.parent.name == "words"]
    others = [file for file in kept if file not in words]

    def size(compressed: bool) -> int:
        """Of all that a browser asks for, in the language that takes most."""

        def of(file: Path) -> int:
            return len(gzip.compress(file.read_bytes())) if compressed else file.stat().st_size

        return sum(map(of, others)) + max(map(of, words))

    assert size(compressed=True) < MAX_BYTES
    assert size(compressed=False) < MAX_PLAIN_BYTES


def test_the_first_view_waits_for_few_bytes() -> None:
    page = (WEB / "index.html").read_text("utf-8")
    awaited = ["index.html", *re.findall(r'<link rel="(?:stylesheet|preload)" href="([^"]+)"', page)]

    sizes = [len(gzip.compress((WEB / name).read_bytes())) for name in awaited]

    assert len(awaited) == 5
    assert sum(sizes) < FIRST_VIEW_BYTES
