"""POST /process: accepts an uploaded photo and answers with its job."""

from petavatar.accept import Acceptor
from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import MalformedRequest, Problem, QuotaExceeded
from petavatar.http import Request, Response, api
from petavatar.jobs import POLL_AFTER_S
from petavatar.queue import ProcessingQueue
from petavatar.rate_limits import current_headers
from petavatar.results import accepted_body
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.jobs import JobTable
from petavatar.table.quotas import Quotas
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
    loopback=settings.webhook_loopback,
)
store = ItemStore(client("dynamodb"), settings.table, settings.max_attempts)
acceptor = Acceptor(storage, JobTable(store), ProcessingQueue(client("sqs"), settings.queue_url), settings)


@api(COMPONENT, keys, settings.api_url)
def handler(request: Request) -> Response:
    """Answers 202 with the job; repeated requests for the same object get the same job."""
    body = request.json()
    if unknown := body.keys() - {"s3_uri"}:
        # As in a query: a choice that is passed over would be paid for.
        raise MalformedRequest(f"The body has no member {min(unknown)!r}: choices belong to GET /presigned-url")
    s3_uri = body.get("s3_uri")
    if not isinstance(s3_uri, str):
        raise MalformedRequest('The body needs "s3_uri", a string')
    try:
        job = acceptor.accept(storage.upload_key_of(s3_uri), request.caller)
    except Problem as problem:
        count("UploadFailure", COMPONENT, error_type=problem.slug)
        if isinstance(problem, QuotaExceeded):
            problem.headers = current_headers(request.caller, Quotas(store))
        raise
    count("UploadSuccess", COMPONENT)
    answer = accepted_body(job, request.base_url)
    limits = current_headers(request.caller, Quotas(store))
    return Response(202, answer, {"Location": answer["status_url"], "Retry-After": str(POLL_AFTER_S), **limits})
