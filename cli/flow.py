"""The one way from a photo to an avatar, as every client of the REST API goes it."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from cli.answers import DEFAULT_WAIT_S, JobState, in_words
from cli.api_client import ApiClient
from cli.errors import JobFailedError, JobUnfinishedError, UnexpectedAnswerError, UnreachableError
from cli.output import Output
from cli.photo import Photo
from petavatar.image_format import sniff

_LOOKS: Final = 3


class Progress(Protocol):
    """Somebody who watches the flow."""

    def step(self, doing: str) -> AbstractContextManager[None]:
        """Goes around each step."""

    def advance(self, status: str, percent: int) -> None:
        """Tells how far the job is, within a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Turns photos into avatars, one deployment, one user.

    Attributes:
        api: the deployment.
        progress: who watches.
        timeout_s: how long to wait for a job to finish, in seconds.
        check: whether to refuse a photo that the server would refuse, rather than let the server do it.
        clock: a monotonic clock, in seconds.
        sleep: how to wait, in seconds.
    """

    api: ApiClient
    progress: Progress
    timeout_s: float
    check: bool
    clock: Callable[[], float] = field(default=time.monotonic)
    sleep: Callable[[float], None] = field(default=time.sleep)

    def run(self, photo: Photo, output: Output) -> dict[str, Any]:
        """Sends a photo, waits for its job, and saves what came of it.

        Returns:
            The results as they were saved: without the pictures' addresses, which are secrets that expire.

        Raises:
            CliError: if it does not come to that.
        """
        job_id, state = self._submit(photo)
        with self.progress.step("Waiting for the job (GET /status)"):
            state = self._ended(job_id, state)
        if state.status == "failed":
            raise JobFailedError(f"{_failure(state)} (job {job_id})")
        with self.progress.step("Fetching the results (GET /results) and the pictures"):
            results = self.api.results(job_id)
            avatar = self._picture(results.pop("avatar_url"))
            card_url = results.pop("card_url", None)
            card = self._picture(card_url) if card_url else None
        output.save(results, avatar, card)
        return results

    def _picture(self, url: str) -> bytes:
        picture = self.api.download(url)
        if sniff(picture) != "png":
            raise UnexpectedAnswerError("What the storage holds as the avatar or the card is not a PNG image.")
        return picture

    def _submit(self, photo: Photo) -> tuple[str, JobState]:
        with self.progress.step("Asking for an upload address (GET /presigned-url)"):
            target = self.api.presigned_upload(photo.content_type)
        if self.check:
            photo.require_size(target.max_bytes)
        with self.progress.step(f"Uploading {photo.path.name} ({photo.size:,} bytes) to the storage"):
            self.api.upload(target, photo)
        with self.progress.step("Handing it in (POST /process)"):
            return target.job_id, self.api.process(target.s3_uri)

    def _ended(self, job_id: str, state: JobState) -> JobState:
        """Waits until the job has ended, asking as often as the server would have it."""
        deadline = self.clock() + self.timeout_s
        while state.status in ("queued", "processing"):
            self.progress.advance(state.status, state.progress)
            remaining_s = deadline - self.clock()
            if remaining_s <= 0:
                raise JobUnfinishedError(
                    f"The job was still {state.status} ({state.progress} %) after {self.timeout_s:g} s; "
                    f"--timeout waits longer. (job {job_id})"
                )
            self.sleep(min(state.retry_after_s, remaining_s))
            state = self._look(job_id)
        return state

    def _look(self, job_id: str) -> JobState:
        """Asks for the job's state; a short break of the network is no reason to lose sight of it."""
        for _ in range(_LOOKS - 1):
            with suppress(UnreachableError):
                return self.api.status(job_id)
            self.sleep(DEFAULT_WAIT_S)
        return self.api.status(job_id)


def _failure(state: JobState) -> str:
    hint = " Trying again may help." if state.error.get("retryable") is True else ""
    return f"{in_words(state.error)}{hint}"
