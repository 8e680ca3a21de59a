"""Handles an object that was created in the upload bucket: accepts it as a job, or logs why not."""

from collections.abc import Mapping
from typing import Any

from petavatar.accept import Acceptor
from petavatar.aws import client
from petavatar.ends import Ends
from petavatar.errors import MalformedRequest, Problem
from petavatar.job_events import JobEvents
from petavatar.keys import UploadKey
from petavatar.queue import ProcessingQueue
from petavatar.s3_events import created_objects
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from petavatar.telemetry import OWNER, count, log_error, logger
from petavatar.webhooks.messages import WebhookQueue

COMPONENT = "s3-event-handler"

settings = Settings.from_environment("table", "upload_bucket", "queue_url", "webhook_queue_url", "sandbox")
storage = Storage(
    client("s3"),
    upload_bucket=settings.upload_bucket,
    max_bytes=settings.max_upload_bytes,
    accepted=settings.accepted_formats,
    loopback=settings.webhook_loopback,
)
jobs = JobTable(ItemStore(client("dynamodb"), settings.table, settings.max_attempts))
acceptor = Acceptor(
    storage,
    jobs,
    ProcessingQueue(client("sqs"), settings.queue_url),
    settings,
    Ends(jobs, JobEvents(client("events"), settings.sandbox), WebhookQueue(client("sqs"), settings.webhook_queue_url)),
)


def handler(event: Mapping[str, Any], _context: Any) -> None:
    """Accepts every object in the event; raises only errors that a retry may fix."""
    try:
        objects = list(created_objects(event))
    except MalformedRequest as problem:
        log_error(COMPONENT, "read event", problem)
        return
    for bucket, key in objects:
        at = storage.upload_key(bucket, key)
        if at is None:
            logger.info("object ignored: not uploads/{job_id}/{name}", component=COMPONENT)
        else:
            _accept(at)


def _accept(at: UploadKey) -> None:
    OWNER.set("")
    try:
        job = acceptor.accept_or_fail(at)
        OWNER.set(job.owner)
    except Problem as problem:
        log_error(COMPONENT, "accept upload", problem, job_id=at.job_id)
        count("UploadFailure", COMPONENT, error_type=problem.slug)
        if problem.retryable:
            raise
        return
    if job.failure:
        count("UploadFailure", COMPONENT, error_type=job.failure)
    else:
        count("UploadSuccess", COMPONENT)
    logger.info("upload accepted", component=COMPONENT, job_id=job.job_id, status=job.status)
