"""The page's own server: files of `web/`, the running system's addresses, and headers that let nothing else in."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from deployment import PROJECT
from local.page import page_app

API_URL = "http://127.0.0.1:4566/_aws/execute-api/abc"

type Serve = Callable[[ASGIApp], str]


@pytest.fixture
def site(serve: Serve) -> Iterator[httpx.Client]:
    url = serve(page_app(API_URL, [Route("/docs", lambda _: PlainTextResponse("the docs"))]))
    with httpx.Client(base_url=url, trust_env=False) as client:
        yield client


def test_it_serves_the_page_and_what_the_page_asks_for(site: httpx.Client) -> None:
    page = site.get("/")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1" in page.text
    assert "javascript" in site.get("/js/main.js").headers["content-type"]
    assert "PetAvatarClient" in site.get("/client/client.js").text
    assert site.get("/nothing.js").status_code == 404


def test_it_tells_the_page_where_the_api_is(site: httpx.Client) -> None:
    config = site.get("/config.json")

    assert config.json() == {"api_url": API_URL}
    assert config.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/client/client.js"])
def test_browsers_are_told_to_let_in_nothing_but_the_page_and_the_system(site: httpx.Client, path: str) -> None:
    headers = site.get(path).headers
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert policy["connect-src"] == "'self' http://127.0.0.1:4566"
    assert policy["img-src"] == "'self' blob:"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_other_applications_beside_it_keep_headers_of_their_own(site: httpx.Client) -> None:
    docs = site.get("/docs")

    assert docs.text == "the docs"
    assert "content-security-policy" not in docs.headers


def test_no_file_outside_the_page_is_served(site: httpx.Client) -> None:
    assert site.get("/%2e%2e/pyproject.toml").status_code == 404


@pytest.mark.skipif(os.name != "posix", reason="ends by a signal")
def test_as_a_process_it_says_where_it_is_and_ends_on_a_signal() -> None:
    command = [sys.executable, "-m", "local.page", "--api-url", API_URL]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["page_url"]
        assert httpx.get(f"{url}/config.json", trust_env=False, timeout=60).json() == {"api_url": API_URL}
        reference = httpx.get(f"{url}/docs/openapi.json", trust_env=False, timeout=60).json()
        assert reference["servers"] == [{"url": API_URL}]
        process.terminate()
        assert process.wait(60) == 0
