"""Property 21: any address of an avatar is good for exactly one hour from the moment it is made."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from petavatar.jobs import Job
from testing.events import CONTEXT, api_event, body_of
from tests.support.cloud import Cloud
from tests.support.strategies import completed_jobs

Load = Callable[[str], ModuleType]


@given(job=completed_jobs(now=time.time()), times=st.integers(1, 2))
def test_property_21_presigned_url_expiration(cloud: Cloud, load: Load, job: Job, times: int) -> None:
    cloud.write(job)

    for _ in range(times):
        before = int(time.time())
        body = body_of(load("result-handler").handler(api_event(cloud.api_key, job_id=job.job_id), CONTEXT))
        after = time.time()

        query = parse_qs(urlsplit(body["avatar_url"]).query)
        made = datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
        assert query["X-Amz-Expires"] == ["3600"]
        assert before <= made <= after
        assert body["avatar_url_expires_in"] == 3600
