"""What scripts get: a line of JSON for what came of each photo, and the record of a job."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from petavatar_cli.display import json_line
from petavatar_cli.errors import CliError
from petavatar_cli.flow import Outcome
from petavatar_client import ApiProblem, Job, JobFailed, PetAvatarClientError


def job_record(job: Job) -> dict[str, Any]:
    """A job without the secret address of its portrait."""
    return {name: value for name, value in asdict(job).items() if name != "avatar_url"}


def json_lines(outcome: Outcome) -> Iterator[str]:
    """A line for each file with this photo."""
    for path in outcome.paths:
        yield json_line({"photo": str(path), **_record(outcome)})


def _record(outcome: Outcome) -> dict[str, Any]:
    if outcome.results:
        identity = outcome.results["identity"]
        return {
            "status": "completed",
            "job_id": outcome.results["job_id"],
            "directory": str(outcome.directory),
            "already_done": outcome.already,
            **{name: identity[name] for name in ("human_name", "job_title", "similarity_score")},
        }
    return {"status": "failed", "job_id": outcome.job_id, "error": _error(outcome.error)}


def _error(error: CliError | PetAvatarClientError | None) -> dict[str, Any]:
    match error:
        case JobFailed():
            kind = error.error.type
        case ApiProblem():
            kind = error.type
        case _:
            kind = "about:blank"
    retryable = isinstance(error, PetAvatarClientError) and error.retryable
    return {"type": kind, "message": str(error), "retryable": retryable}
