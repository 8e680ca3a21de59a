"""Property 1: only images of accepted formats within the limit are accepted; other files are refused with a reason."""

import json
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType

from hypothesis import assume, given
from hypothesis import strategies as st

from agent.confined import UnreadableError
from agent.photo.decoder import prepare
from testing import photos
from testing.events import CONTEXT, api_event, body_of, s3_eventbridge
from tests.support.cloud import NAMES, Cloud, upload_key
from tests.support.strategies import File, files, valid_photos

LIMIT = 4096
# At a marker of its own, libjpeg takes a JPEG's data for ended and fills the rest with grey.
WITHOUT_MARKER = st.binary(max_size=40).map(lambda junk: b"\0" + junk.replace(b"\xff", b"\xfe"))
Load = Callable[[str], ModuleType]


@given(file=files(LIMIT))
def test_property_01_image_format_validation(cloud: Cloud, load: Load, file: File) -> None:
    uri = f"s3://{NAMES.upload_bucket}/{cloud.upload(file.content)}"
    before = len(cloud.items())

    answer = load("process-handler").handler(api_event(cloud.api_key, body=json.dumps({"s3_uri": uri})), CONTEXT)

    if file.acceptable:
        assert answer["statusCode"] == 202
    else:
        assert answer["statusCode"] == (413 if len(file.content) > LIMIT else 400)
        assert len(body_of(answer)["detail"]) > 20
        assert len(cloud.items()) == before


@given(file=files(LIMIT))
def test_property_01_image_format_validation_by_event(cloud: Cloud, load: Load, file: File) -> None:
    key = cloud.upload(file.content)

    load("s3-event-handler").handler(s3_eventbridge(NAMES.upload_bucket, key), CONTEXT)

    job = cloud.find(upload_key(key).job_id)
    assert job is not None
    assert job.status == ("queued" if file.acceptable else "failed")
    assert file.acceptable or len(job.error_message) > 20


@given(photo=valid_photos())
def test_property_01_every_valid_photo_can_be_decoded(photo: bytes) -> None:
    assert photos.opened(prepare(photo).jpeg).format == "JPEG"


@given(photo=valid_photos(), share=st.floats(0.0, 0.5), junk=WITHOUT_MARKER)
def test_property_01_what_only_begins_like_a_photo_is_told_apart(photo: bytes, share: float, junk: bytes) -> None:
    beginning = photo[: 16 + int((len(photo) - 16) * share)]
    # A JPEG with another picture behind it may be there whole.
    assume(not (beginning.startswith(b"\xff\xd8") and b"\xff\xd9" in beginning))
    # Of a small photo, which is mostly headers, nearly all rows may be there.
    with suppress(UnreadableError):
        assert prepare(beginning + junk).incomplete
