"""How the Claude models differ: what each refuses, and which of them think before they answer.

As reported until November 2026, without a call to any of them. The picture moves, so the agent must get on with all.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Final

from local.bedrock.converse import ConverseRequest
from local.bedrock.errors import invalid

_RETURNED: Final = "The model returned the following errors: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """The manner of one model.

    Attributes:
        forcing: whether it can be forced to call a tool.
        structure: whether it takes the schema of a text answer.
        tools: whether it takes tools at all.
        sampling: whether it takes a temperature.
        thinks: whether its thoughts come before its answer.
    """

    forcing: bool = True
    structure: bool = True
    tools: bool = True
    sampling: bool = True
    thinks: bool = False

    def check(self, request: ConverseRequest) -> None:
        """Checks a request.

        Raises:
            BedrockError: if the model refuses it.
        """
        if request.tools and not self.tools:
            raise invalid("This model doesn't support tool use.")
        if request.forces and not self.forcing:
            raise invalid(f'{_RETURNED}tool_choice: type "tool" and "any" are not supported for this model.')
        if request.record and not self.structure:
            raise invalid(f"{_RETURNED}output_config.format: Extra inputs are not permitted")
        if request.samples and not self.sampling:
            raise invalid(f"{_RETURNED}`temperature` is deprecated for this model.")
        if self.thinks:
            _check_thoughts(request)


OBLIGING: Final = Manner()
_MANNERS: Final = {
    "claude-opus-5-5": Manner(forcing=False, sampling=False, thinks=True),
    "claude-sonnet-5-5": Manner(forcing=False, structure=False, sampling=False, thinks=True),
    "claude-haiku-5-5": Manner(structure=False, sampling=False, thinks=True),
    "claude-v2": Manner(forcing=False, structure=False, tools=False),
}


def manner_of(model_id: str) -> Manner:
    """The manner of a Claude model; one that is not known refuses nothing."""
    return next((manner for name, manner in _MANNERS.items() if name in model_id), OBLIGING)


def thought(body: bytes) -> dict[str, Any]:
    """A block of thoughts. Its signature is a hash of the request."""
    signature = b64encode(hashlib.sha256(body).digest()).decode()
    return {"reasoningContent": {"reasoningText": {"text": "First, what is asked for? {", "signature": signature}}}


def _check_thoughts(request: ConverseRequest) -> None:
    """A turn that called a tool must come back with the thoughts before the call."""
    for number, message in enumerate(request.messages):
        first = message.content[0]
        called = any(block.toolUse for block in message.content)
        if message.role == "assistant" and called and first.reasoningContent is None:
            raise invalid(
                f"{_RETURNED}messages.{number}.content.0.type: Expected `thinking` or `redacted_thinking`, "
                "but found `tool_use`."
            )
