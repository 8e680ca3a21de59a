"""A presigned POST can be used again: what is worked on is what was accepted, or nothing."""

import base64
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image
from strands.models import BedrockModel

from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.run import events_of
from local.system import LocalSystem
from petavatar.accept import Acceptor
from petavatar.aws import client
from petavatar.errors import JobIdTaken
from petavatar.jobs import Job
from testing import photos
from testing.api import ApiUser
from testing.bedrock import ANALYSIS, BedrockEndpoint
from testing.jobs import a_job
from tests.support.cloud import NAMES, Cloud, upload_key
from tests.support.errands import Errand
from tests.support.job_context import a_context, runtime_client
from tests.support.wire import fresh_client, resting_before_every_call

pytestmark = pytest.mark.usefixtures("pictures_decoded_once", "cards_drawn_once")

PATIENCE_S: Final = 20.0
RED: Final = photos.jpeg(Image.new("RGB", (64, 64), "red"))
BLUE: Final = photos.jpeg(Image.new("RGB", (64, 64), "blue"))


def _seen(endpoint: BedrockEndpoint) -> list[str]:
    """The colours that the analysis was shown."""
    blocks = [call.body["messages"][0]["content"][0] for call in endpoint.asked(ANALYSIS)]
    pictures = [photos.opened(base64.b64decode(block["image"]["source"]["bytes"])) for block in blocks]
    return ["red" if photos.is_like(photos.corners(picture)[0], (254, 0, 0)) else "blue" for picture in pictures]


@pytest.mark.parametrize("at", range(4), ids=["inspect", "create", "send", "mark"])
def test_replaced_while_it_is_accepted(cloud: Cloud, endpoint: BedrockEndpoint, model: BedrockModel, at: int) -> None:
    key = cloud.upload(RED)
    acceptor = Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings)
    accepted: list[Job] = []
    with resting_before_every_call("s3", "dynamodb", "sqs"):
        errand = Errand(lambda: accepted.append(acceptor.accept(upload_key(key))))
        for _ in range(at + 1):
            errand.go_on()
        client("s3").put_object(Bucket=NAMES.upload_bucket, Key=key, Body=BLUE)
        while not errand.ended:
            errand.go_on()

    last = _run(cloud, endpoint, model, accepted[0])

    # Before it was looked at, the other photo is simply the photo.
    if at == 0:
        assert (last["type"], _seen(endpoint)) == ("result", ["blue"])
    else:
        assert last["error"]["type"] == "urn:petavatar:problem:photo-replaced"
        assert _seen(endpoint) == []


def test_replaced_while_the_agent_works(cloud: Cloud, endpoint: BedrockEndpoint, model: BedrockModel) -> None:
    """At each call that the agent makes to S3 before it has read the photo, and after."""
    outcomes = [_replaced_before_read(cloud, endpoint, model, number) for number in range(4)]

    replaced: tuple[str, list[str]] = ("urn:petavatar:problem:photo-replaced", [])
    whole = ("", ["red"])
    assert outcomes == [replaced, replaced, whole, whole]


def _replaced_before_read(
    cloud: Cloud, endpoint: BedrockEndpoint, model: BedrockModel, number: int
) -> tuple[str, list[str]]:
    endpoint.reset()
    key = cloud.upload(RED)
    job = a_job(job_id=key.split("/")[1], etag=cloud.inspect(key).etag)
    calls = iter(range(100))
    lock = threading.Lock()

    def replace_photo(**_: Any) -> None:
        with lock:
            mine = next(calls) == number
        if mine:
            # By a client of its own, whose calls are not counted.
            other: Any = fresh_client("s3")
            other.put_object(Bucket=NAMES.upload_bucket, Key=key, Body=BLUE)

    events = client("s3").meta.events
    events.register_first("before-send", replace_photo)
    try:
        last = _run(cloud, endpoint, model, job)
    finally:
        events.unregister("before-send", replace_photo)
    return last.get("error", {}).get("type", ""), _seen(endpoint)


def test_asking_again_names_the_conflict_and_the_first_photo_stays(cloud: Cloud) -> None:
    key = cloud.upload(RED)
    acceptor = Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings)
    first = acceptor.accept(upload_key(key))
    client("s3").put_object(Bucket=NAMES.upload_bucket, Key=key, Body=BLUE)

    with pytest.raises(JobIdTaken):
        acceptor.accept(upload_key(key))
    with pytest.raises(JobIdTaken):
        acceptor.accept_or_fail(upload_key(key))

    assert cloud.jobs.get(first.job_id) == replace(first, sent=True)
    assert cloud.waiting() == 1


def _run(cloud: Cloud, endpoint: BedrockEndpoint, model: BedrockModel, job: Job) -> dict[str, Any]:
    wire = runtime_client(endpoint)
    context = a_context(
        Bedrock(wire, wire),
        RunControl.lasting(job.job_id, PATIENCE_S),
        job_id=job.job_id,
        image_key=job.s3_upload_key,
        etag=job.etag,
    )
    return list(events_of(context, model))[-1]


def test_a_presigned_post_used_again_never_makes_a_mixture(system: LocalSystem) -> None:
    user = ApiUser(system)
    ticket = user.upload(Path("samples/chelsea.jpg").read_bytes())
    assert user.process(ticket["s3_uri"]).status_code == 202

    assert user.post_to_s3(ticket, Path("samples/coffee.jpg").read_bytes()).status_code == 204

    end = user.end_of(ticket["job_id"])
    if end["status"] == "completed":
        assert user.results(ticket["job_id"])["pet_analysis"]["species"] == "cat"
    else:
        assert end["error"]["type"] == "urn:petavatar:problem:photo-replaced"
    assert user.process(ticket["s3_uri"]).status_code == 409
