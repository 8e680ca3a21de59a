"""The running API under requests that nobody sends in earnest: it keeps to its document, and its door stays shut."""

import json
import time
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import pytest

from deployment.openapi.document import openapi_document
from deployment.openapi.models import ProblemBody
from local.system import LocalSystem
from testing.api import ApiUser
from testing.jobs import a_completed_job, a_job

if TYPE_CHECKING:
    from tests.security.fuzzing import Answer, Examples, Report

DOCUMENT: Final = openapi_document("fuzzed")
CAT: Final = Path("samples/chelsea.jpg").read_bytes()
BROKEN_JPEG: Final = CAT[:64]
# What becomes of the tickets that are drawn: most are never used.
UPLOADS: Final = (BROKEN_JPEG, None, b"no photo", None, None, b"", None, None)

QUICK: Final = ("examples", "fuzzing")
ALL: Final = (*QUICK, "stateful", "coverage")

# Which phases a run has, and how many random requests to each operation.
quick_and_all: Final = pytest.mark.parametrize(
    ("phases", "examples"),
    [pytest.param(QUICK, 2, id="quick"), pytest.param(ALL, 5, id="all", marks=pytest.mark.verify)],
)

MET: Final = {
    "GET /presigned-url": {200, 400, 401, 409, 422},
    "POST /process": {202, 400, 401, 404, 409},
    "GET /status/{job_id}": {200, 401, 404},
    "GET /results/{job_id}": {200, 401, 404, 409},
    "DELETE /jobs/{job_id}": {204, 401, 404, 409},
    "GET /jobs": {200, 400, 401},
    "POST /jobs/{job_id}/cancel": {202, 401, 404, 409},
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


@pytest.fixture(scope="module")
def completed(system: LocalSystem) -> str:
    """The id of a completed job with a second object."""
    user = ApiUser(system)
    job_id = user.drop(CAT, "first.jpg")
    assert user.end_of(job_id)["status"] == "completed"
    return user.drop(CAT, "second.jpg", job_id)


@pytest.fixture
def shared(system: LocalSystem) -> str:
    """The id of another one, since requests end the sharing of those that they meet. It is a record alone."""
    return ApiUser(system).record(a_completed_job(ttl=int(time.time()) + 5000))


@pytest.fixture(scope="module")
def used(system: LocalSystem) -> str:
    """The Idempotency-Key of a job."""
    user, key = ApiUser(system), "fuzz-used"
    user.end_of(start(user, key))
    return key


@pytest.fixture(scope="module")
def erased(system: LocalSystem) -> str:
    """The Idempotency-Key of a job that was erased."""
    user, key = ApiUser(system), "fuzz-erased"
    job_id = start(user, key)
    user.end_of(job_id)
    assert user.erase(job_id).status_code == 204
    return key


def start(user: ApiUser, idempotency_key: str) -> str:
    ticket = user.http.get("/presigned-url", headers={"Idempotency-Key": idempotency_key}).json()
    assert user.post_to_s3(ticket, b"no photo").status_code == 204
    return str(ticket["job_id"])


def waiting(user: ApiUser) -> str:
    """The id of a job that waits for ever. It is a record alone."""
    return user.record(a_job(ttl=int(time.time()) + 5000, deadline=int(time.time()) + 5000))


@pytest.fixture
def known(system: LocalSystem, completed: str, shared: str, used: str, erased: str) -> "Examples":
    """Examples that lead to answers which random requests hardly ever get, or not in every run."""
    user, unknown = ApiUser(system), str(uuid4())
    failed, *erasable = [user.drop(b"no photo", "first.jpg") for _ in range(5)]
    assert {user.end_of(job_id)["status"] for job_id in (failed, *erasable)} == {"failed"}
    token = user.http.post(f"/jobs/{shared}/share").json()["token"]
    names = ("first.jpg", "second.jpg", "not-there.jpg")
    s3_uris = [f"s3://{system.upload_bucket}/uploads/{completed}/{name}" for name in names]
    by_id = {operation: {"job_id": [completed, failed, unknown]} for operation in MET if "{job_id}" in operation}
    return by_id | {
        "GET /presigned-url": {"Idempotency-Key": [used, erased]},
        "POST /process": {"body": [{"s3_uri": s3_uri} for s3_uri in s3_uris]},
        "POST /jobs/{job_id}/cancel": {"job_id": [waiting(user), failed, unknown]},
        "DELETE /jobs/{job_id}": {"job_id": [waiting(user), *erasable, unknown]},
        "POST /jobs/{job_id}/variations": {
            "job_id": [completed, failed, completed, unknown],
            "Idempotency-Key": ["fuzz-varied", "fuzz-failed", used, "fuzz-unknown"],
            "body": [{"style": "casual"}] * 4,
        },
        "POST /jobs/{job_id}/share": {"job_id": [completed, failed, unknown], "body": [{}] * 3},
        **{operation: {"token": [token, token[::-1]]} for operation in OPEN},
    }


def fuzz(
    system: LocalSystem,
    known: "Examples",
    examples: int,
    headers: Mapping[str, str],
    phases: Sequence[str],
) -> "Report":
    # Schemathesis takes a second to load, in each process that only collects these tests.
    from tests.security.fuzzing import Fuzzer

    s3, uploads = system.client("s3"), cycle(UPLOADS)

    def use_ticket(ticket: dict[str, Any]) -> None:
        body = next(uploads)
        if body is not None:
            s3.put_object(Bucket=system.upload_bucket, Key=ticket["upload_fields"]["key"], Body=body)

    report = Fuzzer(DOCUMENT, system.api_url, examples, headers, known, use_ticket, phases).run()
    print(report)
    return report


@quick_and_all
def test_every_answer_is_as_documented(
    system: LocalSystem, known: "Examples", phases: Sequence[str], examples: int
) -> None:
    report = fuzz(system, known, examples, {"x-api-key": system.api_key}, phases)

    assert faults(report) == []
    assert len(report.answers) >= 50


@quick_and_all
def test_nothing_is_answered_without_a_valid_key(
    system: LocalSystem, known: "Examples", phases: Sequence[str], examples: int
) -> None:
    report = fuzz(system, known, examples, {}, phases)

    assert [answer for answer in guarded(report) if not is_refusal(answer)] == []
    assert {operation: report.statuses(operation) for operation in MET} == {operation: {401} for operation in MET}


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_thousand_answers_are_as_documented(system: LocalSystem, known: "Examples") -> None:
    report = fuzz(system, known, 300, {"x-api-key": system.api_key}, ALL)

    assert faults(report) == []
    assert len(report.answers) >= 1000
    met = {name: report.statuses(name) & statuses for name, statuses in (MET | OPEN).items()}
    assert met == MET | OPEN


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_thousand_requests_without_a_valid_key_are_answered_by_nobody(system: LocalSystem, known: "Examples") -> None:
    report = fuzz(system, known, 100, {}, ALL)

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
