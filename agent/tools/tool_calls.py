"""How a tool call joins its step."""

from typing import Any

from strands import ToolContext

RUN_KEY = "run"
"""The one key of ours in Strands' `invocation_state`; it never reaches the model."""


def join(tool_context: ToolContext, step: str) -> Any:
    """The result of a step of the run that the tool call belongs to, waiting for it if need be."""
    return tool_context.invocation_state[RUN_KEY].join(step)


def summary(**facts: object) -> dict[str, Any]:
    """A tool's short answer to the model."""
    return {"status": "success", "content": [{"json": facts}]}
