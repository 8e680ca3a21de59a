"""Property 12: any request with a key that is missing or not valid is answered with 401, and does nothing."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from testing.events import CONTEXT, Payload, api_event, body_of
from tests.support.cloud import Cloud
from tests.support.strategies import anything_written, job_ids, wrong_keys

Load = Callable[[str], ModuleType]
VALID = "pa_the-one-key-that-is-valid"


@given(
    name=st.sampled_from(
        [
            *("presigned-url-handler", "process-handler", "status-handler", "result-handler", "delete-handler"),
            *("list-handler", "cancel-handler", "share-link-handler", "webhook-handler"),
            "variation-handler",
        ]
    ),
    key=wrong_keys(VALID),
    payload=st.sampled_from(["2.0", "1.0"]),
    job_id=job_ids | anything_written,
    body=st.none() | anything_written | st.binary(max_size=50),
)
def test_property_12_invalid_api_keys_are_rejected(
    cloud: Cloud, load: Load, name: str, key: str | None, payload: Payload, job_id: str, body: Any
) -> None:
    cloud.set_keys(VALID)
    event = api_event(key, payload=payload, job_id=job_id, body=body)

    answer = load(name).handler(event, CONTEXT)

    assert answer["statusCode"] == 401
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert body_of(answer)["type"] == "urn:petavatar:problem:unauthorized"
    assert cloud.items() == []
    assert cloud.waiting() == 0
