"""Property 2: a valid upload lies under its job's id and has a record with status `queued`."""

import json
from collections.abc import Callable
from types import ModuleType

from hypothesis import given
from hypothesis import strategies as st

from petavatar.aws import client
from testing.events import CONTEXT, api_event, body_of, s3_eventbridge, s3_notification
from tests.support.cloud import NAMES, Cloud
from tests.support.strategies import valid_photos

Load = Callable[[str], ModuleType]


@given(
    photo=valid_photos().filter(lambda photo: len(photo) <= 4096),
    ways=st.lists(st.sampled_from(["post", "eventbridge", "notification"]), min_size=1, max_size=4),
)
def test_property_02_valid_uploads_create_storage_and_jobs(
    cloud: Cloud, load: Load, photo: bytes, ways: list[str]
) -> None:
    issued = body_of(load("presigned-url-handler").handler(api_event(cloud.api_key), CONTEXT))
    job_id, key = issued["job_id"], issued["upload_fields"]["key"]
    client("s3").put_object(Bucket=NAMES.upload_bucket, Key=key, Body=photo)
    waiting = cloud.waiting()

    for way in ways:
        match way:
            case "post":
                body = json.dumps({"s3_uri": issued["s3_uri"]})
                load("process-handler").handler(api_event(cloud.api_key, body=body), CONTEXT)
            case "eventbridge":
                load("s3-event-handler").handler(s3_eventbridge(NAMES.upload_bucket, key), CONTEXT)
            case "notification":
                load("s3-event-handler").handler(s3_notification(NAMES.upload_bucket, key), CONTEXT)

    assert key.startswith(f"uploads/{job_id}/")
    assert client("s3").get_object(Bucket=NAMES.upload_bucket, Key=key)["Body"].read() == photo
    job = cloud.find(job_id)
    assert job is not None
    assert (job.status, job.s3_upload_key) == ("queued", key)
    assert cloud.waiting() == waiting + 1
