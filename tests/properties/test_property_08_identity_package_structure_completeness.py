"""Property 8: an identity has a name, three paragraphs, 5-10 skills, past, present and future, and a score."""

from typing import Any

from hypothesis import given

from agent.models.bedrock import Bedrock
from agent.result import result_of
from agent.schemas import Career, PetAnalysis
from agent.tools.analyze_pet_image import AnalyzedPhoto
from agent.tools.generate_avatar_image import Avatar
from agent.tools.generate_identity_package import generate_identity
from petavatar.keys import avatar_key
from petavatar.results import outcome_of
from testing.bedrock import IDENTITY, BedrockEndpoint, tool_use
from testing.jobs import MARK
from tests.support.cloud import Cloud
from tests.support.job_context import a_context, a_control
from tests.support.strategies import analyses, careers, identities, job_ids

Json = dict[str, Any]


@given(profile=analyses(), chosen=careers(), reply=identities(), job_id=job_ids)
def test_property_08_identity_package_structure_completeness(
    cloud: Cloud,
    endpoint: BedrockEndpoint,
    bedrock_client: Any,
    profile: Json,
    chosen: Json,
    reply: Json,
    job_id: str,
) -> None:
    endpoint.reset()
    endpoint.on(IDENTITY, tool_use(IDENTITY, reply))
    job = a_context(Bedrock(bedrock_client, bedrock_client), a_control(), job_id=job_id)
    analysis, career = PetAnalysis.model_validate(profile), Career.model_validate(chosen)

    written = generate_identity(job, analysis, career)
    result = result_of(job, AnalyzedPhoto(analysis), career, Avatar(avatar_key(job_id), MARK), written)
    identity = outcome_of(result, job_id)["identity_package"]

    assert identity["human_name"] == chosen["human_name"]
    assert len(identity["bio"].split("\n\n")) == 3
    assert 5 <= len(identity["skills"]) <= 10
    assert set(identity["career_trajectory"]) == {"past", "present", "future"}
    assert all(identity["career_trajectory"].values())
    assert 0 <= identity["similarity_score"] <= 100
    parts = result["score"]
    weighted = 0.4 * parts["alignment"] + 0.3 * parts["fit"] + 0.15 * parts["name"] + 0.15 * parts["coherence"]
    assert abs(identity["similarity_score"] - weighted) <= 0.11
