"""The operations on jobs: follow, list, end."""

from typing import Any, Final

from deployment.openapi.models import (
    JobInBrief,
    JobList,
    JobStatus,
    Results,
)
from deployment.openapi.parts import errors, json_answer, of_a_job, query_parameter, with_retry_after
from petavatar.errors import (
    JobEnded,
    JobInUse,
    JobNotCompleted,
    JobNotFound,
    MalformedRequest,
)
from petavatar.jobs import STATUSES

_OWNER: Final = "^[0-9a-f]{16}$"


def status() -> dict[str, Any]:
    """`GET /status/{job_id}`."""
    found = json_answer(JobStatus, "The job, whatever its state")
    return of_a_job(
        "getStatus",
        "A job's current state",
        {"200": with_retry_after(found, "While it is unfinished: seconds until it may be"), **errors(JobNotFound)},
    )


def results() -> dict[str, Any]:
    """`GET /results/{job_id}`."""
    refusals = errors(JobNotFound, JobNotCompleted)
    refusals["409"] = with_retry_after(refusals["409"], "While the job is unfinished: seconds until it may be")
    found = json_answer(Results, "Identity, analysis, and URLs of avatar and card that are good for an hour at most")
    return of_a_job("getResults", "The complete package of a completed job", {"200": found, **refusals})


def list_jobs() -> dict[str, Any]:
    """`GET /jobs`."""
    parameters = [
        query_parameter("status", "Only jobs that are in this state now.", enum=list(STATUSES)),
        query_parameter("limit", "How many jobs to look at.", type="integer", minimum=1, maximum=100, default=20),
        query_parameter("cursor", "Where to begin: the cursor of the part before."),
        query_parameter(
            "owner", "Whose jobs, for keys of scope `all`; those of the key's own owner if left out.", pattern=_OWNER
        ),
    ]
    return {
        "operationId": "listJobs",
        "summary": "The jobs of an owner, newest first",
        "description": "A job that was just accepted may be missing for a moment. No list has jobs without an owner.",
        "parameters": parameters,
        "responses": {"200": json_answer(JobList, "A part of the list"), **errors(MalformedRequest)},
    }


def cancel() -> dict[str, Any]:
    """`POST /jobs/{job_id}/cancel`."""
    canceled = json_answer(JobInBrief, "The job: it has ended as canceled, or its worker ends it within seconds")
    return of_a_job(
        "cancelJob",
        "Cancel a job that has not ended",
        {
            "202": with_retry_after(canceled, "While it is unfinished: seconds until it may have ended"),
            **errors(JobNotFound, JobEnded),
        },
    )


def erase() -> dict[str, Any]:
    """`DELETE /jobs/{job_id}`."""
    refusals = errors(JobNotFound, JobInUse)
    refusals["409"] = with_retry_after(refusals["409"], "Seconds until the job may be erased")
    refusals["409"]["description"] += (
        ". A job that failed may answer 409 until three and a half minutes after its last attempt began, since a run "
        "of it may still be alive; not if it never ran, or failed since its photo was refused"
    )
    return of_a_job(
        "eraseJob",
        "Erase a finished job with its photo, pictures and texts, for good",
        {"204": {"description": "The job is erased, now or before"}, **refusals},
    )
