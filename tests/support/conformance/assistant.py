"""The MCP server, asked by the SDK's client as an assistant's host does."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.conformance.adapter import Created, RefusedError
from tests.support.shell import COMMAND, END_S


class Assistant:
    """`petavatar mcp`, started for each call. It has neither keys nor sharing nor webhooks: its user is a person."""

    keyed = sharing = webhooks = False

    def __init__(self, api_url: str, api_key: str, directory: Path) -> None:
        # It takes a second to load, for one client of five.
        from mcp.client.stdio import StdioServerParameters

        environment = {"PETAVATAR_API_URL": api_url, "PETAVATAR_API_KEY": api_key}
        self._host = StdioServerParameters(command=str(COMMAND), args=["mcp"], env=environment)
        self._seen: list[str] = []

    def _call(self, tool: str, **arguments: Any) -> Any:
        from mcp.client import Client
        from mcp_types import CallToolResult, TextContent

        async def watch(_progress: float, _total: float | None, message: str | None) -> None:
            self._seen.append(message or "")

        async def session() -> CallToolResult:
            async with Client(self._host, read_timeout_seconds=END_S) as client:
                return await client.call_tool(tool, arguments, progress_callback=watch)

        result = asyncio.run(session())
        texts = [part.text for part in result.content if isinstance(part, TextContent)]
        if result.is_error:
            raise RefusedError(" ".join(texts))
        if result.structured_content is not None:
            return result.structured_content.get("result", result.structured_content)
        return json.loads(texts[0])

    def create(self, photo: Path, *, key: str | None = None, **choices: Any) -> Created:
        self._seen = []
        results = self._call("create_avatar", photo=str(photo), **choices)
        return Created(results["job_id"], results["identity"]["human_name"], tuple(self._seen))

    def results(self, job_id: str) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = self._call("get_result", job_id=job_id)
        return answer

    def cancel(self, job_id: str) -> None:
        self._call("cancel_job", job_id=job_id)

    def listed(self) -> list[str]:
        return [job["job_id"] for job in self._call("list_jobs", limit=100)]

    def variation(self, job_id: str, **changes: Any) -> str:
        return str(self._call("vary_avatar", job_id=job_id, **changes)["job_id"])

    def share(self, job_id: str) -> str:
        raise NotImplementedError

    def unshare(self, job_id: str) -> None:
        raise NotImplementedError

    def deliveries(self, job_id: str) -> list[bool]:
        raise NotImplementedError

    def erase(self, job_id: str) -> None:
        self._call("erase_job", job_id=job_id)

    def close(self) -> None:
        """Nothing runs on."""
