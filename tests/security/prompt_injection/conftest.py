"""Jobs whose photos, names and replies give orders."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from agent.context import JobContext
from agent.models.bedrock import Bedrock
from testing import photos
from testing.bedrock import BedrockEndpoint
from tests.support.cloud import Cloud, running_cloud
from tests.support.job_context import a_context, a_control

MakeJob = Callable[..., JobContext]


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    """One sandbox for all: every job has an id of its own."""
    with running_cloud() as running:
        yield running


@pytest.fixture
def make_job(
    cloud: Cloud,
    endpoint: BedrockEndpoint,
    bedrock_client: Any,
    pictures_decoded_once: None,
    cards_drawn_once: None,
) -> MakeJob:
    """Makes a job whose photo is uploaded; an ordinary one if none is given."""

    def make(photo: bytes | None = None, name: str = "original.jpg", job_id: str = "", **values: Any) -> JobContext:
        job_id = job_id or str(uuid4())
        key = cloud.upload(photos.jpeg() if photo is None else photo, job_id=job_id, name=name)
        bedrock, etag = Bedrock(bedrock_client, bedrock_client), cloud.inspect(key).etag
        return a_context(bedrock, a_control(), job_id=job_id, image_key=key, etag=etag, **values)

    return make


@pytest.fixture
def job(make_job: MakeJob) -> JobContext:
    """A job of an ordinary photo."""
    return make_job()
