"""What the agent's traces tell: whose job, which steps, how long; never what was said."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from agent.prompts.texts import CURRENT
from deployment.agent.models import AgentModels
from deployment.agent.settings import agent_environment
from testing.replies import USAGE, a_career, an_analysis_reply, an_identity
from tests.support.cloud import NAMES

ROOT: Final = Path(__file__).parents[2]
DEPLOYED: Final = {
    name: value
    for name, value in agent_environment(NAMES, AgentModels.of("us-east-1")).items()
    if name.startswith("OTEL_")
}

pytestmark = pytest.mark.verify


@pytest.fixture(scope="module")
def spans() -> list[dict[str, Any]]:
    """The spans of one job, in the environment that a deployed agent has."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.security.spans"],
        cwd=ROOT,
        env={**os.environ, **DEPLOYED, "AWS_EC2_METADATA_DISABLED": "true"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return [json.loads(line.removeprefix("SPAN ")) for line in run.stdout.splitlines() if line.startswith("SPAN ")]


def test_every_tool_and_every_turn_has_a_span_with_what_it_used(spans: list[dict[str, Any]]) -> None:
    names = [span["name"] for span in spans]

    assert {name for name in names if name.startswith("execute_tool")} == {
        "execute_tool analyze_pet_image",
        "execute_tool map_personality_to_career",
        "execute_tool generate_avatar_image",
        "execute_tool generate_identity_package",
    }
    turns = [span for span in spans if span["name"] == "chat"]
    assert {span["gen_ai.usage.input_tokens"] for span in turns} == {USAGE["inputTokens"]}


def test_the_agents_span_says_whose_job_it_is(spans: list[dict[str, Any]]) -> None:
    (whole,) = [span for span in spans if span["name"] == "invoke_agent PetAvatarAgent"]

    assert re.fullmatch(r"[0-9a-f-]{36}", whole["job_id"])


def test_no_span_holds_a_prompt_a_summary_or_a_reply(spans: list[dict[str, Any]]) -> None:
    told = json.dumps(spans)
    said = [an_analysis_reply()["analysis"]["vibe"], a_career()["human_name"], an_identity()["skills"][0]]

    assert "[REDACTED]" in told
    for words in (*said, *CURRENT.text("orchestrate").splitlines()):
        assert not words or json.dumps(words)[1:-1] not in told
