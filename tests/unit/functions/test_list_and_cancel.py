"""GET /jobs and POST /jobs/{job_id}/cancel."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from deployment.openapi.models import JobInBrief, JobList
from testing.events import CONTEXT, api_event, body_of
from testing.jobs import A_JOB_ID, a_completed_job, a_job
from tests.support.cloud import Cloud, running_cloud

ANA, BEN = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"
ALIVE: Final = {"ttl": 2_000_000_000, "deadline": 2e9}


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with running_cloud() as running:
        entries = [
            {"id": name, "sha256": hashlib.sha256(name.encode()).hexdigest(), **entry}
            for name, entry in (
                ("ana", {"owner": ANA, "scope": "own"}),
                ("operator", {"owner": BEN, "scope": "all"}),
                ("old", {}),
            )
        ]
        running.set_secret(json.dumps({"keys": entries}))
        for owner in (ANA, ANA, BEN):
            running.write(a_job(owner=owner, **ALIVE))
        yield running


@pytest.fixture(scope="module")
def handlers(cloud: Cloud) -> dict[str, Any]:
    return {name: cloud.handler(name).handler for name in ("list-handler", "cancel-handler")}


def ask(handlers: dict[str, Any], key: str, **query: str) -> Any:
    return handlers["list-handler"](api_event(key, query=query), CONTEXT)


@pytest.mark.parametrize(
    ("key", "query", "count"),
    [("ana", {}, 2), ("ana", {"owner": ANA}, 2), ("operator", {}, 1), ("operator", {"owner": ANA, "limit": "1"}, 1)],
)
def test_a_key_lists_its_owners_jobs_and_one_that_opens_all_those_of_any(
    handlers: dict[str, Any], key: str, query: dict[str, str], count: int
) -> None:
    answer = ask(handlers, key, **query)

    assert answer["statusCode"] == 200
    page = JobList.model_validate(body_of(answer))
    assert len(page.jobs) == count
    assert (page.cursor is None) is ("limit" not in query)


@pytest.mark.parametrize(
    ("key", "query"),
    [
        ("ana", {"owner": BEN}),
        ("old", {}),
        ("operator", {"owner": "x"}),
        ("ana", {"status": "done"}),
        ("ana", {"state": "failed"}),
        ("ana", {"cursor": "x"}),
        *(("ana", {"limit": limit}) for limit in ("0", "101", "-1", "1.5", "", "٣", "05")),
    ],
)
def test_any_other_request_for_a_list_is_malformed(handlers: dict[str, Any], key: str, query: dict[str, str]) -> None:
    assert ask(handlers, key, **query)["statusCode"] == 400


def cancel(handlers: dict[str, Any], key: str, job_id: str) -> Any:
    return handlers["cancel-handler"](api_event(key, job_id=job_id), CONTEXT)


def test_a_waiting_job_has_ended_and_one_at_work_is_about_to(cloud: Cloud, handlers: dict[str, Any]) -> None:
    waiting = cloud.write(a_job(owner=ANA, **ALIVE))
    at_work = cloud.write(a_job(owner=ANA, status="processing", attempts=1, lease_until=2e9, **ALIVE))

    ended, marked = (cancel(handlers, "ana", job.job_id) for job in (waiting, at_work))

    assert (ended["statusCode"], marked["statusCode"]) == (202, 202)
    body = JobInBrief.model_validate(body_of(ended))
    assert body.error is not None
    assert (body.status, body.error.type, body.error.status) == ("failed", "urn:petavatar:problem:canceled", 409)
    assert (body_of(marked)["status"], marked["headers"]["Retry-After"]) == ("processing", "2")


def test_what_has_ended_or_belongs_to_another_owner_is_not_canceled(cloud: Cloud, handlers: dict[str, Any]) -> None:
    done, theirs = cloud.write(a_completed_job(owner=ANA, **ALIVE)), cloud.write(a_job(owner=BEN, **ALIVE))

    answers = [cancel(handlers, "ana", job_id) for job_id in (done.job_id, theirs.job_id, A_JOB_ID)]

    assert [answer["statusCode"] for answer in answers] == [409, 404, 404]
    assert cloud.find(theirs.job_id) == theirs
