"""Publishes that a job has ended: one event on EventBridge's default bus.

source `petavatar`, detail-type `PetAvatar Job Finished`, detail
{"job_id": ..., "status": "completed" | "failed", "error_type": ... if it failed, "completed_at": ..., "sandbox": ...}

No addresses and nothing of the person's or the pet's: the results are for those who have a key.
"""

import json
from typing import Any, Final

from petavatar.aws import aws_errors
from petavatar.errors import StorageFailure
from petavatar.jobs import Job

SOURCE: Final = "petavatar"
DETAIL_TYPE: Final = "PetAvatar Job Finished"


class JobEvents:
    """The bus that the ends of jobs are published on."""

    def __init__(self, events: Any, sandbox: str) -> None:
        self._events = events
        self._sandbox = sandbox

    def publish(self, job: Job) -> None:
        """Publishes that a job has ended.

        Raises:
            StorageFailure: if EventBridge does not take the event.
        """
        entry = {"Source": SOURCE, "DetailType": DETAIL_TYPE, "Detail": json.dumps(self._detail(job))}
        with aws_errors("publish the job's end"):
            answer = self._events.put_events(Entries=[entry])
        if answer["FailedEntryCount"]:
            raise StorageFailure(f"EventBridge refused the event ({answer['Entries'][0].get('ErrorCode', 'unknown')})")

    def _detail(self, job: Job) -> dict[str, str]:
        error = {"error_type": job.error["type"]} if job.error else {}
        return {
            "job_id": job.job_id,
            "status": job.status,
            **error,
            # A failed job ended when it was last written.
            "completed_at": job.completed_at or job.updated_at,
            "sandbox": self._sandbox,
        }
