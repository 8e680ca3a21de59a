"""Jobs under control: cancel, list, and one job for one Idempotency-Key."""

import httpx
import pytest

from petavatar_client import ApiProblem, Job
from tests.support.deployment import JOB_ID, Deployment, problem, sent_json, state

PRESIGN = "GET /stage/presigned-url"
CANCEL = f"POST /stage/jobs/{JOB_ID}/cancel"
VARIATIONS = f"POST /stage/jobs/{JOB_ID}/variations"
LIST = "GET /stage/jobs"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def test_a_job_is_canceled(deployment: Deployment) -> None:
    deployment.answers(CANCEL, state("failed", error={"type": "urn:petavatar:problem:canceled"}))

    job = deployment.client().cancel(JOB_ID)

    assert (job.ended, job.error and job.error.type) == (True, "urn:petavatar:problem:canceled")


def test_a_variation_is_asked_for_waited_for_and_fetched(deployment: Deployment) -> None:
    deployment.answers(VARIATIONS, httpx.ConnectError("gone"), state("queued"))

    results = deployment.client().variation(JOB_ID, change="career", dimensions={"ambition": 95}, seed=5)

    assert results.identity.human_name == "Zoë Ashworth"
    first, again = deployment.asked(VARIATIONS)
    assert sent_json(first) == sent_json(again) == {"change": "career", "dimensions": {"ambition": 95}, "seed": 5}
    assert len({request.headers["Idempotency-Key"] for request in (first, again)}) == 1


def test_each_call_for_a_variation_makes_another_one_unless_it_has_a_key(deployment: Deployment) -> None:
    deployment.answers(VARIATIONS, state("queued"))

    for key in (None, None, "mine"):
        deployment.client().variation(JOB_ID, change="portrait", idempotency_key=key)

    one, other, mine = (request.headers["Idempotency-Key"] for request in deployment.asked(VARIATIONS))
    assert (one != other, mine) == (True, "mine")


def test_jobs_are_listed_in_parts(deployment: Deployment) -> None:
    body = {"jobs": [{"job_id": JOB_ID, "status": "queued", "stage": "waiting"}], "cursor": "next"}
    deployment.answers(LIST, httpx.Response(200, json=body), httpx.Response(200, json={"jobs": [], "cursor": None}))
    client = deployment.client()

    first = client.jobs(status="queued", limit=1)
    second = client.jobs(cursor=first.cursor)

    assert [(job.job_id, job.stage) for job in first.jobs] == [(JOB_ID, "waiting")]
    assert (second.jobs, second.cursor) == ((), None)
    assert [dict(request.url.params) for request in deployment.asked(LIST)] == [
        {"status": "queued", "limit": "1"},
        {"limit": "20", "cursor": "next"},
    ]


def test_findings_are_seen_as_they_come_and_the_portraits_address_is_a_secret(deployment: Deployment) -> None:
    more = {"stage": "career", "findings": {"pet_analysis": {}}, "estimated_seconds_left": 9, "avatar_url": "https://x"}
    deployment.answers(f"GET /stage/status/{JOB_ID}", state("processing", 35, **more))

    job = deployment.client().status(JOB_ID)

    assert (job.stage, job.findings, job.estimated_seconds_left) == ("career", {"pet_analysis": {}}, 9)
    assert "https://x" not in repr(job)


def test_under_an_idempotency_key_a_job_that_exists_is_waited_for_without_an_upload(deployment: Deployment) -> None:
    deployment.answers(PRESIGN, state("processing"))
    seen: list[Job] = []

    results = deployment.client().create(PNG, idempotency_key="k", max_wait_s=60, on_progress=seen.append)

    (asked,) = deployment.asked(PRESIGN)
    assert (asked.headers["idempotency-key"], asked.url.params["max_wait_s"]) == ("k", "60")
    assert (results.job_id, [job.status for job in seen]) == (JOB_ID, ["processing", "completed"])
    assert deployment.asked("POST /uploads") == deployment.asked("POST /stage/process") == []


def test_a_limit_that_lasts_for_hours_is_not_waited_for(deployment: Deployment) -> None:
    refusal = problem(429, "A limit of this API key is used up", "", **{"Retry-After": "40000"})
    quota = refusal.json() | {"type": "urn:petavatar:problem:quota-exceeded"}
    deployment.answers(PRESIGN, httpx.Response(429, json=quota, headers={"Retry-After": "40000"}))

    with pytest.raises(ApiProblem) as caught:
        deployment.client().create(PNG)

    assert (caught.value.retry_after_s, len(deployment.asked(PRESIGN)), deployment.slept) == (40_000, 1, [])


def test_a_result_is_shared_and_the_address_is_a_secret(deployment: Deployment) -> None:
    path = f"POST /stage/jobs/{JOB_ID}/share"
    body = {"job_id": JOB_ID, "url": "https://x/s/t", "page_url": None, "token": "t-o-k-e-n", "photo": True}
    deployment.answers(path, httpx.ConnectError("broken"), httpx.Response(200, json=body))

    link = deployment.client().share(JOB_ID, photo=True)

    assert (link.url, link.token, link.photo) == ("https://x/s/t", "t-o-k-e-n", True)
    assert "t-o-k-e-n" not in repr(link)
    assert "https://x/s/t" not in repr(link)
    assert [sent_json(request) for request in deployment.asked(path)] == [{"photo": True}] * 2


def test_sharing_is_ended(deployment: Deployment) -> None:
    path = f"POST /stage/jobs/{JOB_ID}/unshare"
    deployment.answers(path, httpx.Response(204))

    deployment.client().unshare(JOB_ID)

    assert len(deployment.asked(path)) == 1
