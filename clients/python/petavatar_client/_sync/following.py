# Generated from _async/following.py by scripts/sync_client.py: change that instead.
"""Jobs that are on the way or done: seen, waited for, listed, ended."""

from collections.abc import Callable, Iterator
from typing import Final

from petavatar_client._sync.api import Api
from petavatar_client.answers import (
    failure,
    read_job,
    read_page,
    read_results,
)
from petavatar_client.errors import JobFailed, JobUnfinished
from petavatar_client.models import (
    Job,
    JobError,
    JobPage,
    JobStatus,
    Results,
)
from petavatar_client.paths import path

JOB_TIMEOUT_S: Final = 300.0
"""How long to wait for a job: one try takes up to two minutes with real models, and another may follow it."""

_LARGEST_PAGE: Final = 100


class Following(Api):
    """Follows jobs."""

    def status(self, job_id: str) -> Job:
        """`GET /status/{job_id}`."""
        return read_job(self._connection.ask("GET", path("status", job_id)))

    def wait(
        self,
        job: Job | str,
        *,
        timeout_s: float = JOB_TIMEOUT_S,
        on_progress: Callable[[Job], None] | None = None,
    ) -> Job:
        """Waits until a job is completed, asking as often as the server would have it.

        Args:
            job: the job's id, or a state of it that was just seen.
            timeout_s: how long, in seconds.
            on_progress: called with each state that is seen.

        Raises:
            JobFailed: if the job fails.
            JobUnfinished: if it takes longer; it goes on all the same.
            PetAvatarClientError: as every method.
        """
        for seen in self._watch(job, timeout_s):
            if on_progress:
                on_progress(seen)
        return seen

    def subscribe(self, job: Job | str, *, timeout_s: float = JOB_TIMEOUT_S) -> Iterator[Job]:
        """Yields a job's states as they change, with what is found out on the way, until it is completed.

        The arguments and errors are those of `wait`; a job that fails is yielded before `JobFailed` is raised.
        """
        shown: tuple[object, ...] = ()
        for seen in self._watch(job, timeout_s):
            now = (seen.status, seen.progress, seen.stage, seen.findings, seen.avatar_url is None)
            if now != shown:
                yield seen
            shown = now

    def _watch(self, job: Job | str, timeout_s: float) -> Iterator[Job]:
        """Yields every state of a job that is seen, as it is seen."""
        deadline = self._clock() + timeout_s
        seen = job if isinstance(job, Job) else self.status(job)
        if seen.status == "failed" and seen.error is None:
            # POST /process does not say why.
            seen = self.status(seen.job_id)
        yield seen
        while not seen.ended:
            remaining_s = deadline - self._clock()
            if remaining_s <= 0:
                raise JobUnfinished(
                    f"The job was still {seen.status} ({seen.progress} %) after {timeout_s:g} s. (job {seen.job_id})",
                    seen,
                )
            self._sleep(min(seen.retry_after_s, remaining_s))
            seen = self.status(seen.job_id)
            yield seen
        if seen.status == "failed":
            raise JobFailed(f"{failure(seen.error or JobError())} (job {seen.job_id})", seen)

    def results(self, job_id: str) -> Results:
        """`GET /results/{job_id}`."""
        return read_results(self._connection.ask("GET", path("results", job_id)))

    def cancel(self, job_id: str) -> Job:
        """`POST /jobs/{job_id}/cancel`: ends a job that has not ended; one that is at work ends within seconds.

        Raises:
            ApiProblem: with status 404 if there is no such job, with 409 if it had ended before.
        """
        return read_job(self._connection.ask("POST", path("jobs", job_id, "cancel")))

    def list(self, *, status: JobStatus | None = None, owner: str | None = None) -> Iterator[Job]:
        """Yields the jobs of the key's owner, newest first; it asks for the next part when that is wanted.

        Args:
            status: only those that are in this state.
            owner: whose jobs, for keys of scope `all`.

        >>> for job in client.list(status="completed"):
        ...     print(job.job_id, job.created_at)
        """
        page = self.jobs(status=status, owner=owner, limit=_LARGEST_PAGE)
        while True:
            for job in page.jobs:
                yield job
            if page.cursor is None:
                return
            page = self.jobs(status=status, owner=owner, limit=_LARGEST_PAGE, cursor=page.cursor)

    def jobs(
        self, *, status: JobStatus | None = None, limit: int = 20, cursor: str | None = None, owner: str | None = None
    ) -> JobPage:
        """`GET /jobs`: a part of the jobs of the key's owner, newest first.

        Args:
            status: only those that are in this state; the part may be short then, or empty, though there are more.
            limit: how many to look at, 1-100.
            cursor: where to begin: that of the part before.
            owner: whose jobs, for keys of scope `all`.
        """
        wanted = {"status": status, "limit": str(limit), "cursor": cursor, "owner": owner}
        params = {name: value for name, value in wanted.items() if value is not None}
        return read_page(self._connection.ask("GET", "/jobs", params=params))

    def erase(self, job_id: str) -> None:
        """`DELETE /jobs/{job_id}`: erases a finished job with its photo, avatar and cards, also one erased before.

        Raises:
            ApiProblem: with status 404 if there never was such a job, with 409 if it is not finished.
        """
        self._connection.ask("DELETE", path("jobs", job_id))

    delete = erase
