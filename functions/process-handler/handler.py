"""POST /process: accepts an uploaded photo and answers with its job."""

import time

from petavatar.accept import Reception
from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import MalformedRequest, Problem
from petavatar.http import Request, Response, api
from petavatar.queue import ProcessingQueue
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table import JobTable
from petavatar.telemetry import count

COMPONENT = "process-handler"

settings = Settings.from_environment("table", "upload_bucket", "queue_url", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
storage = Storage(client("s3"), upload_bucket=settings.upload_bucket, max_bytes=settings.max_upload_bytes)
reception = Reception(
    storage,
    JobTable(client("dynamodb"), settings.table),
    ProcessingQueue(client("sqs"), settings.queue_url),
    settings,
    time.time,
)


@api(COMPONENT, keys)
def handler(request: Request) -> Response:
    """Answers 202 with the job, the same one however often the same object is asked for."""
    s3_uri = request.json().get("s3_uri")
    if not isinstance(s3_uri, str):
        raise MalformedRequest('The body needs "s3_uri", a string')
    try:
        job = reception.accept(storage.key_of(s3_uri))
    except Problem as problem:
        count("UploadFailure", COMPONENT, error_type=problem.slug)
        raise
    count("UploadSuccess", COMPONENT)
    status_url = f"/status/{job.job_id}"
    body = {
        "job_id": job.job_id,
        "status": job.status,
        "message": "Processing initiated",
        "status_url": status_url,
        "results_url": f"/results/{job.job_id}",
    }
    return Response(202, body, {"Location": status_url, "Retry-After": "2"})
