"""What the steps of one run work with."""

import pytest

from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.person.casting import Casting
from agent.prompts.texts import CURRENT
from testing.jobs import A_JOB_ID
from tests.support.job_context import a_context


@pytest.mark.parametrize(
    "step", ["analyze_pet_image", "map_personality_to_career", "generate_identity_package", "orchestrate"]
)
def test_every_prompt_is_a_file(step: str) -> None:
    assert len(CURRENT.text(step)) > 200


def test_a_job_knows_who_is_cast_for_it(bedrock: Bedrock, control: RunControl) -> None:
    assert a_context(bedrock, control).casting == Casting.of(A_JOB_ID)
