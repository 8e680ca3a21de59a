"""Photos that Bedrock would turn down are turned down."""

from collections.abc import Callable
from typing import Any

import pytest

from agent.schemas import AnalysisReply
from tests.unit.local.bedrock.wire import CLAUDE, forced, photo_message, picture, refused, text_message, used_tool


class TestRefusedPhotos:
    def show(self, bedrock: Any, photo: bytes, kind: str = "png") -> Callable[[], Any]:
        return lambda: bedrock.converse(
            modelId=CLAUDE,
            messages=[photo_message(photo, kind)],
            toolConfig=forced("record_analysis", AnalysisReply),
        )

    def test_too_many_bytes(self, bedrock: Any) -> None:
        largest = picture(10, 10)
        largest += bytes(3_750_000 - len(largest))
        used_tool(self.show(bedrock, largest)())

        refused(self.show(bedrock, largest + b"\0"), "3.75 MB")

    def test_too_many_pixels(self, bedrock: Any) -> None:
        used_tool(self.show(bedrock, picture(8000, 20))())

        refused(self.show(bedrock, picture(8001, 20)), "8000 pixels")

    @pytest.mark.parametrize("photo", [b"not a picture", picture(60, 60)[:90], b"\x89PNG\r\n\x1a\n"])
    def test_what_is_no_picture(self, bedrock: Any, photo: bytes) -> None:
        refused(self.show(bedrock, photo), "Could not process image")

    def test_another_format_than_declared(self, bedrock: Any) -> None:
        refused(self.show(bedrock, picture(60, 60, "JPEG")), "appears to be image/jpeg")

    def test_no_picture_at_all(self, bedrock: Any) -> None:
        refused(
            lambda: bedrock.converse(
                modelId=CLAUDE,
                messages=[text_message("Look.")],
                toolConfig=forced("record_analysis", AnalysisReply),
            ),
            "needs a photo",
        )

    def test_more_than_twenty(self, bedrock: Any) -> None:
        image = photo_message(picture(8, 8))["content"][0]
        message = {"role": "user", "content": [image] * 21}

        refused(
            lambda: bedrock.converse(
                modelId=CLAUDE, messages=[message], toolConfig=forced("record_analysis", AnalysisReply)
            ),
            "limit of 20",
        )
