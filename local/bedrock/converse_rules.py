"""Reads a Converse request and checks the rules that its schema can't express.

Limits: Amazon Bedrock API reference, `Message`. The messages are Bedrock's own.
"""

from itertools import pairwise
from typing import Final

from pydantic import ValidationError

from local.bedrock.converse import ConverseRequest
from local.bedrock.errors import invalid

MAX_IMAGES: Final = 20


def read_request(body: bytes) -> ConverseRequest:
    """Reads and checks the request in a body.

    Raises:
        BedrockError: if Bedrock would reject it.
    """
    try:
        request = ConverseRequest.model_validate_json(body)
    except ValidationError as error:
        raise invalid(_message(error)) from error
    _check_turns(request)
    _check_content(request)
    _check_tools(request)
    return request


def _check_turns(request: ConverseRequest) -> None:
    roles = [message.role for message in request.messages]
    if roles[0] != "user":
        raise invalid(
            "A conversation must start with a user message. "
            "Try again with a conversation that starts with a user message."
        )
    if any(role == following for role, following in pairwise(roles)):
        raise invalid(
            "A conversation must alternate between user and assistant roles. "
            "Make sure the conversation alternates between user and assistant roles and try again."
        )


def _check_content(request: ConverseRequest) -> None:
    if any(not text.strip() for text in request.texts()):
        raise invalid("The text field in the ContentBlock object is blank. Add text to the text field, and try again.")
    for message in request.messages:
        if sum(block.image is not None for block in message.content) > MAX_IMAGES:
            raise invalid(f"The number of images in a message exceeds the limit of {MAX_IMAGES}.")


def _check_tools(request: ConverseRequest) -> None:
    blocks = [block for message in request.messages for block in message.content]
    uses = {block.toolUse.tool_use_id for block in blocks if block.toolUse}
    results = {block.toolResult.tool_use_id for block in blocks if block.toolResult}
    if (uses or results) and not request.tools:
        raise invalid("The toolConfig field must be defined when using toolUse and toolResult content blocks.")
    if unanswered := uses - results:
        raise invalid(f"Expected toolResult blocks for the following Ids: {', '.join(sorted(unanswered))}")
    if unasked := results - uses:
        raise invalid(f"Found toolResult blocks without a toolUse of the same Id: {', '.join(sorted(unasked))}")
    if request.forced_tool and request.forced_tool not in {tool.name for tool in request.tools}:
        raise invalid(f"Tool '{request.forced_tool}' not found in provided tools")


def _message(error: ValidationError) -> str:
    found = error.errors(include_input=False, include_url=False)
    if found[0]["type"] == "json_invalid":
        return "The request body is not valid JSON."
    places = "; ".join(f"Value at '{'.'.join(map(str, one['loc']))}' failed: {one['msg']}" for one in found[:5])
    return f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected: {places}"
