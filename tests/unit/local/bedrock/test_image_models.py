"""InvokeModel on the wire: both families of image models, in their own shapes and limits."""

import base64
import io
import json
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.unit.local.bedrock.wire import (
    NOVA,
    STABILITY,
    TITAN,
    part_of,
    refused,
)


class TestPictures:
    def draw(self, bedrock: Any, model: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = bedrock.invoke_model(modelId=model, body=json.dumps(body))
        assert part_of(answer) == "brush-1"
        response: dict[str, Any] = json.loads(answer["body"].read())
        return response

    def image(self, encoded: str) -> Image.Image:
        return Image.open(io.BytesIO(base64.b64decode(encoded, validate=True)))

    @pytest.mark.parametrize("model", [TITAN, NOVA])
    def test_amazon_s_family_honours_size_number_and_seed(self, bedrock: Any, model: str) -> None:
        response = self.draw(
            bedrock,
            model,
            {
                "taskType": "TEXT_IMAGE",
                "textToImageParams": {"text": "a woman", "negativeText": "animal"},
                "imageGenerationConfig": {
                    "numberOfImages": 2,
                    "width": 640,
                    "height": 384,
                    "cfgScale": 8.0,
                    "quality": "premium",
                    "seed": 40,
                },
            },
        )

        assert response["error"] is None
        first, second = (self.image(encoded) for encoded in response["images"])
        assert first.size == second.size == (640, 384)
        assert (first.getpixel((0, 0)), second.getpixel((0, 0))) == ((7, 40, 0), (7, 41, 0))

    def test_stability_s_family_answers_in_its_own_shape(self, bedrock: Any) -> None:
        response = self.draw(
            bedrock,
            STABILITY,
            {
                "prompt": "a man",
                "negative_prompt": "animal",
                "aspect_ratio": "1:1",
                "output_format": "png",
                "seed": 99,
            },
        )

        assert (response["seeds"], response["finish_reasons"]) == ([99], [None])
        image = self.image(response["images"][0])
        assert (image.format, image.size, image.getpixel((0, 0))) == ("PNG", (1536, 1536), (5, 99, 0))

    def test_stability_s_family_draws_jpegs_and_other_shapes(self, bedrock: Any) -> None:
        response = self.draw(bedrock, STABILITY, {"prompt": "a man", "aspect_ratio": "2:3", "output_format": "jpeg"})

        image = self.image(response["images"][0])
        assert (image.format, image.size) == ("JPEG", (1248, 1824))

    def test_a_seed_that_is_left_open_follows_from_the_prompt(self, bedrock: Any) -> None:
        seeds = [self.draw(bedrock, STABILITY, {"prompt": text})["seeds"][0] for text in ("one", "one", "two")]

        assert seeds[0] == seeds[1] != seeds[2]
        assert 0 not in seeds

    @pytest.mark.parametrize(
        ("model", "body", "reason"),
        [
            (TITAN, {"taskType": "TEXT_IMAGE", "textToImageParams": {"text": "x" * 513}}, "text"),
            (NOVA, {"taskType": "TEXT_IMAGE", "textToImageParams": {"text": "x" * 1025}}, "text"),
            (TITAN, {"taskType": "TEXT_IMAGE", "textToImageParams": {"text": ""}}, "text"),
            (TITAN, {"taskType": "INPAINTING", "textToImageParams": {"text": "x"}}, "taskType"),
            (TITAN, {"textToImageParams": {"text": "x"}}, "taskType"),
            (TITAN, {"taskType": "TEXT_IMAGE"}, "textToImageParams"),
            (
                TITAN,
                {
                    "taskType": "TEXT_IMAGE",
                    "textToImageParams": {"text": "x"},
                    "imageGenerationConfig": {"numberOfImages": 6},
                },
                "numberOfImages",
            ),
            (
                NOVA,
                {
                    "taskType": "TEXT_IMAGE",
                    "textToImageParams": {"text": "x"},
                    "imageGenerationConfig": {"width": 1000, "height": 1024},
                },
                "width",
            ),
            (
                NOVA,
                {
                    "taskType": "TEXT_IMAGE",
                    "textToImageParams": {"text": "x"},
                    "imageGenerationConfig": {"seed": 858_993_460},
                },
                "seed",
            ),
            (
                NOVA,
                {
                    "taskType": "TEXT_IMAGE",
                    "textToImageParams": {"text": "x"},
                    "imageGenerationConfig": {"width": 4096, "height": 4096},
                },
                "width times height",
            ),
            (STABILITY, {"prompt": "x" * 10_001}, "prompt"),
            (STABILITY, {"prompt": ""}, "prompt"),
            (STABILITY, {}, "prompt"),
            (STABILITY, {"prompt": "x", "seed": 4_294_967_296}, "seed"),
            (STABILITY, {"prompt": "x", "width": 1024}, "width"),
            (STABILITY, {"prompt": "x", "output_format": "tiff"}, "output_format"),
        ],
    )
    def test_a_request_beyond_the_limits_is_refused(
        self, bedrock: Any, model: str, body: dict[str, Any], reason: str
    ) -> None:
        refused(lambda: bedrock.invoke_model(modelId=model, body=json.dumps(body)), reason)

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null"])
    @pytest.mark.parametrize("model", [TITAN, STABILITY])
    def test_a_broken_body_is_refused(self, url: str, model: str, body: bytes) -> None:
        answer = httpx.post(f"{url}/model/{model}/invoke", content=body, timeout=30)

        assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (400, "ValidationException")

    def test_an_unknown_model_is_refused(self, bedrock: Any) -> None:
        refused(lambda: bedrock.invoke_model(modelId="acme.painter-v1", body="{}"), "model identifier is invalid")
