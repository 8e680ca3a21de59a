"""A sandbox with keys, and a completed job that has kept everything."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from petavatar.jobs import Job
from testing.events import CONTEXT, api_event
from testing.jobs import a_completed_job
from testing.kept import keep_all_of
from tests.support.cloud import Cloud, running_cloud
from tests.unit.functions.variation_handler.asking import ANA, AWAY, KEYS

Vary = Callable[..., Any]


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with running_cloud() as running:
        entries = [
            {"id": name, "sha256": hashlib.sha256(name.encode()).hexdigest(), "scope": "own", **entry}
            for name, entry in KEYS.items()
        ]
        running.set_secret(json.dumps({"keys": entries, "ids_from": "a secret"}))
        running.now = time.time()
        yield running


@pytest.fixture(scope="module")
def vary(cloud: Cloud) -> Vary:
    handler = cloud.handler("variation-handler").handler

    def post(key: str, job_id: str, idempotency_key: str = "", **body: Any) -> Any:
        event = api_event(key, job_id=job_id, body=json.dumps(body or {"change": "portrait"}))
        if idempotency_key:
            event["headers"]["Idempotency-Key"] = idempotency_key
        return handler(event, CONTEXT)

    return post


@pytest.fixture
def source(cloud: Cloud) -> Job:
    """A completed job of Ana's with all that it has kept."""
    job = cloud.write(a_completed_job(owner=ANA, choices={"style": "corporate"}, **AWAY))
    keep_all_of(job, cloud.store)
    return job
