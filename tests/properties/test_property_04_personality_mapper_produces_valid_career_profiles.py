"""Property 4: any profile becomes a career with a title and one of four seniorities, or an error; never less."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.models.bedrock import Bedrock
from agent.schemas import PetAnalysis
from agent.tools.map_personality_to_career import map_career
from petavatar.errors import AgentFailure
from petavatar.results import SENIORITIES
from testing.bedrock import CAREER, BedrockEndpoint, text, tool_use
from tests.support.cloud import Cloud
from tests.support.job_context import a_context, a_control
from tests.support.strategies import analyses, careers, job_ids

Json = dict[str, Any]

_SPOILT = st.tuples(careers(), st.sampled_from(["seniority", "job_title", "draws_on", "human_name"])).map(
    lambda drawn: {name: value for name, value in drawn[0].items() if name != drawn[1]}
)


@given(
    profile=analyses(),
    replies=st.lists(careers() | _SPOILT | st.just({}), min_size=1, max_size=2),
    job_id=job_ids,
    in_words=st.booleans(),
)
def test_property_04_personality_mapper_produces_valid_career_profiles(
    cloud: Cloud,
    endpoint: BedrockEndpoint,
    bedrock_client: Any,
    profile: Json,
    replies: list[Json],
    job_id: str,
    in_words: bool,
) -> None:
    endpoint.reset()
    endpoint.on(CAREER, *[text(str(reply)) if in_words else tool_use(CAREER, reply) for reply in replies])
    job = a_context(Bedrock(bedrock_client, bedrock_client), a_control(), job_id=job_id)

    try:
        career = map_career(job, PetAnalysis.model_validate(profile))
    except AgentFailure:
        assert len(endpoint.calls) == 2
        return

    assert career.job_title.strip()
    assert career.seniority in SENIORITIES
    assert career.job_title in {reply.get("job_title") for reply in replies}
    assert not in_words
