"""The MCP server, asked by the SDK's own client."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from petavatar_client import AsyncPetAvatarClient, InvalidInput, Photo
from tests.support.command import Command
from tests.support.deployment import (
    API_KEY,
    API_URL,
    AVATAR,
    CARD,
    CARD_URL,
    JOB_ID,
    RESULTS,
    Deployment,
    problem,
    state,
)

if TYPE_CHECKING:
    from mcp.client import Client
    from mcp_types import CallToolResult

STATUS = f"GET /stage/status/{JOB_ID}"
RESULT = f"GET /stage/results/{JOB_ID}"


async def unhurried(_seconds: float) -> None:
    """Waits for nothing."""


def asked(deployment: Deployment, ask: "Callable[[Client], Awaitable[Any]]") -> Any:
    """What a client of the server, in one session, gets."""
    # They take a second to load, for the one worker that runs these tests.
    from mcp.client import Client

    from petavatar_cli.mcp_server import server_of

    api = AsyncPetAvatarClient(API_URL, API_KEY, transport=httpx.MockTransport(deployment.answer), sleep=unhurried)

    async def session() -> Any:
        async with Client(server_of(api)) as client:
            return await ask(client)

    return asyncio.run(session())


def called(deployment: Deployment, tool: str, **arguments: Any) -> "CallToolResult":
    outcome: CallToolResult = asked(deployment, lambda client: client.call_tool(tool, arguments))
    return outcome


def texts(result: "CallToolResult") -> list[Any]:
    return [json.loads(part.text) for part in result.content if part.type == "text"]


@pytest.fixture
def deployment() -> Deployment:
    deployment = Deployment()
    deployment.answers(RESULT, httpx.Response(200, json=RESULTS | {"card_url": CARD_URL}))
    return deployment


def test_every_tool_describes_itself_and_its_arguments(deployment: Deployment) -> None:
    tools = {tool.name: tool for tool in asked(deployment, lambda client: client.list_tools()).tools}

    assert set(tools) == {
        *("create_avatar", "vary_avatar", "job_status", "get_result", "list_jobs", "cancel_job", "erase_job")
    }
    for tool in tools.values():
        assert tool.description
        arguments = tool.input_schema["properties"]
        assert all(argument.get("description") for argument in arguments.values()), tool.name
    assert tools["create_avatar"].input_schema["required"] == ["photo"]
    assert tools["erase_job"].annotations.destructive_hint
    assert tools["get_result"].annotations.read_only_hint


def test_a_photo_comes_to_a_card_and_texts_with_progress_on_the_way(deployment: Deployment, photo: Photo) -> None:
    deployment.answers(STATUS, state("processing", 35, stage="career"), state("completed", 100, stage="done"))
    seen: list[tuple[float, float | None, str | None]] = []

    async def watch(progress: float, total: float | None, message: str | None) -> None:
        seen.append((progress, total, message))

    result = asked(
        deployment,
        lambda client: client.call_tool(
            "create_avatar", {"photo": photo.name, "style": "casual"}, progress_callback=watch
        ),
    )

    assert not result.is_error
    (person,) = texts(result)
    assert person["identity"]["human_name"] == "Zoë Ashworth"
    (card,) = [part for part in result.content if part.type == "image"]
    assert (card.mime_type, base64.b64decode(card.data)) == ("image/png", CARD)
    assert seen == [(0, 100, "queued"), (35, 100, "career"), (100, 100, "done")]
    assert deployment.requests[0].url.params["style"] == "casual"


def test_nothing_secret_reaches_the_assistant(deployment: Deployment, photo: Photo) -> None:
    deployment.answers(STATUS, state("completed", 100, avatar_url=f"{CARD_URL}&more"))
    for result in (
        called(deployment, "create_avatar", photo=photo.name),
        called(deployment, "job_status", job_id=JOB_ID),
        called(deployment, "get_result", job_id=JOB_ID),
    ):
        assert not result.is_error
        said = "".join(part.text for part in result.content if part.type == "text")
        assert said
        assert "X-Amz-Signature" not in said
        assert API_KEY not in said


def test_without_waiting_the_job_is_answered(deployment: Deployment, photo: Photo) -> None:
    (job,) = texts(called(deployment, "create_avatar", photo=photo.name, wait=False))
    assert (job["job_id"], job["status"]) == (JOB_ID, "queued")
    assert deployment.asked(STATUS) == []


def test_a_variation_is_made_and_shown(deployment: Deployment) -> None:
    route = f"POST /stage/jobs/{JOB_ID}/variations"
    deployment.answers(route, state("queued"))

    (person,) = texts(called(deployment, "vary_avatar", job_id=JOB_ID, dimensions={"ambition": 95}))

    assert person["identity"]["human_name"] == "Zoë Ashworth"
    assert json.loads(deployment.asked(route)[0].content) == {"dimensions": {"ambition": 95}}
    assert called(deployment, "vary_avatar", job_id=JOB_ID).is_error


def test_results_are_saved_where_a_directory_is_named(deployment: Deployment, tmp_path: Path) -> None:
    _, saved = texts(called(deployment, "get_result", job_id=JOB_ID, save_to=str(tmp_path)))

    assert saved == {"saved": [str(tmp_path / "avatar.png"), str(tmp_path / "card.png")]}
    assert (tmp_path / "avatar.png").read_bytes() == AVATAR


def test_jobs_are_listed_followed_canceled_and_erased(deployment: Deployment) -> None:
    deployment.answers("GET /stage/jobs", httpx.Response(200, json={"jobs": [{"job_id": JOB_ID, "status": "queued"}]}))
    deployment.answers(f"POST /stage/jobs/{JOB_ID}/cancel", state("processing", 5))
    deployment.answers(STATUS, state("failed", 5, error={"title": "No pet", "retryable": False}))

    assert [job["job_id"] for job in texts(called(deployment, "list_jobs", status="queued"))] == [JOB_ID]
    assert texts(called(deployment, "cancel_job", job_id=JOB_ID))[0]["status"] == "processing"
    assert texts(called(deployment, "job_status", job_id=JOB_ID))[0]["error"]["title"] == "No pet"
    assert "is erased" in called(deployment, "erase_job", job_id=JOB_ID).content[0].text


@pytest.mark.parametrize("photo", ["nowhere.jpg", "/etc/hostname", "https://127.0.0.1/cat.jpg", "http://a.test/c.jpg"])
def test_what_is_no_photo_is_refused_and_not_sent(deployment: Deployment, photo: str) -> None:
    result = called(deployment, "create_avatar", photo=photo)
    assert result.is_error
    assert deployment.requests == []


def test_a_refusal_is_a_sentence_for_the_assistant(deployment: Deployment) -> None:
    deployment.answers(STATUS, problem(404, "There is no such job", "It may have been erased"))
    result = called(deployment, "job_status", job_id=JOB_ID)
    assert result.is_error
    assert "There is no such job. It may have been erased." in result.content[0].text


def test_the_command_names_what_is_missing(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "PETAVATAR_API_URL" in command("mcp").err
    monkeypatch.setitem(__import__("sys").modules, "petavatar_cli.mcp_server", None)
    monkeypatch.setitem(__import__("sys").modules, "mcp", None)
    outcome = command("mcp", "--api-url", API_URL, "--api-key", API_KEY)
    assert outcome.exit_code == 2
    assert "pip install 'petavatar[mcp]'" in outcome.err


def test_an_address_of_a_photo_is_fetched(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, photo: Photo
) -> None:
    fetched: list[str] = []

    async def fetch(url: str) -> Photo:
        fetched.append(url)
        if "none" in url:
            raise InvalidInput("There is no host none.test.")
        return photo

    monkeypatch.setattr("petavatar_cli.mcp_server.fetch_photo", fetch)
    assert not called(deployment, "create_avatar", photo="https://example.test/cat.jpg").is_error
    assert called(deployment, "create_avatar", photo="https://none.test/cat.jpg").is_error
    assert fetched == ["https://example.test/cat.jpg", "https://none.test/cat.jpg"]
