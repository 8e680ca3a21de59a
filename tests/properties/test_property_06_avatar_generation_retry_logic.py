"""Property 6: a failing image model is asked up to three times more, after growing delays, before an error."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.models.bedrock import Bedrock
from agent.tools.generate_avatar_image import generate_avatar
from petavatar.errors import ModelUnavailable
from testing.bedrock import IMAGE, BedrockEndpoint, error, portrait
from testing.replies import career, pet_analysis
from tests.support.cloud import Cloud
from tests.support.job_context import Delays, a_context, a_control
from tests.support.strategies import job_ids

_FAILURES = st.sampled_from(
    [
        error(429, "ThrottlingException"),
        error(503, "ServiceUnavailableException"),
        error(500, "InternalServerException"),
        error(408, "ModelTimeoutException"),
        error(424, "ModelErrorException"),
        error(429, "ModelNotReadyException"),
    ]
)


@pytest.mark.usefixtures("portraits_decoded_once")
@given(failures=st.lists(_FAILURES, max_size=6), job_id=job_ids)
def test_property_06_avatar_generation_retry_logic(
    cloud: Cloud, endpoint: BedrockEndpoint, bedrock_client: Any, failures: list[Any], job_id: str
) -> None:
    endpoint.reset()
    endpoint.on(IMAGE, *failures, portrait())
    job = a_context(Bedrock(bedrock_client, bedrock_client), a_control(), job_id=job_id)

    if len(failures) <= 3:
        generate_avatar(job, pet_analysis(), career())
    else:
        with pytest.raises(ModelUnavailable):
            generate_avatar(job, pet_analysis(), career())

    assert len(endpoint.calls) == min(len(failures), 3) + 1
    assert isinstance(job.control.cancelled, Delays)
    assert job.control.cancelled.asked == [1, 2, 4][: len(failures)]
