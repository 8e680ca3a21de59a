"""Pictures through the Bedrock edge, on the wire."""

import base64
from typing import Final

import pytest

from agent.control import Role, RunControl
from agent.models.bedrock import Bedrock
from petavatar.errors import AgentFailure, ContentRefused, ModelUnavailable
from testing.bedrock import IMAGE, Answer, BedrockEndpoint, error, portrait, throttled
from tests.support.job_context import Delays

NAMES: Final[dict[Role, str]] = {"text": "t", "orchestrator": "o", "image": "i"}
IMAGE_MODEL = "stability.stable-image-core-v1:1"
REQUEST = {"prompt": "a woman", "seed": 7}


class TestPictures:
    def test_the_model_gets_its_own_request_and_its_answer_comes_whole(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(IMAGE, portrait(b"picture"))

        response = bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)

        assert base64.b64decode(response["images"][0]) == b"picture"
        (call,) = endpoint.calls
        assert (call.model_id, call.body) == (IMAGE_MODEL, REQUEST)
        assert control.usage.totals() == {"calls": 1, "input_tokens": 0, "output_tokens": 0, "images": 1}
        assert control.usage.record(NAMES)["models"]["image"]["images"] == 1

    def test_a_throttled_model_is_asked_again(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(IMAGE, throttled(), error(503, "ServiceUnavailableException"), portrait())

        bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)

        assert isinstance(control.cancelled, Delays)
        assert control.cancelled.asked == [1, 2]

    def test_a_picture_that_is_cut_off_is_fetched_again(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(IMAGE, Answer(portrait().body, cut=True), portrait())

        assert bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)["images"]

        assert len(endpoint.calls) == 2

    def test_a_request_that_the_model_turns_down_is_not_repeated(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(IMAGE, error(400, "ValidationException", "seed out of range"))

        with pytest.raises(ModelUnavailable, match="rejected the request"):
            bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)

        assert len(endpoint.calls) == 1

    def test_a_prompt_that_the_filter_turns_down_is_a_refusal(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl
    ) -> None:
        endpoint.on(IMAGE, error(400, "ValidationException", "This request has been blocked by our content filters"))

        with pytest.raises(ContentRefused):
            bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)

    @pytest.mark.parametrize("body", [b"", b"no json", b"{"])
    def test_an_answer_that_is_no_json_is_a_failure(
        self, bedrock: Bedrock, endpoint: BedrockEndpoint, control: RunControl, body: bytes
    ) -> None:
        endpoint.on(IMAGE, Answer(body))

        with pytest.raises(AgentFailure):
            bedrock.invoke_image(IMAGE_MODEL, REQUEST, control)
