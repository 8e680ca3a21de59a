"""Property 13: each of the topology's routes goes to the function that answers it."""

import json
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

import yaml
from hypothesis import given
from hypothesis import strategies as st

from testing import photos
from testing.events import CONTEXT, Payload, api_event, body_of
from testing.jobs import a_completed_job
from tests.support.cloud import NAMES, ROOT, Cloud
from tests.support.strategies import job_ids

Load = Callable[[str], ModuleType]

ROUTES: Final[dict[str, Any]] = {
    path: route
    for path, route in yaml.safe_load((ROOT / "topology.yml").read_text())["routes"].items()
    if path != "default"
}
EXPECTED: Final = {
    ("GET", "/presigned-url"): "presigned-url-handler",
    ("POST", "/process"): "process-handler",
    ("GET", "/status/{job_id}"): "status-handler",
    ("GET", "/results/{job_id}"): "result-handler",
    ("GET", "/jobs"): "list-handler",
    ("POST", "/jobs/{job_id}/cancel"): "cancel-handler",
    ("POST", "/jobs/{job_id}/variations"): "variation-handler",
    ("DELETE", "/jobs/{job_id}"): "delete-handler",
    ("GET", "/webhook-secret"): "webhook-handler",
    ("GET", "/jobs/{job_id}/deliveries"): "webhook-handler",
    ("POST", "/jobs/{job_id}/redeliver"): "webhook-handler",
    ("POST", "/jobs/{job_id}/share"): "share-link-handler",
    ("POST", "/jobs/{job_id}/unshare"): "share-link-handler",
    ("GET", "/shared/{token}"): "shared-result-handler",
    ("GET", "/s/{token}"): "shared-result-handler",
    ("GET", "/s/{token}/card.png"): "shared-result-handler",
}


def test_property_13_the_topology_has_these_routes_and_no_other() -> None:
    assert {(route["method"], path): route["function"] for path, route in ROUTES.items()} == EXPECTED


@given(path=st.sampled_from(sorted(ROUTES)), job_id=job_ids, payload=st.sampled_from(["2.0", "1.0"]))
def test_property_13_api_gateway_routes_to_correct_handlers(
    cloud: Cloud, load: Load, path: str, job_id: str, payload: Payload
) -> None:
    later = {"deadline": time.time() + 1000, "ttl": int(time.time()) + 5000}
    cloud.write(a_completed_job(job_id=job_id, **later))
    bodies = {
        "/process": {"s3_uri": f"s3://{NAMES.upload_bucket}/{cloud.upload(photos.jpeg())}"},
        "/jobs/{job_id}/variations": {"change": "portrait"},
    }
    event = api_event(
        cloud.api_key,
        payload=payload,
        job_id=job_id if "{job_id}" in path else None,
        token="no-token" if "{token}" in path else None,
        route=path,
        body=json.dumps(bodies[path]) if path in bodies else None,
    )

    answer = load(ROUTES[path]["function"]).handler(event, CONTEXT)

    if path in ("/jobs/{job_id}", "/jobs/{job_id}/unshare"):
        assert (answer["statusCode"], answer["body"]) == (204, "")
        return
    if path.startswith("/s/"):
        assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (404, "text/html; charset=utf-8")
        return
    body = body_of(answer)
    match path:
        case "/presigned-url":
            assert (answer["statusCode"], "upload_fields" in body) == (200, True)
        case "/process":
            assert (answer["statusCode"], body["status"]) == (202, "queued")
        case "/jobs":
            assert (answer["statusCode"], set(body)) == (200, {"jobs", "cursor"})
        case "/jobs/{job_id}/share":
            assert (answer["statusCode"], body["job_id"]) == (200, job_id)
        case "/shared/{token}":
            assert (answer["statusCode"], body["type"]) == (404, "urn:petavatar:problem:not-shared")
        case "/jobs/{job_id}/cancel":
            assert (answer["statusCode"], body["type"]) == (409, "urn:petavatar:problem:job-ended")
        case "/jobs/{job_id}/variations":
            assert (answer["statusCode"], body["type"]) == (409, "urn:petavatar:problem:nothing-kept")
        case "/webhook-secret":
            assert (answer["statusCode"], set(body)) == (200, {"secret", "secrets"})
        case "/jobs/{job_id}/deliveries":
            assert (answer["statusCode"], body["deliveries"]) == (200, [])
        case "/jobs/{job_id}/redeliver":
            assert (answer["statusCode"], body["type"]) == (409, "urn:petavatar:problem:nothing-to-deliver")
        case "/status/{job_id}":
            assert (answer["statusCode"], body["status"], body["job_id"]) == (200, "completed", job_id)
            assert "identity" not in body
        case _:
            assert (answer["statusCode"], body["job_id"], "identity" in body) == (200, job_id, True)
