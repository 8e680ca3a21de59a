"""Two jobs in the way of any client: one that is paid, and a file that is no picture, which costs nothing."""

import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from petavatar.api_keys import CACHE_SECONDS
from petavatar.aws import error_code
from petavatar_client import ApiProblem, Job, PetAvatarClient, PetAvatarClientError, Photo, Results

PROBLEM: Final = "urn:petavatar:problem:unsupported-image"
"""What a file that is no picture must fail with."""
_NO_PICTURE: Final = b"This is no picture: scripts.acceptance put it here, to see it refused."
_DROP_S: Final = 90.0
_KEY_PAUSE_S: Final = 5.0

T = TypeVar("T")
Clock = Callable[[], float]


@dataclass
class JobRun:
    """The paid job.

    Attributes:
        job_id: its id; empty if it did not come so far.
        times: what was done, and the seconds that it took.
        progress: the progress that was seen, in per cent, and the seconds since it was accepted.
        results: the complete package, if it completed.
        pictures: the sizes of avatar and card, in bytes.
        upload_host: the host of the upload's address.
        error: what went wrong, for people.
        erased: what became of it afterwards.
    """

    job_id: str = ""
    times: dict[str, float] = field(default_factory=dict)
    progress: dict[int, float] = field(default_factory=dict)
    results: Results | None = None
    pictures: list[int] = field(default_factory=list)
    upload_host: str = ""
    error: str = ""
    erased: str = ""

    @property
    def picture_hosts(self) -> list[str]:
        """The hosts of the pictures' addresses."""
        urls = [self.results.avatar_url, self.results.card_url] if self.results else []
        return list(dict.fromkeys(urlsplit(url).netloc for url in urls if url))


@dataclass
class DropRun:
    """The file that is no picture.

    Attributes:
        job_id: the job that came of it.
        seconds: how long it took until the job had failed.
        problem: the type of its error; empty if it did not fail in time.
        erased: what became of it afterwards.
    """

    job_id: str
    seconds: float = 0.0
    problem: str = ""
    erased: str = ""

    @property
    def as_expected(self) -> bool:
        """Whether it failed with the right problem."""
        return self.problem == PROBLEM


@dataclass
class Trial:
    """Runs jobs with one client. A key that is new is unknown to warm functions for a minute: they are asked again."""

    client: PetAvatarClient
    patience_s: float = CACHE_SECONDS + 30.0
    clock: Clock = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def pay(self, run: JobRun, photo: Photo) -> None:
        """Takes a photo through the API. A failure ends up in the run, not in an exception."""
        began = self.clock()
        try:
            self._take_through(run, photo)
        except PetAvatarClientError as error:
            run.error = str(error)
        run.times["all"] = self.clock() - began

    def _take_through(self, run: JobRun, photo: Photo) -> None:
        photo.require_image()
        ticket = self._timed(run, "ticket", lambda: self.client.presigned_upload(photo.content_type))
        run.job_id, run.upload_host = ticket.job_id, urlsplit(ticket.upload_url).netloc
        photo.require_size(ticket.max_bytes)
        self._timed(run, "upload", lambda: self.client.upload(ticket, photo))
        accepted = self._timed(run, "accept", lambda: self.client.process(ticket.s3_uri))
        began = self.clock()

        def note(job: Job) -> None:
            if job.status != "queued":
                run.times.setdefault("wait in the queue", self.clock() - began)
                run.progress.setdefault(job.progress, self.clock() - began)

        self._timed(run, "job", lambda: self.client.wait(accepted, on_progress=note))
        run.results = self._timed(run, "results", lambda: self.client.results(run.job_id))
        found = run.results
        avatar, card = self._timed(run, "pictures", lambda: self.client.pictures(found))
        run.pictures = [len(picture) for picture in (avatar, card) if picture]

    def drop(self, s3: Any, bucket: str) -> DropRun:
        """Puts a file that is no picture into the bucket, as another system would, and waits until its job fails."""
        run, began = DropRun(str(uuid.uuid4())), self.clock()
        try:
            s3.put_object(Bucket=bucket, Key=f"uploads/{run.job_id}/note.txt", Body=_NO_PICTURE)
        except ClientError as error:
            run.problem = f"not dropped: {error_code(error)}"
        while not run.problem and self.clock() - began < _DROP_S:
            # Until its event has come there is no such job.
            with suppress(PetAvatarClientError):
                job = self._patiently(lambda: self.client.status(run.job_id))
                run.problem = job.error.type if job.error else ""
            self.sleep(0 if run.problem else 1)
        run.seconds = self.clock() - began
        return run

    def erase(self, job_id: str) -> str:
        """Erases a job; what became of it, for people."""
        try:
            self._patiently(lambda: self.client.delete(job_id))
            self._patiently(lambda: self.client.status(job_id))
        except ApiProblem as error:
            if error.status == 404:
                return "erased: its status is 404"
            return f"not erased ({error.title}); it is deleted after seven days"
        except PetAvatarClientError as error:
            return f"not erased ({error}); it is deleted after seven days"
        return "contradicted: DELETE was taken, and the job can still be read"

    def refused_without_key(self, api_url: str, transport: Any) -> int:
        """The status of a request with a key that nobody has: 401 is right."""
        with PetAvatarClient(api_url, "pa_nobody", transport=transport) as stranger:
            try:
                stranger.status(str(uuid.uuid4()))
            except ApiProblem as error:
                return error.status
            except PetAvatarClientError:
                return 0
        return 200

    def _timed(self, run: JobRun, name: str, ask: Callable[[], T]) -> T:
        began = self.clock()
        try:
            return self._patiently(ask)
        finally:
            run.times[name] = self.clock() - began

    def _patiently(self, ask: Callable[[], T]) -> T:
        deadline = self.clock() + self.patience_s
        while True:
            try:
                return ask()
            except ApiProblem as problem:
                if problem.status != 401 or self.clock() > deadline:
                    raise
            self.sleep(_KEY_PAUSE_S)
