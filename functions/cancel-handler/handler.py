"""POST /jobs/{job_id}/cancel: ends a job that has not ended, or has its worker end it."""

from functools import cache

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.ends import Ends
from petavatar.errors import StorageFailure
from petavatar.http import Request, Response, api
from petavatar.job_events import JobEvents
from petavatar.jobs import POLL_AFTER_S, TERMINAL, Job
from petavatar.results import brief_body
from petavatar.settings import Settings
from petavatar.table.cancellations import Cancellations
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from petavatar.telemetry import count, log_error
from petavatar.webhooks.messages import WebhookQueue

COMPONENT = "cancel-handler"

settings = Settings.from_environment("table", "webhook_queue_url", "api_key_secret", "sandbox")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
jobs = JobTable(ItemStore(client("dynamodb"), settings.table, settings.max_attempts))
cancellations = Cancellations(jobs)


@cache
def ends() -> Ends:
    """The ends of jobs. Not every request ends one: a cold start does not wait for its clients."""
    queue = WebhookQueue(client("sqs"), settings.webhook_queue_url)
    return Ends(jobs, JobEvents(client("events"), settings.sandbox), queue)


@api(COMPONENT, keys, settings.api_url)
def handler(request: Request) -> Response:
    """Answers 202 with the job, which ends soon if it has not yet; 409 if it had ended otherwise."""
    job = cancellations.cancel(request.job_id, request.caller)
    _publish_end(job)
    headers = {} if job.status in TERMINAL else {"Retry-After": str(POLL_AFTER_S)}
    return Response(202, brief_body(job, request.base_url), headers)


def _publish_end(job: Job) -> None:
    """Publishes the end, if there is one. If that fails, the worker does it that gets the job's message."""
    if job.status not in TERMINAL or job.announced:
        return
    try:
        ends().publish(job)
    except StorageFailure as failure:
        log_error(COMPONENT, "publish the job's end", failure.__cause__ or failure, job_id=job.job_id)
        count("JobEventFailure", COMPONENT)
