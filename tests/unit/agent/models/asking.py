"""The question that the tests of the Bedrock client ask: a career."""

from typing import Final

from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.schemas import Career
from testing.bedrock import CAREER

MODEL: Final = "us.anthropic.claude-sonnet-4-6"


def ask(bedrock: Bedrock, control: RunControl, model_id: str = MODEL) -> Career:
    """Asks a text model for a career."""
    return bedrock.ask(
        Career,
        tool=CAREER,
        model_id=model_id,
        system="You are a counsellor.",
        content=[{"text": "Which career?"}],
        control=control,
    )
