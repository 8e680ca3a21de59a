"""What came of several photos: a JSON line for each, for scripts, or a line for each, for people."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from petavatar_cli.errors import CliError
from petavatar_cli.flow import Made
from petavatar_cli.plan import Task
from petavatar_client import ApiProblem, JobFailed, JobUnfinished, PetAvatarClientError, Unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it ended for a photo: it came to an avatar, or to an error.

    Attributes:
        paths: the files with this photo.
        task: what was to be done; None if the photo could not even be used.
        made: what came of it.
        error: why nothing did.
        job_id: the job, if there is one.
    """

    paths: Sequence[Path]
    task: Task | None = None
    made: Made | None = None
    error: CliError | PetAvatarClientError | None = None
    job_id: str | None = None


def json_lines(outcome: Outcome) -> Iterator[str]:
    """A line for each file with this photo."""
    for path in outcome.paths:
        yield json.dumps({"photo": str(path), **_record(outcome)}, ensure_ascii=False)


def _record(outcome: Outcome) -> dict[str, Any]:
    if outcome.made and outcome.task:
        identity = outcome.made.results["identity"]
        return {
            "status": "completed",
            "job_id": outcome.made.results["job_id"],
            "directory": str(outcome.task.output.directory),
            "already_done": outcome.made.already,
            **{name: identity[name] for name in ("human_name", "job_title", "similarity_score")},
        }
    return {"status": "failed", "job_id": outcome.job_id, "error": _error(outcome.error)}


def _error(error: CliError | PetAvatarClientError | None) -> dict[str, Any]:
    match error:
        case JobFailed():
            kind, retryable = error.error.type, error.retryable
        case ApiProblem():
            kind, retryable = error.type, error.retry_after_s is not None
        case _:
            kind, retryable = "about:blank", isinstance(error, Unreachable | JobUnfinished)
    return {"type": kind, "message": str(error), "retryable": retryable}
