"""Property 10: GET /status answers with what the job amounts to now, one of four states."""

import time
from collections.abc import Callable
from types import ModuleType

from hypothesis import given
from hypothesis import strategies as st

from petavatar.errors import AgentFailure
from testing.events import CONTEXT, Payload, api_event, body_of
from testing.jobs import a_job
from tests.support.cloud import Cloud
from tests.support.strategies import job_ids

Load = Callable[[str], ModuleType]

_WHEN = st.integers(60, 100_000).flatmap(lambda seconds: st.sampled_from([-seconds, seconds]))


@given(
    job_id=job_ids,
    stored=st.sampled_from(["queued", "processing", "completed", "failed"]),
    progress=st.integers(0, 100),
    deadline=_WHEN,
    lease=_WHEN,
    attempts=st.integers(1, 5),
    payload=st.sampled_from(["2.0", "1.0"]),
)
def test_property_10_status_endpoint_returns_current_state(
    cloud: Cloud,
    load: Load,
    job_id: str,
    stored: str,
    progress: int,
    deadline: int,
    lease: int,
    attempts: int,
    payload: Payload,
) -> None:
    now = time.time()
    cloud.write(
        a_job(
            job_id=job_id,
            status=stored,
            progress=progress,
            deadline=now + deadline,
            lease_until=now + lease,
            attempts=attempts,
            error=AgentFailure("It broke off").record() if stored == "failed" else None,
            ttl=int(now) + 1000,
        )
    )

    answer = load("status-handler").handler(api_event(cloud.api_key, payload=payload, job_id=job_id), CONTEXT)

    nobody_left = deadline < 0 or (stored == "processing" and lease < 0 and attempts >= 3)
    unfinished = stored in ("queued", "processing")
    body = body_of(answer)
    assert answer["statusCode"] == 200
    assert body["job_id"] == job_id
    assert body["status"] == ("failed" if unfinished and nobody_left else stored)
    assert body["status"] in {"queued", "processing", "completed", "failed"}
    assert body["progress"] == progress
    assert ("error" in body) is (body["status"] == "failed")
    assert ("results_url" in body) is (body["status"] == "completed")
