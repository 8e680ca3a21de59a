"""What the steps of one run work with."""

import pytest

from agent.bedrock import Bedrock
from agent.casting import Casting
from agent.context import prompt
from agent.control import RunControl
from tests.support.job_context import a_context
from tests.support.jobs import A_JOB_ID


@pytest.mark.parametrize(
    "step", ["analyze_pet_image", "map_personality_to_career", "generate_identity_package", "orchestrate"]
)
def test_every_prompt_is_a_file(step: str) -> None:
    assert len(prompt(step)) > 200


def test_a_job_knows_who_is_cast_for_it(bedrock: Bedrock, control: RunControl) -> None:
    assert a_context(bedrock, control).casting == Casting.of(A_JOB_ID)
