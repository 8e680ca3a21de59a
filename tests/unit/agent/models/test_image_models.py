"""The two families of image models: requests, answers, refusals."""

import base64
from typing import Any

import pytest

from agent.models.image_models import Stability, TextToImage, image_model
from petavatar.errors import AgentFailure, ContentRefused, SettingsError

PICTURE = base64.b64encode(b"picture").decode()
FAMILIES = pytest.mark.parametrize("family", [Stability(), TextToImage(10, 512)], ids=["stability", "amazon"])


@pytest.mark.parametrize(
    ("model_id", "max_seed"),
    [
        ("amazon.titan-image-generator-v2:0", 2_147_483_646),
        ("amazon.nova-canvas-v1:0", 858_993_459),
        ("stability.stable-image-core-v1:1", 4_294_967_295),
        ("us.stability.sd3-5-large-v1:0", 4_294_967_295),
    ],
)
def test_a_family_is_chosen_by_model_id(model_id: str, max_seed: int) -> None:
    assert image_model(model_id).max_seed == max_seed


@pytest.mark.parametrize("model_id", ["", "anthropic.claude-sonnet-4-6", "dall-e-3"])
def test_a_model_of_no_known_family_is_refused_by_name(model_id: str) -> None:
    with pytest.raises(SettingsError, match=f"IMAGE_MODEL_ID belongs to no known family: {model_id}"):
        image_model(model_id)


def test_amazons_family_is_asked_in_its_own_format() -> None:
    assert image_model("amazon.titan-image-generator-v2:0").request("a woman", "fur", 7) == {
        "taskType": "TEXT_IMAGE",
        "textToImageParams": {"text": "a woman", "negativeText": "fur"},
        "imageGenerationConfig": {
            "numberOfImages": 1,
            "quality": "premium",
            "cfgScale": 8.0,
            "width": 1024,
            "height": 1024,
            "seed": 7,
        },
    }


def test_stabilitys_family_is_asked_in_its_own_format() -> None:
    assert image_model("stability.stable-image-core-v1:1").request("a woman", "fur", 7) == {
        "prompt": "a woman",
        "negative_prompt": "fur",
        "aspect_ratio": "1:1",
        "output_format": "png",
        "seed": 7,
    }


@pytest.mark.parametrize(
    ("family", "response"),
    [
        (Stability(), {"images": [PICTURE], "finish_reasons": [None], "seeds": [7]}),
        (Stability(), {"images": [PICTURE], "finish_reasons": [""]}),
        (Stability(), {"images": [PICTURE]}),
        (TextToImage(10, 512), {"images": [PICTURE], "error": None}),
        (TextToImage(10, 512), {"images": [PICTURE]}),
    ],
)
def test_the_picture_is_taken_from_the_answer(family: Any, response: dict[str, Any]) -> None:
    assert family.image(response) == b"picture"


@pytest.mark.parametrize(
    ("family", "response"),
    [
        (Stability(), {"images": [], "finish_reasons": ["Filter reason: prompt"]}),
        (Stability(), {"images": [PICTURE], "finish_reasons": ["Filter reason: output image"]}),
        (Stability(), {"images": [None], "finish_reasons": [None, "filter reason: input image"]}),
        (TextToImage(10, 512), {"images": [], "error": "All of the generated images have been blocked by our filters"}),
        (TextToImage(10, 512), {"images": [PICTURE], "error": "This request has been BLOCKED by our content filters."}),
    ],
)
def test_a_picture_taken_out_by_a_filter_is_a_refusal_although_it_is_a_success_to_http(
    family: Any, response: dict[str, Any]
) -> None:
    with pytest.raises(ContentRefused):
        family.image(response)


@pytest.mark.parametrize(
    ("family", "response"),
    [
        (Stability(), {"images": [], "finish_reasons": ["Inference error"]}),
        (TextToImage(10, 512), {"images": [], "error": "Something went wrong"}),
    ],
)
def test_an_error_for_another_reason_may_be_tried_again(family: Any, response: dict[str, Any]) -> None:
    with pytest.raises(AgentFailure) as caught:
        family.image(response)

    assert caught.value.retryable


@FAMILIES
@pytest.mark.parametrize(
    "response", [{}, {"images": []}, {"images": None}, {"images": [None]}, {"images": ["no base64!"]}, {"images": [7]}]
)
def test_an_answer_without_a_picture_is_a_failure(family: Any, response: dict[str, Any]) -> None:
    with pytest.raises(AgentFailure, match="made no picture"):
        family.image(response)
