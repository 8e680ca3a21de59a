"""Keys of scope `own` see the jobs of their owner and those of nobody; every other job is one that does not exist."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from petavatar.keys import UploadKey
from testing import photos
from testing.events import CONTEXT, api_event, body_of
from testing.jobs import A_JOB_ID, a_completed_job
from tests.support.cloud import NAMES, Cloud, running_cloud

ANA, BEN = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"
KEYS: Final = {"ana": (ANA, "own"), "ben": (BEN, "own"), "operator": (BEN, "all")}
OF_A_JOB: Final = {"status-handler": 200, "result-handler": 200, "delete-handler": 204}

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with running_cloud() as running:
        entries = [
            {"id": name, "sha256": hashlib.sha256(name.encode()).hexdigest(), "owner": owner, "scope": scope}
            for name, (owner, scope) in KEYS.items()
        ]
        running.set_secret(json.dumps({"keys": entries}))
        yield running


@pytest.fixture(scope="module")
def ask(cloud: Cloud) -> Ask:
    handlers = {name: cloud.handler(name) for name in (*OF_A_JOB, "process-handler")}

    def asking(function: str, key: str, **request: Any) -> Any:
        return handlers[function].handler(api_event(key, **request), CONTEXT)

    return asking


def of_nobody(answer: Any) -> Any:
    return {name: value for name, value in body_of(answer).items() if name != "request_id"}


@pytest.mark.parametrize("function", OF_A_JOB)
def test_a_job_is_its_owners_and_that_of_keys_that_open_all(cloud: Cloud, ask: Ask, function: str) -> None:
    unknown = ask(function, "ben", job_id=A_JOB_ID)
    for owner, key, found in (
        (ANA, "ana", True),
        (ANA, "ben", False),
        (ANA, "operator", True),
        ("", "ana", True),
        ("", "ben", True),
    ):
        job = cloud.write(a_completed_job(owner=owner, ttl=2_000_000_000))

        answer = ask(function, key, job_id=job.job_id)

        assert answer["statusCode"] == (OF_A_JOB[function] if found else 404)
        if not found:
            assert of_nobody(answer) == of_nobody(unknown)


def test_a_strangers_erased_job_is_unknown_too(cloud: Cloud, ask: Ask) -> None:
    job = cloud.write(a_completed_job(owner=ANA, ttl=2_000_000_000))
    assert ask("delete-handler", "ana", job_id=job.job_id)["statusCode"] == 204

    assert ask("delete-handler", "ben", job_id=job.job_id)["statusCode"] == 404
    assert ask("delete-handler", "ana", job_id=job.job_id)["statusCode"] == 204


@pytest.mark.parametrize("content", [photos.jpeg(), b"no photo"], ids=["photo", "no photo"])
def test_a_strangers_upload_is_one_that_is_not_there(cloud: Cloud, ask: Ask, content: bytes) -> None:
    key = cloud.upload(content, metadata={"owner": ANA})
    missing = UploadKey(A_JOB_ID, f"uploads/{A_JOB_ID}/original.jpg").key

    theirs, nothing = (
        ask("process-handler", "ben", body=json.dumps({"s3_uri": f"s3://{NAMES.upload_bucket}/{at}"}))
        for at in (key, missing)
    )

    assert (theirs["statusCode"], of_nobody(theirs)) == (404, of_nobody(nothing))


def test_a_strangers_job_under_a_drops_id_is_not_betrayed(cloud: Cloud, ask: Ask) -> None:
    key = cloud.upload(photos.jpeg(), metadata={"owner": ANA})
    ask("process-handler", "ana", body=json.dumps({"s3_uri": f"s3://{NAMES.upload_bucket}/{key}"}))
    dropped = cloud.upload(photos.png(), job_id=key.split("/")[1], name="dropped.png")

    answer = ask("process-handler", "ben", body=json.dumps({"s3_uri": f"s3://{NAMES.upload_bucket}/{dropped}"}))

    assert answer["statusCode"] == 404
