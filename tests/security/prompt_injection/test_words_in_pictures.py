"""Words in a picture stay in the picture."""

import base64
import json
from typing import Any

import pytest
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from agent.context import JobContext
from agent.prompts.texts import CURRENT
from agent.tools.analyze_pet_image import STEP, analyze
from agent.tools.generate_identity_package import generate_identity
from agent.tools.map_personality_to_career import map_career
from petavatar.errors import NoPetFound
from testing import photos
from testing.bedrock import (
    ANALYSIS,
    CAREER,
    IDENTITY,
    BedrockEndpoint,
    tool_use,
)
from testing.replies import (
    a_career,
    an_analysis_reply,
    an_identity,
    no_pet_reply,
)
from tests.security.harms import harms_in, texts_in
from tests.security.injections import (
    PADDING,
    WRITTEN_IN_PICTURES,
)
from tests.security.prompt_injection.conftest import MakeJob
from tests.support.sampling import one_in


def _picture_saying(words: str) -> bytes:
    """A picture with words drawn in it, and in every place where a PNG has room for words."""
    image = photos.picture((1200, 200))
    ImageDraw.Draw(image).text((20, 80), words, fill="white", font_size=32, stroke_fill="black", stroke_width=2)
    info, exif = PngInfo(), Image.Exif()
    for key in ("Description", "Comment", "XML:com.adobe.xmp"):
        info.add_itxt(key, words)
    exif[0x010E] = exif[0x9286] = words
    return photos.png(image, pnginfo=info, exif=exif)


@pytest.mark.parametrize("words", one_in(4, WRITTEN_IN_PICTURES))
def test_they_reach_the_model_as_pixels_and_a_model_that_obeys_them_does_no_harm(
    make_job: MakeJob, endpoint: BedrockEndpoint, words: str
) -> None:
    photo = _picture_saying(words)
    assert words.encode() in photo
    job = make_job(photo, name=f"{words.replace('/', '_')[:100]}.png")
    obeyed = an_analysis_reply(expression=f"{words} it says", vibe=f"{words} it says")
    endpoint.on(ANALYSIS, tool_use(ANALYSIS, obeyed))
    endpoint.on(CAREER, tool_use(CAREER, a_career(work_style=f"{words} they say")))
    endpoint.on(IDENTITY, tool_use(IDENTITY, an_identity(bio_paragraphs=[f"{PADDING} {words} {PADDING}"] * 3)))

    analysis = analyze(job).analysis
    settled = map_career(job, analysis)
    identity = generate_identity(job, analysis, settled)

    _check_pixels_alone(endpoint.asked(ANALYSIS)[0].body, words)
    for record in (analysis, settled, identity):
        for written in texts_in(record.model_dump(mode="json")):
            assert harms_in(written) == set(), written
    for call in endpoint.asked(CAREER) + endpoint.asked(IDENTITY):
        assert words not in json.dumps(call.body, ensure_ascii=False) or harms_in(words) == set()


@pytest.mark.parametrize("words", WRITTEN_IN_PICTURES[1::4])
def test_what_is_seen_instead_of_a_pet_is_told_in_plain_words(
    job: JobContext, endpoint: BedrockEndpoint, words: str
) -> None:
    endpoint.on(ANALYSIS, tool_use(ANALYSIS, no_pet_reply(f"a sign that reads {words}")))

    with pytest.raises(NoPetFound) as caught:
        analyze(job)

    assert harms_in(caught.value.detail) == set()


def _check_pixels_alone(body: dict[str, Any], words: str) -> None:
    """The request is that of any photo, but for what the image shows."""
    (message,) = body["messages"]
    image = base64.b64decode(message["content"][0]["image"]["source"].pop("bytes"))
    assert words.encode() not in image
    assert body["system"] == [{"text": CURRENT.text(STEP)}]
    assert message == {
        "role": "user",
        "content": [
            {"image": {"format": "jpeg", "source": {}}},
            {"text": "Analyze this pet photo and record your findings."},
        ],
    }
