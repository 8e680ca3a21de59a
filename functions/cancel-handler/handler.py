"""POST /jobs/{job_id}/cancel: ends a job that has not ended, or has its worker end it."""

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.http import Request, Response, api
from petavatar.jobs import POLL_AFTER_S, TERMINAL
from petavatar.results import brief_body
from petavatar.settings import Settings
from petavatar.table.cancellations import Cancellations
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore

settings = Settings.from_environment("table", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
cancellations = Cancellations(JobTable(ItemStore(client("dynamodb"), settings.table, settings.max_attempts)))


@api("cancel-handler", keys, settings.api_url)
def handler(request: Request) -> Response:
    """Answers 202 with the job, which ends soon if it has not yet; 409 if it had ended otherwise."""
    job = cancellations.cancel(request.job_id, request.caller)
    headers = {} if job.status in TERMINAL else {"Retry-After": str(POLL_AFTER_S)}
    return Response(202, brief_body(job, request.base_url), headers)
