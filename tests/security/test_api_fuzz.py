"""The running API under requests that nobody sends in earnest: it keeps to its document, and its door stays shut."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from deployment.openapi.document import openapi_document
from deployment.openapi.models import ProblemBody
from local.system import LocalSystem
from petavatar.items import attributes_of, to_item
from testing.api import ApiUser
from testing.jobs import a_completed_job

if TYPE_CHECKING:
    from tests.security.fuzzing import Answer, Report

DOCUMENT: Final = openapi_document("fuzzed")
CAT: Final = Path("samples/chelsea.jpg").read_bytes()
BROKEN_JPEG: Final = CAT[:64]
# What becomes of the tickets that are drawn: most are never used.
UPLOADS: Final = (BROKEN_JPEG, None, b"no photo", None, None, b"", None, None)

MET: Final = {
    "GET /presigned-url": {200, 400, 401, 409, 422},
    "POST /process": {202, 400, 401, 404, 409},
    "GET /status/{job_id}": {200, 401, 404},
    "GET /results/{job_id}": {200, 401, 404, 409},
    "DELETE /jobs/{job_id}": {204, 401, 404, 409},
    "GET /jobs": {200, 400, 401},
    "POST /jobs/{job_id}/cancel": {401, 404, 409},
    "POST /jobs/{job_id}/variations": {202, 400, 401, 404, 409, 422},
    "POST /jobs/{job_id}/share": {200, 400, 401, 404, 409},
    "POST /jobs/{job_id}/unshare": {204, 401, 404},
}
OPEN: Final = {
    "GET /shared/{token}": {200, 404},
    "GET /s/{token}": {200, 404},
    "GET /s/{token}/card.png": {302, 404},
}
"""What needs no key."""
LINKS: Final = {
    "GET /presigned-url -> [200] process -> POST /process",
    "GET /presigned-url -> [200] status -> GET /status/{job_id}",
    "POST /process -> [202] results -> GET /results/{job_id}",
    "POST /process -> [202] status -> GET /status/{job_id}",
    "POST /process -> [202] cancel -> POST /jobs/{job_id}/cancel",
    "POST /process -> [202] erase -> DELETE /jobs/{job_id}",
}


@dataclass(frozen=True)
class Jobs:
    """Jobs that have ended, for requests to meet, and to erase."""

    completed: str
    failed: str
    erasable: tuple[str, ...]
    s3_uris: tuple[str, ...]
    token: str


@pytest.fixture(scope="module")
def completed(system: LocalSystem) -> str:
    """The id of a completed job with a second object."""
    user = ApiUser(system)
    job_id = user.drop(CAT, "first.jpg")
    assert user.end_of(job_id)["status"] == "completed"
    return user.drop(CAT, "second.jpg", job_id)


@pytest.fixture(scope="module")
def shared(system: LocalSystem) -> str:
    """The id of another one, since requests end the sharing of those that they meet. It is a record alone."""
    job = a_completed_job(ttl=int(time.time()) + 5000)
    system.client("dynamodb").put_item(TableName=system.names.table, Item=to_item(attributes_of(job)))
    return job.job_id


@pytest.fixture
def jobs(system: LocalSystem, completed: str, shared: str) -> Jobs:
    user = ApiUser(system)
    failed, *erasable = [user.drop(b"no photo", "first.jpg") for _ in range(5)]
    assert {user.end_of(job_id)["status"] for job_id in (failed, *erasable)} == {"failed"}
    names = ("first.jpg", "second.jpg")
    s3_uris = tuple(f"s3://{system.upload_bucket}/uploads/{completed}/{name}" for name in names)
    token = user.http.post(f"/jobs/{shared}/share").json()["token"]
    return Jobs(completed, failed, tuple(erasable), s3_uris, token)


def fuzz(
    system: LocalSystem, jobs: Jobs, examples: int, headers: Mapping[str, str], *, boundaries: bool = True
) -> "Report":
    # Schemathesis takes a second to load, in each process that only collects these tests.
    from tests.security.fuzzing import Fuzzer

    s3, uploads = system.client("s3"), cycle(UPLOADS)

    def use_ticket(ticket: dict[str, Any]) -> None:
        body = next(uploads)
        if body is not None:
            s3.put_object(Bucket=system.upload_bucket, Key=ticket["upload_fields"]["key"], Body=body)

    fuzzer = Fuzzer(
        DOCUMENT,
        system.api_url,
        examples,
        headers,
        job_ids=(jobs.completed, jobs.failed),
        erasable=jobs.erasable,
        s3_uris=jobs.s3_uris,
        tokens=(jobs.token,),
        use_ticket=use_ticket,
        boundaries=boundaries,
    )
    report = fuzzer.run()
    print(report)
    return report


@pytest.mark.parametrize("boundaries", [False, pytest.param(True, marks=pytest.mark.verify)])
def test_every_answer_is_as_documented(system: LocalSystem, jobs: Jobs, boundaries: bool) -> None:
    report = fuzz(system, jobs, 5, {"x-api-key": system.api_key}, boundaries=boundaries)

    assert faults(report) == []
    assert len(report.answers) >= 50


@pytest.mark.parametrize("boundaries", [False, pytest.param(True, marks=pytest.mark.verify)])
def test_nothing_is_answered_without_a_valid_key(system: LocalSystem, jobs: Jobs, boundaries: bool) -> None:
    report = fuzz(system, jobs, 3, {}, boundaries=boundaries)

    assert [answer for answer in guarded(report) if not is_refusal(answer)] == []
    assert {operation: report.statuses(operation) for operation in MET} == {operation: {401} for operation in MET}


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_thousand_answers_are_as_documented(system: LocalSystem, jobs: Jobs) -> None:
    report = fuzz(system, jobs, 300, {"x-api-key": system.api_key})

    assert faults(report) == []
    assert len(report.answers) >= 1000
    assert {operation: report.statuses(operation) for operation in MET | OPEN} == MET | OPEN
    assert report.followed.keys() >= LINKS


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_thousand_requests_without_a_valid_key_are_answered_by_nobody(system: LocalSystem, jobs: Jobs) -> None:
    report = fuzz(system, jobs, 100, {})

    assert [answer for answer in guarded(report) if not is_refusal(answer)] == []
    assert len(report.answers) >= 1000


def faults(report: "Report") -> list[str]:
    """All that the API did but the document does not say, and every failure on its side."""
    odd = [
        f"{answer.method} {answer.operation}: {answer.status} {answer.body[:200]!r}"
        for answer in report.answers
        if answer.status >= 500 or not (answer.declared or answer.is_gateways)
    ]
    return report.complaints + odd


def guarded(report: "Report") -> list["Answer"]:
    """The answers for which a key was needed."""
    return [answer for answer in report.answers if not (answer.is_gateways or answer.operation in OPEN)]


def is_refusal(answer: "Answer") -> bool:
    assert answer.content_type == "application/problem+json", answer
    problem = ProblemBody.model_validate(json.loads(answer.body))
    return answer.status == problem.status == 401 and answer.declared
