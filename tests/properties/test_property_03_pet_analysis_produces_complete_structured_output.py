"""Property 3: any pet photo becomes a profile with species, expression, posture and 47 scores from 0 to 100."""

from typing import Any

import pytest
from hypothesis import given

from agent.models.bedrock import Bedrock
from agent.person.dimensions import DIMENSIONS
from agent.tools.analyze_pet_image import analyze
from testing.bedrock import ANALYSIS, BedrockEndpoint, tool_use
from tests.support.cloud import Cloud
from tests.support.job_context import a_context, a_control
from tests.support.strategies import analyses, job_ids, valid_photos


@pytest.mark.usefixtures("decoders_without_process")
@given(photo=valid_photos(), reply=analyses(), job_id=job_ids)
def test_property_03_pet_analysis_produces_complete_structured_output(
    cloud: Cloud, endpoint: BedrockEndpoint, bedrock_client: Any, photo: bytes, reply: dict[str, Any], job_id: str
) -> None:
    endpoint.reset()
    endpoint.on(ANALYSIS, tool_use(ANALYSIS, {"pet_present": True, "seen": "a pet", "analysis": reply}))
    etag = cloud.inspect(cloud.upload(photo, job_id=job_id)).etag
    job = a_context(Bedrock(bedrock_client, bedrock_client), a_control(), job_id=job_id, etag=etag)

    analysis = analyze(job).analysis

    assert analysis.species
    assert analysis.expression
    assert analysis.posture
    scores = analysis.personality_dimensions.scores()
    assert tuple(scores) == DIMENSIONS
    assert len(scores) == 47
    assert all(isinstance(score, int) and 0 <= score <= 100 for score in scores.values())
    assert scores == reply["personality_dimensions"]
