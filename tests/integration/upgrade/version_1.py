"""What version 1 wrote, letter by letter (testing/recorded/version_1), and the functions of today that meet it."""

from dataclasses import replace
from typing import Any, Final

from petavatar.aws import client
from petavatar.redrive import redrive
from testing.events import CONTEXT, api_event, body_of, recorded
from tests.support.cloud import NAMES, Cloud

RECORDED_AT: Final = 1_795_910_400.0
"""29 November 2026, midnight, UTC."""

FIRST_KEY, LABELLED_KEY, EXPIRED_KEY, ROTATED_KEY, REVOKED_KEY = (f"pa_{digit * 43}" for digit in "12345")

STATUSES: Final = {
    "queued": "queued",
    "queued_past_its_deadline": "failed",
    "processing": "processing",
    "processing_lease_lapsed": "processing",
    "processing_last_lease_lapsed": "failed",
    "completed": "completed",
    "failed": "failed",
    "failed_for_good": "failed",
}
"""How each item reads, by its name."""
ENDED: Final = [name for name, status in STATUSES.items() if status in ("completed", "failed")]
TOMBSTONES: Final = ("erasing", "erased")


def item_of(name: str) -> dict[str, Any]:
    return recorded(f"version_1/{name}")


def id_of(name: str) -> str:
    job_id: str = item_of(name)["job_id"]["S"]
    return job_id


# Each function is loaded as it is; only the clock of its table is that of the recording.


def status_of(cloud: Cloud, job_id: str, key: str = FIRST_KEY) -> dict[str, Any]:
    function: Any = cloud.handler("status-handler")
    function.jobs = cloud.jobs
    answer: dict[str, Any] = function.handler(api_event(key, job_id=job_id), CONTEXT)
    return answer


def results_of(cloud: Cloud, job_id: str) -> dict[str, Any]:
    function: Any = cloud.handler("result-handler")
    function.jobs = cloud.jobs
    answer: dict[str, Any] = function.handler(api_event(FIRST_KEY, job_id=job_id), CONTEXT)
    return answer


def erase(cloud: Cloud, job_id: str) -> int:
    function: Any = cloud.handler("delete-handler")
    function.eraser = replace(function.eraser, erasures=cloud.erasures)
    status: int = function.handler(api_event(FIRST_KEY, job_id=job_id), CONTEXT)["statusCode"]
    return status


def work(cloud: Cloud, record: dict[str, Any]) -> None:
    function: Any = cloud.handler("process-worker")
    function.worker = replace(function.worker, leases=cloud.leases)
    function.handler({"Records": [record]}, CONTEXT)


def put_back(cloud: Cloud, job_id: str) -> bool:
    return redrive(cloud.jobs, cloud.queue, job_id, cloud.settings)


def read(cloud: Cloud, job_id: str) -> str:
    status: str = body_of(status_of(cloud, job_id))["status"]
    return status


def files_left(job_id: str) -> list[str]:
    return [
        item["Key"]
        for bucket, place in (
            (NAMES.upload_bucket, "uploads"),
            (NAMES.generated_bucket, "work"),
            (NAMES.generated_bucket, "generated"),
        )
        for item in client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{place}/{job_id}/").get("Contents", [])
    ]
