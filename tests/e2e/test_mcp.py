"""An assistant's host starts `petavatar mcp` and has an avatar made on the running system."""

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from local.system import LocalSystem
from testing.photos import CAT
from tests.support.shell import COMMAND, END_S

if TYPE_CHECKING:
    from mcp_types import CallToolResult


async def created(system: LocalSystem) -> "tuple[list[str], CallToolResult]":
    # Where it stands at the top, each worker loads it for a second.
    from mcp.client import Client
    from mcp.client.stdio import StdioServerParameters

    host = StdioServerParameters(
        command=str(COMMAND),
        args=["mcp"],
        env={"PETAVATAR_API_URL": system.api_url, "PETAVATAR_API_KEY": system.api_key},
    )
    stages: list[str] = []

    async def watch(_progress: float, _total: float | None, message: str | None) -> None:
        stages.append(message or "")

    async with Client(host, read_timeout_seconds=END_S) as client:
        result = await client.call_tool("create_avatar", {"photo": str(CAT)}, progress_callback=watch)
    return stages, result


@pytest.mark.verify
def test_an_avatar_is_made_for_an_assistant(system: LocalSystem) -> None:
    stages, result = asyncio.run(created(system))

    (text,) = [part.text for part in result.content if part.type == "text"]
    assert json.loads(text)["pet_analysis"]["species"] == "cat"
    assert len([part for part in result.content if part.type == "image"]) == 1
    assert stages[-1] == "done"
