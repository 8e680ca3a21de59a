"""Two keys of scope `own` never see anything of each other's, whatever they ask of any route."""

import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployment.names import Names
from deployment.topology import load_topology
from local.engine import ACCOUNT, REGION
from testing import photos
from testing.events import CONTEXT, Payload, api_event
from testing.jobs import a_completed_job, a_job
from tests.support.cloud import NAMES, Cloud, running_cloud
from tests.support.sampling import fewer

ANA, BEN = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"
KEYS: Final = {"ana's key": ANA, "ben's key": BEN}
ALIVE: Final = {"ttl": 2_000_000_000, "deadline": 2e9, "owner": ANA}
ROUTES: Final = load_topology(Names(ACCOUNT, REGION, "local")).routes
SECRET: Final = "Anastasia"
"""A word of Ana's: in names, keys and texts of all that is hers."""


class Things:
    """What Ana has: jobs in every state, uploads, a tombstone, a job under an Idempotency-Key."""

    def __init__(self, cloud: Cloud) -> None:
        found = json.dumps({"identity": {"human_name": SECRET}})
        upload = cloud.upload(photos.jpeg(), name=f"{SECRET}.jpg", metadata={"owner": ANA, "pet_name": SECRET})
        waiting = cloud.write(a_job(job_id=upload.split("/")[1], s3_upload_key=upload, findings=found, **ALIVE))
        at_work = cloud.write(a_job(status="processing", lease_until=2e9, attempts=1, findings=found, **ALIVE))
        done = cloud.write(a_completed_job(findings=found, choices={"pet_name": SECRET}, **ALIVE))
        failed = cloud.write(a_job(status="failed", findings=found, **ALIVE))
        erased = cloud.write(a_completed_job(**ALIVE))
        cloud.now = time.time()
        cloud.erasures.begin(erased.job_id, owner=ANA, ttl=2_000_000_000, margin_s=30)
        new = cloud.upload(photos.jpeg(), name=f"{SECRET}.jpg", metadata={"owner": ANA})
        self.job_ids = [job.job_id for job in (waiting, at_work, done, failed, erased)] + [new.split("/")[1]]
        self.uris = [f"s3://{NAMES.upload_bucket}/{key}" for key in (upload, new)]


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with running_cloud() as running:
        entries = [
            {"id": name, "sha256": hashlib.sha256(name.encode()).hexdigest(), "owner": owner, "scope": "own"}
            for name, owner in KEYS.items()
        ]
        running.set_secret(json.dumps({"keys": entries, "ids_from": "a secret"}))
        yield running


@pytest.fixture(scope="module")
def things(cloud: Cloud) -> Things:
    return Things(cloud)


@pytest.fixture(scope="module")
def handlers(cloud: Cloud) -> dict[str, Any]:
    return {route.function: cloud.handler(route.function).handler for route in ROUTES}


@fewer(4)
@given(data=st.data(), payload=st.sampled_from(["2.0", "1.0"]))
def test_a_stranger_meets_nothing_but_what_does_not_exist(
    cloud: Cloud, handlers: dict[str, Any], things: Things, data: st.DataObject, payload: Payload
) -> None:
    route = data.draw(st.sampled_from(ROUTES))
    job_id, uri = data.draw(st.sampled_from(things.job_ids)), data.draw(st.sampled_from(things.uris))
    values = st.sampled_from(["completed", "failed", "20", "1", ANA, BEN, job_id, "casual", uri])
    names = st.sampled_from(["status", "limit", "owner", "cursor", "style", "content_type", "pet_name"])
    query = data.draw(st.dictionaries(names, values, max_size=2))
    body = data.draw(st.sampled_from([{"s3_uri": uri}, {"s3_uri": uri, "job_id": job_id}, {"job_id": job_id}]))
    event = api_event(
        "ben's key", payload=payload, job_id=job_id if "{job_id}" in route.path else None, body=json.dumps(body)
    )
    event["queryStringParameters"] = query
    if data.draw(st.booleans()):
        event["headers"]["Idempotency-Key"] = data.draw(st.sampled_from(["k", ANA, job_id]))
    before = _hers(cloud)

    answer = handlers[route.function](event, CONTEXT)

    text = json.dumps(answer)
    assert SECRET not in text
    assert answer["statusCode"] in (200, 400, 404)
    if "{job_id}" in route.path or route.path == "/process":
        assert answer["statusCode"] in (400, 404)
    else:
        assert not any(each in text for each in things.job_ids)
    assert _hers(cloud) == before


@pytest.mark.parametrize(("key", "count"), [("ana's key", 4), ("ben's key", 0)])
def test_a_list_has_ones_own_jobs_alone(handlers: dict[str, Any], things: Things, key: str, count: int) -> None:
    answer = handlers["list-handler"](api_event(key), CONTEXT)

    assert len(json.loads(answer["body"])["jobs"]) == count
    assert len(things.job_ids) == 6


def _hers(cloud: Cloud) -> list[Any]:
    return sorted((item for item in cloud.items() if item.get("owner") == {"S": ANA}), key=str)
