"""Property 7: whatever picture the image model makes, the avatar is a PNG of at least 1024x1024 pixels."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from agent.marks.png import chunks
from agent.models.bedrock import Bedrock
from agent.tools.generate_avatar_image import generate_avatar
from testing import photos
from testing.bedrock import IMAGE, BedrockEndpoint, portrait
from testing.replies import career, pet_analysis
from tests.support.cloud import Cloud
from tests.support.job_context import a_context, a_control
from tests.support.strategies import job_ids, pictures


@pytest.fixture
def no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same picture in the card's size takes a third of an example, and this property says nothing of it."""
    monkeypatch.setattr("agent.portrait.decoder._on_card", lambda _: b"")


@pytest.mark.usefixtures("decoders_without_process", "no_card")
@given(picture=pictures(), as_png=st.booleans(), job_id=job_ids)
def test_property_07_generated_avatars_meet_format_requirements(
    cloud: Cloud, endpoint: BedrockEndpoint, bedrock_client: Any, picture: Image.Image, as_png: bool, job_id: str
) -> None:
    made = photos.png(picture, compress_level=1) if as_png else photos.jpeg(picture.convert("RGB"))
    endpoint.reset()
    endpoint.on(IMAGE, portrait(made))
    job = a_context(Bedrock(bedrock_client, bedrock_client), a_control(), job_id=job_id)

    stored = cloud.stored(generate_avatar(job, pet_analysis(), career()).avatar_key)

    avatar = photos.opened(stored)
    assert avatar.format == "PNG"
    assert min(avatar.size) >= 1024
    if as_png and min(picture.size) >= 1024:
        # The note of what made it is a chunk of its own.
        assert without_texts(stored) == without_texts(made)


def without_texts(png: bytes) -> list[bytes]:
    """The chunks of a PNG as they are, but for texts, of which the model's have none here."""
    return [png[chunk.start : chunk.end] for chunk in chunks(png) if chunk.kind != b"iTXt"]
