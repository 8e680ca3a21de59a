"""The contact sheet of a folder's results."""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml.html import HtmlElement, document_fromstring

from petavatar_cli.errors import InputError
from petavatar_cli.gallery import write_sheet
from tests.support.command import Command
from tests.support.deployment import AVATAR, CARD, RESULTS


def put(folder: Path, **identity: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "avatar.png").write_bytes(AVATAR)
    (folder / "results.json").write_text(json.dumps(RESULTS | {"identity": RESULTS["identity"] | identity}))


def sheet_of(folder: Path) -> HtmlElement:
    return document_fromstring(write_sheet(folder)[0].read_bytes())


def test_it_shows_each_person_with_portrait_title_and_story(tmp_path: Path) -> None:
    put(tmp_path / "Minka")
    put(tmp_path / "deeper" / "Max", human_name="Doug Petty")

    page = sheet_of(tmp_path)

    assert [heading.text for heading in page.iter("h2")] == ["Zoë Ashworth", "Doug Petty"]
    assert page.xpath("//img/@src") == ["Minka/avatar.png", "deeper/Max/avatar.png"]
    assert "Chief of Quiet Rooms" in page.text_content()
    assert page.xpath("(//details)[1]/p/text()") == RESULTS["identity"]["bio"].split("\n\n")
    assert page.findtext(".//title") == "2 people"


def test_a_portrait_leads_to_its_card_where_there_is_one(tmp_path: Path) -> None:
    put(tmp_path / "a folder")
    (tmp_path / "a folder" / "card.png").write_bytes(CARD)

    assert sheet_of(tmp_path).find(".//a").get("href") == "a%20folder/card.png"


def test_texts_are_texts_whatever_they_hold(tmp_path: Path) -> None:
    put(tmp_path, human_name="<script>alert(1)</script>", headline='"><img src=x>')

    page = sheet_of(tmp_path)

    assert page.find(".//script") is None
    assert len(page.xpath("//img")) == 1
    assert page.findtext(".//h2") == "<script>alert(1)</script>"


def test_other_files_of_that_name_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path / "good")
    for name, text in {"empty": "", "list": "[]", "other": '{"identity": {}}'}.items():
        put(tmp_path / name)
        (tmp_path / name / "results.json").write_text(text)

    assert write_sheet(tmp_path)[1] == 1


def test_without_results_there_is_no_sheet(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There are no results in"):
        write_sheet(tmp_path)


def test_the_command_says_where_it_is_and_shows_it_when_asked(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "out")
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: not shown.append(url))

    assert "shows 1 person" in command("gallery").err
    assert shown == []
    assert command("gallery", "out", "--open").exit_code == 0
    assert shown == [(tmp_path / "out" / "index.html").as_uri()]


def test_a_machine_without_a_browser_says_so(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "out")
    monkeypatch.setattr("webbrowser.open", lambda _url: False)

    outcome = command("gallery", "--open")

    assert outcome.exit_code == 1
    assert "There is no browser" in outcome.err
