"""The table of jobs: read, created, put back to work."""

from petavatar.errors import JobNotFound
from petavatar.items import IN_BRIEF, attributes_of, is_erased, living, to_job
from petavatar.jobs import TERMINAL, Job, as_of, timestamp
from petavatar.table.erasure import Erasures
from petavatar.table.leases import Leases, Refusal


class JobTable(Leases, Erasures):
    """The table of jobs."""

    def get(self, job_id: str, now: float, *, in_brief: bool = False) -> Job | None:
        """The job, strongly consistent; None if there is none, it was erased, or its time to live is over."""
        return living(self._item(job_id, IN_BRIEF if in_brief else ()), now)

    def read(self, job_id: str, now: float, max_receives: int, *, in_brief: bool = False) -> Job:
        """The job as anyone must read it now: see `jobs.as_of`.

        Args:
            job_id: which one.
            now: seconds since 1970.
            max_receives: after how many receives of its message a job has lapsed.
            in_brief: without what only its results tell: whoever polls need not wait for it to be sent and parsed.

        Raises:
            JobNotFound: if there is none.
        """
        job = self.get(job_id, now, in_brief=in_brief)
        if job is None:
            raise JobNotFound("There is no such job, or its time to live is over")
        return as_of(job, now, max_receives)

    def unfinished(self, now: float, max_receives: int) -> list[Job]:
        """The jobs that still wait or are at work. It reads the whole table: for operators, not for requests."""
        items = self._scan(
            "#status IN (:queued, :processing)",
            {":queued": "queued", ":processing": "processing"},
            operation="look for jobs that are at work",
        )
        jobs = [job for item in items if (job := living(item, now))]
        return [job for job in jobs if as_of(job, now, max_receives).status not in TERMINAL]

    def create(self, job: Job, now: float) -> Job | None:
        """Writes a job that does not exist yet.

        Returns:
            None if it was written; the job that was there already otherwise.

        Raises:
            JobNotFound: if the job that was there was erased: nothing brings it back.
        """
        item = self._put(
            attributes_of(job),
            # DynamoDB removes expired items late: one past its time counts as gone.
            "attribute_not_exists(job_id) OR #ttl <= :now",
            {":now": now},
            operation="create the job",
        )
        if item is None:
            return None
        if is_erased(item):
            raise JobNotFound("The job was erased. Ask for a new upload URL.")
        return to_job(item)

    def mark_sent(self, job_id: str, now: float) -> None:
        """Notes that the job's message is in the queue. Without effect on a job that is gone."""
        self._update(
            job_id,
            "SET sent = :true",
            "attribute_exists(s3_upload_key) AND #ttl > :now",
            {":true": True, ":now": now},
            operation="note that the job was queued",
        )

    def mark_announced(self, job: Job) -> None:
        """Notes that the end of this job was told. Without effect if the job has been put back or erased since."""
        self._update(
            job.job_id,
            "SET announced = :true",
            "#status = :status AND updated_at = :at",
            {":true": True, ":status": job.status, ":at": job.updated_at},
            operation="note that the job's end was told",
        )

    def requeue(self, job_id: str, deadline: float, now: float, max_receives: int) -> Job | Refusal:
        """Puts a failed, retryable job back to `queued`: the one way out of a terminal state, an operator's act.

        A job that merely reads as failed, because it lapsed, goes the same way.

        Returns:
            The job, now `queued` and not sent; or a `Refusal` with the job that could not be put back.
        """
        item, done = self._update(
            job_id,
            "SET #status = :queued, progress = :zero, sent = :false, deadline = :deadline, updated_at = :at"
            " REMOVE #error, error_message, lease_token, message_id, receive, announced",
            "attribute_exists(job_id) AND #ttl > :now AND (#status = :failed AND #error.retryable = :true"
            " OR (#status = :queued OR #status = :processing) AND deadline <= :now"
            " OR #status = :processing AND receive >= :max AND lease_until <= :now)",
            {
                ":queued": "queued",
                ":processing": "processing",
                ":failed": "failed",
                ":zero": 0,
                ":false": False,
                ":true": True,
                ":deadline": deadline,
                ":at": timestamp(now),
                ":max": max_receives,
                ":now": now,
            },
            names={"#error": "error"},
            operation="put the job back",
        )
        return to_job(item) if done else Refusal(living(item, now))
