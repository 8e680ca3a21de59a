"""The commands about one job."""

import io
import json
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.support.command import Command
from tests.support.deployment import API_KEY, API_URL, AVATAR, JOB_ID, Deployment, problem, sent_json, state

ONLINE: Final = ("--api-url", API_URL, "--api-key", API_KEY)
DELETE: Final = f"DELETE /stage/jobs/{JOB_ID}"
STATUS: Final = f"GET /stage/status/{JOB_ID}"


def test_status_says_how_far_a_job_is(command: Command, online: Deployment) -> None:
    online.answers(STATUS, state("processing", 35))
    outcome = command("status", JOB_ID, *ONLINE)
    assert (outcome.exit_code, outcome.out) == (0, "processing, 35 %\n")


def test_status_says_why_a_job_failed(command: Command, online: Deployment) -> None:
    error = {"title": "There is no pet in the photo", "detail": "It shows\x1b[2J a cup.", "retryable": True}
    online.answers(STATUS, state("failed", 5, error=error))
    assert command("status", JOB_ID, *ONLINE).out == (
        "failed, 5 %: There is no pet in the photo. It shows [2J a cup. (Trying again may help.)\n"
    )


def test_status_may_be_json(command: Command, online: Deployment) -> None:
    online.answers(STATUS, state("processing", 35, updated_at="2026-11-25T12:00:00.000Z"))
    printed = json.loads(command("status", JOB_ID, "--json", *ONLINE).out)
    assert (printed["job_id"], printed["status"], printed["progress"]) == (JOB_ID, "processing", 35)
    assert printed["updated_at"] == "2026-11-25T12:00:00+00:00"


def test_status_as_json_escapes_what_could_steer_a_terminal(command: Command, online: Deployment) -> None:
    title = "No\x9b pet\u202e"
    online.answers(STATUS, state("failed", 5, error={"title": title, "retryable": False}))
    out = command("status", JOB_ID, "--json", *ONLINE).out
    assert not {"\x9b", "\u202e"} & set(out)
    assert json.loads(out)["error"]["title"] == title


def test_the_question_before_a_job_is_erased_steers_no_terminal(
    command: Command, online: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    outcome = command("delete", "a\x9b2J\u202e", *ONLINE)
    assert "Erase job a 2J  with its photo" in outcome.err
    assert not {"\x9b", "\u202e"} & set(outcome.out + outcome.err)


@pytest.mark.parametrize("name", ["status", "results", "delete"])
def test_an_unknown_job_ends_with_1(command: Command, online: Deployment, name: str) -> None:
    for route in (STATUS, f"GET /stage/results/{JOB_ID}", DELETE):
        online.answers(route, problem(404, "There is no such job", ""))
    outcome = command(name, JOB_ID, *(["--yes"] if name == "delete" else []), *ONLINE)
    assert outcome.exit_code == 1
    assert outcome.err == "petavatar: There is no such job. (status 404, request req-1)\n"


def test_results_are_fetched_and_printed(command: Command, online: Deployment) -> None:
    outcome = command("results", JOB_ID, "--out", "here", *ONLINE)
    assert outcome.exit_code == 0
    assert "Zoë Ashworth" in outcome.out
    assert Path("here/avatar.png").read_bytes() == AVATAR


def test_a_job_is_erased_when_that_is_confirmed(
    command: Command, online: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    outcome = command("delete", JOB_ID, *ONLINE)
    assert outcome.exit_code == 0
    assert f"Job {JOB_ID} is erased" in outcome.out
    assert len(online.asked(DELETE)) == 1


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_a_job_is_not_erased_without_a_yes(
    command: Command, online: Deployment, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    outcome = command("delete", JOB_ID, *ONLINE)
    assert outcome.exit_code == 1
    assert online.requests == []


def test_a_script_says_yes_beforehand(command: Command, online: Deployment) -> None:
    assert command("delete", JOB_ID, "--yes", *ONLINE).exit_code == 0
    assert len(online.asked(DELETE)) == 1


def test_jobs_are_listed_until_there_are_enough(command: Command, online: Deployment) -> None:
    page = {"jobs": [{"job_id": JOB_ID, "status": "processing", "progress": 35}] * 2, "cursor": "more"}
    online.answers("GET /stage/jobs", httpx.Response(200, json=page))

    outcome = command("list", "--limit", "4", *ONLINE)

    assert outcome.out == f"{JOB_ID}  processing, 35 %\n" * 4
    assert len(online.asked("GET /stage/jobs")) == 2


def test_a_job_is_canceled(command: Command, online: Deployment) -> None:
    online.answers(f"POST /stage/jobs/{JOB_ID}/cancel", state("processing"))

    assert command("cancel", JOB_ID, *ONLINE).out == f"Job {JOB_ID} is being canceled: it ends within seconds.\n"


def test_share_prints_the_address_alone_and_says_beside_it_what_is_seen(command: Command, online: Deployment) -> None:
    body = {"job_id": JOB_ID, "url": "https://x/s/t", "page_url": "https://p/#s=t", "token": "t", "photo": True}
    online.answers(f"POST /stage/jobs/{JOB_ID}/share", httpx.Response(200, json=body))

    plain, photo = command("share", JOB_ID, *ONLINE), command("share", JOB_ID, "--photo", *ONLINE)

    assert (plain.out, photo.out) == ("https://x/s/t\n",) * 2
    assert "of the photo, the card's part" in plain.err
    assert f"and the photo, until `petavatar unshare {JOB_ID}`" in photo.err
    assert [sent_json(request)["photo"] for request in online.requests] == [False, True]
    assert json.loads(command("share", JOB_ID, "--json", *ONLINE).out)["page_url"] == "https://p/#s=t"


def test_unshare_ends_it(command: Command, online: Deployment) -> None:
    online.answers(f"POST /stage/jobs/{JOB_ID}/unshare", httpx.Response(204))

    assert (
        command("unshare", JOB_ID, *ONLINE).out == f"Job {JOB_ID} is not shared any more: its address leads nowhere.\n"
    )


VARIATIONS: Final = f"POST /stage/jobs/{JOB_ID}/variations"


def test_a_variation_is_made_and_saved(command: Command, online: Deployment) -> None:
    online.answers(VARIATIONS, state("queued"))
    wanted = ("--dimension", "ambition=95", "--dimension", "warmth=0", "--style", "casual", "--seed", "5")

    outcome = command("variation", JOB_ID, *wanted, "--out", "here", *ONLINE)

    assert outcome.exit_code == 0, outcome.err
    assert "Zoë Ashworth" in outcome.out
    assert Path("here/avatar.png").read_bytes() == AVATAR
    (request,) = online.asked(VARIATIONS)
    assert sent_json(request) == {"style": "casual", "dimensions": {"ambition": 95, "warmth": 0}, "seed": 5}


@pytest.mark.parametrize(
    "options",
    [
        [],
        *(["--dimension", given] for given in ("ambition", "=5", "ambition=", "ambition=-1", "ambition=9.5", "a=9999")),
    ],
)
def test_a_variation_without_anything_to_change_is_not_asked_for(
    command: Command, online: Deployment, options: list[str]
) -> None:
    assert command("variation", JOB_ID, *options, *ONLINE).exit_code == 2
    assert online.asked(VARIATIONS) == []
