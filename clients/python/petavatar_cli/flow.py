"""The one way from a photo to an avatar, as every client of the REST API goes it, and back onto it after a break."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

from petavatar_cli.errors import CliError
from petavatar_cli.output import OTHER_CARDS, Output
from petavatar_cli.plan import Task
from petavatar_cli.state import State, Submission
from petavatar_client import ApiProblem, Job, PetAvatarClient, PetAvatarClientError, Results


class Progress(Protocol):
    """Somebody who watches."""

    def step(self, doing: str) -> AbstractContextManager[None]:
        """Goes around each step; what is in brackets is the request."""

    def advance(self, status: str, percent: int, /) -> None:
        """Shows how far the job is, within a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it ended for a photo: with results, or with an error.

    Attributes:
        paths: the files with this photo.
        directory: where its results are.
        results: the results as they were saved; empty if there are none.
        already: whether an earlier command saved them.
        error: why there are none.
        job_id: the job that failed, if there was one.
    """

    paths: Sequence[Path]
    directory: Path | None = None
    results: Mapping[str, Any] = field(default_factory=dict)
    already: bool = False
    error: CliError | PetAvatarClientError | None = None
    job_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Turns photos into avatars; threads may share it.

    Attributes:
        api: the deployment.
        timeout_s: how long to wait for a job to finish, in seconds.
        max_wait_s: in how many seconds a new job must have begun; any time if None.
        check: whether to refuse a photo that the server would refuse, rather than let the server do it.
        state: what is known of earlier commands, and kept for later ones; None if each photo is new.
        again: whether to make a new job even where there is one.
        webhook_url: where the end of each new job is posted to.
    """

    api: PetAvatarClient
    timeout_s: float
    check: bool
    max_wait_s: int | None = None
    state: State | None = None
    again: bool = False
    webhook_url: str | None = None

    def run(self, task: Task, progress: Progress) -> Outcome:
        """Sends a photo, or picks up its job, waits for the job, and saves what came of it.

        Raises:
            CliError: if files can't be read or written.
            PetAvatarClientError: if it does not come to an avatar.
        """
        directory = task.output.directory
        known = self.known(task)
        if known and (results := task.output.results_of(known.job_id)):
            return Outcome(paths=task.paths, directory=directory, results=results, already=True)
        job = (self._picked_up(task, known, progress) if known else None) or self._submitted(task, progress)
        with progress.step("Waiting for the job (GET /status)"):
            self.api.wait(
                job, timeout_s=self.timeout_s, on_progress=lambda seen: progress.advance(seen.status, seen.progress)
            )
        with progress.step("Fetching the results (GET /results) and the pictures"):
            results = fetch_results(self.api, job.job_id, task.output)
        return Outcome(paths=task.paths, directory=directory, results=results)

    def known(self, task: Task) -> Submission | None:
        """The job that an earlier command began for this photo, if it counts.

        Raises:
            InputError: if the state can't be read.
        """
        return self.state.find(task.key) if self.state and not self.again else None

    def _picked_up(self, task: Task, known: Submission, progress: Progress) -> Job | None:
        """The job that an earlier command began, unless it never got its photo, is gone, or is worth another try."""
        with progress.step(f"Picking up job {known.job_id} (POST /process)"):
            try:
                # The same object is the same job, however often it is handed in.
                job = self.api.process(known.s3_uri)
                if job.status == "failed":
                    job = self.api.status(job.job_id)
            except ApiProblem as problem:
                if problem.status != HTTPStatus.NOT_FOUND:
                    raise
                return None
        if job.error and job.error.retryable:
            return None
        self._record(task, known.job_id, known.s3_uri)
        return job

    def _submitted(self, task: Task, progress: Progress) -> Job:
        photo = task.photo
        with progress.step("Asking for an upload address (GET /presigned-url)"):
            ticket = self.api.presigned_upload(
                photo.content_type,
                **asdict(task.choices),
                max_wait_s=self.max_wait_s,
                webhook_url=self.webhook_url,
            )
        if self.check:
            photo.require_size(ticket.max_bytes)
        # Known before it begins, so that a command which is killed from here on can be gone on with.
        self._record(task, ticket.job_id, ticket.s3_uri)
        with progress.step(f"Uploading {task.paths[0].name} ({photo.size:,} bytes) to the storage"):
            self.api.upload(ticket, photo)
        with progress.step("Handing it in (POST /process)"):
            return self.api.process(ticket.s3_uri)

    def _record(self, task: Task, job_id: str, s3_uri: str) -> None:
        if self.state:
            name = task.paths[0].name
            submission = Submission(photo=name, folder=task.folder, job_id=job_id, s3_uri=s3_uri)
            if self.state.find(task.key) != submission:
                self.state.record(task.key, submission)


def fetch_results(api: PetAvatarClient, job_id: str, output: Output) -> Mapping[str, Any]:
    """Fetches the results of a completed job with its pictures, and saves them.

    Returns:
        The results as they were saved: without the pictures' addresses, which are secrets that expire.

    Raises:
        CliError: if the files can't be written.
        PetAvatarClientError: if the results can't be fetched.
    """
    return save_results(api, api.results(job_id), output)


def save_results(api: PetAvatarClient, results: Results, output: Output) -> Mapping[str, Any]:
    """Saves results with their pictures, and returns them as they were saved.

    Raises:
        CliError: if the files can't be written.
        PetAvatarClientError: if the pictures can't be fetched.
    """
    avatar, card = api.pictures(results)
    output.save(results.body, avatar, card, api.cards(results, *OTHER_CARDS))
    return results.body
