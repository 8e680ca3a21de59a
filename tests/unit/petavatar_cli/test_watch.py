"""A job followed from a shell, and its results for scripts and in the browser."""

import json
from pathlib import Path
from typing import Final

import pytest

from tests.support.command import Command
from tests.support.deployment import API_KEY, API_URL, JOB_ID, RESULTS, Deployment, state

ONLINE: Final = ("--api-url", API_URL, "--api-key", API_KEY)
STATUS: Final = f"GET /stage/status/{JOB_ID}"
PET: Final = {"pet_analysis": {"breed": "tabby", "species": "cat", "dominant_traits": ["calm", "proud"], "vibe": "CFO"}}
PERSON: Final = {"career": {"industry": "law"}, "identity": {"job_title": "Judge", "human_name": "Zoë\x1b[2J"}}


def test_each_state_is_printed_with_what_was_found_once(command: Command, online: Deployment) -> None:
    online.answers(
        STATUS,
        state("queued"),
        state("processing", 35, findings=PET, estimated_seconds_left=40),
        state("processing", 60, findings=PET | PERSON),
        state("completed", 100, findings=PET | PERSON),
    )

    outcome = command("watch", JOB_ID, *ONLINE)

    assert outcome.exit_code == 0
    assert outcome.out.splitlines() == [
        "queued, 0 %",
        "processing, 35 %, about 40 s left",
        "  The pet: tabby (cat)",
        "  Its ways: calm, proud",
        "  Its vibe: CFO",
        "processing, 60 %",
        "  The industry: law",
        "  The career: Judge",
        "  The name: Zoë [2J",
        "completed, 100 %",
    ]


def test_a_job_that_fails_ends_with_1(command: Command, online: Deployment) -> None:
    online.answers(STATUS, state("failed", 5, error={"title": "No pet", "retryable": False}))
    outcome = command("watch", JOB_ID, *ONLINE)
    assert outcome.exit_code == 1
    assert "No pet" in outcome.err


def test_findings_of_another_shape_are_passed_over(command: Command, online: Deployment) -> None:
    online.answers(STATUS, state("completed", 100, findings={"pet_analysis": "a cat", "career": None}))
    assert command("watch", JOB_ID, *ONLINE).out == "completed, 100 %\n"


def test_ctrl_c_says_how_to_come_back(command: Command, online: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_request: object) -> None:
        raise KeyboardInterrupt

    online.watch = interrupt
    outcome = command("watch", JOB_ID, *ONLINE)
    assert outcome.exit_code == 130
    assert f"`petavatar watch {JOB_ID}` comes back to it" in " ".join(outcome.err.split())


def test_results_as_json_are_printed_and_nothing_is_written(
    command: Command, online: Deployment, tmp_path: Path
) -> None:
    printed = json.loads(command("results", JOB_ID, "--json", *ONLINE).out)
    assert printed["identity"] == RESULTS["identity"]
    assert "avatar_url" not in printed
    assert list(tmp_path.iterdir()) == []


def test_results_as_json_are_saved_too_where_a_directory_is_named(command: Command, online: Deployment) -> None:
    command("results", JOB_ID, "--json", "--out", "here", *ONLINE)
    assert Path("here/avatar.png").exists()


def test_open_fetches_a_job_and_shows_it_in_the_browser(
    command: Command, online: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: not shown.append(url))
    assert command("open", JOB_ID, *ONLINE).exit_code == 0
    assert shown == [(tmp_path / "out" / "index.html").as_uri()]
    assert (tmp_path / "out" / "avatar.png").exists()
