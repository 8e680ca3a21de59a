"""The interactive reference: whole, of this machine alone, and about this API."""

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from local.api_docs import ASSETS, docs_app
from scripts.openapi import DOCUMENT

API_URL = "http://127.0.0.1:4566/_aws/execute-api/abc"


@pytest.fixture
def page() -> TestClient:
    return TestClient(Starlette(routes=[Mount("/docs", docs_app(API_URL))]), base_url="http://127.0.0.1/docs/")


def test_all_that_the_page_names_is_there_and_relative_to_it(page: TestClient) -> None:
    html = page.get("").text
    named = set(re.findall(r'(?:src|href)="([^"]+)"', html)) | set(
        re.findall(r'url: "([^"]+)"', page.get("start.js").text)
    )

    assert named == {*ASSETS, "start.js", "openapi.json"}
    for name in named:
        answer = page.get(name)
        assert answer.status_code == 200
        assert answer.content
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_document_is_the_published_one_with_this_systems_address(page: TestClient) -> None:
    document = page.get("openapi.json").json()

    assert document.pop("servers") == [{"url": API_URL}]
    assert document == json.loads(DOCUMENT.read_text("utf-8"))


def test_the_page_may_talk_to_this_machine_alone(page: TestClient) -> None:
    policy = dict(part.split(" ", 1) for part in page.get("").headers["content-security-policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self' http://127.0.0.1:4566"
    assert not re.search(r"https?://|//", page.get("").text + page.get("start.js").text)


def test_an_older_swagger_ui_would_not_know_openapi_3_1(page: TestClient) -> None:
    assert page.get("openapi.json").json()["openapi"].startswith("3.1")
    assert "OpenAPI 3.1" in page.get("swagger-ui-bundle.js").text or "isOAS31" in page.get("swagger-ui-bundle.js").text


@pytest.mark.parametrize("path", ["swagger-ui.js", "../openapi.json", "%2e%2e/pyproject.toml", "LICENSE"])
def test_nothing_else_is_served(page: TestClient, path: str) -> None:
    assert page.get(path).status_code == 404
