"""Stands in for the orchestrating model: decides which tools the agent should call next.

The order is that of the agent's instructions; the conversation shows which tools have been called.
"""

from collections import Counter
from typing import Final

from local.bedrock.converse import Message

TURNS: Final = (
    ("analyze_pet_image",),
    ("map_personality_to_career",),
    ("generate_avatar_image", "generate_identity_package"),
)
TOOLS: Final = frozenset(name for turn in TURNS for name in turn)
DONE: Final = "All four steps are done: the avatar and the identity are ready."
_TRIES: Final = 2


def next_calls(messages: list[Message]) -> tuple[list[str], str]:
    """The next step in a conversation.

    Returns:
        The tools to call, or no tools and the text to end with.
    """
    done, failed = _results(messages)
    for turn in TURNS:
        missing = [name for name in turn if name not in done]
        if given_up := [name for name in missing if failed[name] >= _TRIES]:
            return [], f"I could not finish: {' and '.join(given_up)} failed."
        if missing:
            return missing, ""
    return [], DONE


def _results(messages: list[Message]) -> tuple[set[str], Counter[str]]:
    """The tools that have succeeded, and how often each has failed."""
    names: dict[str, str] = {}
    done: set[str] = set()
    failed: Counter[str] = Counter()
    for block in (block for message in messages for block in message.content):
        if block.toolUse:
            names[block.toolUse.tool_use_id] = block.toolUse.name
        if block.toolResult:
            name = names.get(block.toolResult.tool_use_id, "")
            if block.toolResult.status == "success":
                done.add(name)
            else:
                failed[name] += 1
    return done, failed
