"""POST /process: accepts an uploaded photo and answers with its job."""

from petavatar.accept import Acceptor
from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import MalformedRequest, Problem
from petavatar.http import Request, Response, api
from petavatar.jobs import POLL_AFTER_S, timestamp
from petavatar.queue import ProcessingQueue
from petavatar.results import urls_of
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from petavatar.telemetry import count

COMPONENT = "process-handler"

settings = Settings.from_environment("table", "upload_bucket", "queue_url", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
storage = Storage(
    client("s3"),
    upload_bucket=settings.upload_bucket,
    max_bytes=settings.max_upload_bytes,
    accepted=settings.accepted_formats,
)
acceptor = Acceptor(
    storage,
    JobTable(ItemStore(client("dynamodb"), settings.table, settings.max_attempts)),
    ProcessingQueue(client("sqs"), settings.queue_url),
    settings,
)


@api(COMPONENT, keys)
def handler(request: Request) -> Response:
    """Answers 202 with the job; repeated requests for the same object get the same job."""
    s3_uri = request.json().get("s3_uri")
    if not isinstance(s3_uri, str):
        raise MalformedRequest('The body needs "s3_uri", a string')
    try:
        job = acceptor.accept(storage.upload_key_of(s3_uri), request.caller)
    except Problem as problem:
        count("UploadFailure", COMPONENT, error_type=problem.slug)
        raise
    count("UploadSuccess", COMPONENT)
    urls = urls_of(job.job_id)
    body = {
        "job_id": job.job_id,
        "status": job.status,
        "message": "Processing initiated",
        "status_url": urls["status"],
        "results_url": urls["results"],
        "urls": urls,
        "expires_at": timestamp(job.ttl),
    }
    return Response(202, body, {"Location": urls["status"], "Retry-After": str(POLL_AFTER_S)})
