"""The page as a folder for any static host."""

import html.parser
import json
from pathlib import Path

import pytest

from deployment.page import WEB, InvalidAddressError, build_page, page_files
from scripts.build_page import main

API_URL = "https://abc.execute-api.eu-west-1.amazonaws.com"
ARGUMENTS = ["--account", "123456789012", "--region", "eu-west-1", "--sandbox", "dev", "--api-url", API_URL]


class _Policies(html.parser.HTMLParser):
    """Reads the policies that a page sets itself, as a browser would."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta" and values.get("http-equiv") == "Content-Security-Policy":
            self.found.append(values["content"] or "")


def test_the_folder_holds_the_page_its_address_and_its_policy(tmp_path: Path) -> None:
    assert main([*ARGUMENTS, "--out", str(tmp_path / "site")]) == 0

    site = tmp_path / "site"
    built = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert built == {*page_files(), "config.json"}
    assert {"index.html", "js/main.js", "client/client.js"} < built
    assert json.loads((site / "config.json").read_text("utf-8")) == {"api_url": API_URL}
    (policy,) = _Policies((site / "index.html").read_text("utf-8")).found
    connect = next(rule for rule in policy.split("; ") if rule.startswith("connect-src"))
    assert connect.split()[1:] == [
        "'self'",
        API_URL,
        "https://petavatar-generated-123456789012-dev.s3.eu-west-1.amazonaws.com",
        "https://petavatar-uploads-123456789012-dev.s3.eu-west-1.amazonaws.com",
    ]


def test_the_page_in_the_repository_names_no_policy_so_that_a_server_can_send_its_own() -> None:
    assert _Policies((WEB / "index.html").read_text("utf-8")).found == []


def test_it_can_be_built_again_over_what_is_there(tmp_path: Path) -> None:
    for address in ("https://old.example", "https://new.example/prod/"):
        build_page(tmp_path, address, [])

    assert json.loads((tmp_path / "config.json").read_text("utf-8")) == {"api_url": "https://new.example/prod"}
    (policy,) = _Policies((tmp_path / "index.html").read_text("utf-8")).found
    assert "connect-src 'self' https://new.example;" in policy


@pytest.mark.parametrize("address", ["", "abc.example", "javascript:alert(1)", "https://"])
def test_an_api_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(InvalidAddressError):
        build_page(tmp_path / "site", address, [])

    assert not (tmp_path / "site").exists()
    assert main([*ARGUMENTS[:-1], address, "--out", str(tmp_path / "site")]) == 2


def test_a_sandbox_that_cannot_be_is_refused(tmp_path: Path) -> None:
    arguments = ["No Sandbox" if argument == "dev" else argument for argument in ARGUMENTS]

    assert main([*arguments, "--out", str(tmp_path / "site")]) == 2
