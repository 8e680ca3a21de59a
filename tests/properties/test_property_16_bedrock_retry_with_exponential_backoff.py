"""Property 16: any call to a model is retried up to three times, after 1, 2 and 4 seconds, where that may help."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.models.bedrock import Bedrock
from agent.schemas import Career
from petavatar.errors import ModelUnavailable
from testing.bedrock import CAREER, IMAGE, Answer, BedrockEndpoint, error, portrait, tool_use
from testing.replies import a_career
from tests.support.job_context import Delays, a_control

_PASSING = {
    429: "ThrottlingException",
    503: "ServiceUnavailableException",
    500: "InternalServerException",
    408: "ModelTimeoutException",
    424: "ModelErrorException",
}
_LASTING = {403: "AccessDeniedException", 404: "ResourceNotFoundException", 400: "ValidationException"}


@given(
    statuses=st.lists(st.sampled_from([*_PASSING, *_LASTING, *_PASSING, *_PASSING]), max_size=6),
    name=st.sampled_from([CAREER, IMAGE]),
)
def test_property_16_bedrock_retry_with_exponential_backoff(
    endpoint: BedrockEndpoint, bedrock_client: Any, statuses: list[int], name: str
) -> None:
    failures: list[Answer] = [error(status, (_PASSING | _LASTING)[status]) for status in statuses]
    endpoint.reset()
    endpoint.on(name, *failures, portrait() if name == IMAGE else tool_use(CAREER, a_career()))
    bedrock, control = Bedrock(bedrock_client, bedrock_client), a_control()

    succeeded = True
    try:
        if name == IMAGE:
            bedrock.invoke_image("stability.core", {"prompt": "x"}, control)
        else:
            bedrock.ask(Career, tool=CAREER, model_id="claude", system="x", content=[{"text": "x"}], control=control)
    except ModelUnavailable:
        succeeded = False

    lasting = next((i for i, status in enumerate(statuses) if status in _LASTING), len(statuses))
    retries = min(lasting, 3)
    assert succeeded is (lasting == len(statuses) <= 3)
    assert len(endpoint.calls) == retries + 1
    assert isinstance(control.cancelled, Delays)
    assert control.cancelled.asked == [1, 2, 4][:retries]
