"""GET /status/{job_id}: a job's current state."""

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.http import Request, Response, api
from petavatar.jobs import POLL_AFTER_S, TERMINAL
from petavatar.results import status_body
from petavatar.settings import Settings
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore

settings = Settings.from_environment("table", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
jobs = JobTable(ItemStore(client("dynamodb"), settings.table, settings.max_attempts))


@api("status-handler", keys)
def handler(request: Request) -> Response:
    """Answers 200 with the status and progress of a job in any state."""
    job = jobs.read(request.job_id, by=request.caller, in_brief=True)
    return Response(200, status_body(job), {} if job.status in TERMINAL else {"Retry-After": str(POLL_AFTER_S)})
