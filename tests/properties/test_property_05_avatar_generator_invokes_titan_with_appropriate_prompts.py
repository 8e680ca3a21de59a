"""Property 5: for any career, the image model's prompt names the attire and the background that go with it."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.models.bedrock import Bedrock
from agent.schemas import Career, PetAnalysis
from agent.tools.generate_avatar_image import generate_avatar
from testing.bedrock import BedrockEndpoint
from tests.support.cloud import Cloud
from tests.support.job_context import a_context, a_control
from tests.support.strategies import analyses, careers, job_ids

LIMITS: Final = {
    "amazon.titan-image-generator-v2:0": 512,
    "amazon.nova-canvas-v1:0": 1024,
    "stability.stable-image-core-v1:1": 10_000,
}
ATTIRE_KEYWORDS: Final = {
    "suit": "business suit",
    "business_casual": "business casual",
    "creative": "creative clothes",
    "scrubs": "scrubs",
}
BACKGROUND_KEYWORDS: Final = {
    "corner_office": "corner office",
    "open_office": "open-plan office",
    "linkedin_blue": "LinkedIn-blue",
    "creative_space": "creative studio",
}


@pytest.mark.usefixtures("portraits_decoded_once")
@given(
    profile=analyses(),
    career=careers(),
    job_id=job_ids,
    model_id=st.sampled_from(list(LIMITS)),
)
def test_property_05_avatar_generator_invokes_titan_with_appropriate_prompts(
    cloud: Cloud,
    endpoint: BedrockEndpoint,
    bedrock_client: Any,
    profile: dict[str, Any],
    career: dict[str, Any],
    job_id: str,
    model_id: str,
) -> None:
    endpoint.reset()
    job = a_context(Bedrock(bedrock_client, bedrock_client), a_control(), job_id=job_id, image_model_id=model_id)

    generate_avatar(job, PetAnalysis.model_validate(profile), Career.model_validate(career))

    (call,) = endpoint.calls
    assert call.model_id == model_id
    prompt = call.body["prompt"] if "prompt" in call.body else call.body["textToImageParams"]["text"]
    assert ATTIRE_KEYWORDS[career["attire_style"]] in prompt
    assert BACKGROUND_KEYWORDS[career["background_setting"]] in prompt
    assert career["job_title"] in prompt
    assert 0 < len(prompt) <= LIMITS[model_id]
