"""GET /status/{job_id}: a job's current state."""

from functools import cache

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.http import Request, Response, api
from petavatar.jobs import POLL_AFTER_S, TERMINAL
from petavatar.results import status_body
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore

settings = Settings.from_environment("table", "generated_bucket", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
jobs = JobTable(ItemStore(client("dynamodb"), settings.table, settings.max_attempts))


@cache
def storage() -> Storage:
    """The pictures. Most looks come before there is one: a cold start does not wait for its client."""
    return Storage(client("s3"), generated_bucket=settings.generated_bucket)


@api("status-handler", keys, settings.api_url)
def handler(request: Request) -> Response:
    """Answers 200 with the status and progress of a job in any state, and what is known of its result."""
    job = jobs.read(request.job_id, by=request.caller, in_brief=True)
    avatar_url = storage().picture_url(job.s3_avatar_key) if job.s3_avatar_key else None
    body = status_body(job, now=jobs.now(), base=request.base_url, avatar_url=avatar_url)
    return Response(200, body, {} if job.status in TERMINAL else {"Retry-After": str(POLL_AFTER_S)})
