"""GET /presigned-url: creates a job id and a presigned POST for one photo. It stores nothing."""

import time
from functools import cache
from typing import Final
from uuid import uuid4

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.choices import NAMES, Choices
from petavatar.errors import MalformedRequest
from petavatar.http import Request, Response, api
from petavatar.idempotency import HEADER, KeyedRequest
from petavatar.image_format import CONTENT_TYPES, canonical_type
from petavatar.jobs import timestamp
from petavatar.rate_limits import current_headers, refuse_beyond
from petavatar.results import accepted_body, urls_of
from petavatar.settings import Settings
from petavatar.storage import UPLOAD_URL_SECONDS, Storage
from petavatar.table.jobs import JobTable
from petavatar.table.quotas import Quotas
from petavatar.table.store import ItemStore
from petavatar.upload import Pins

settings = Settings.from_environment("table", "upload_bucket", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
storage = Storage(client("s3"), upload_bucket=settings.upload_bucket, max_bytes=settings.max_upload_bytes)

ACCEPTED_TYPES: Final = [name for name in CONTENT_TYPES if name.removeprefix("image/") in settings.accepted_formats]
DEFAULT_TYPE: Final = "image/jpeg" if "image/jpeg" in ACCEPTED_TYPES else ACCEPTED_TYPES[0]


@cache
def store() -> ItemStore:
    """The table, for limits and Idempotency-Keys alone: a cold start does not wait for its client."""
    return ItemStore(client("dynamodb"), settings.table, settings.max_attempts)


@api("presigned-url-handler", keys, settings.api_url)
def handler(request: Request) -> Response:
    """Answers with the upload's URL and fields, and with the s3_uri for the later request to process it."""
    if unknown := request.query.keys() - {"content_type", *NAMES}:
        # A misspelt choice would otherwise be ignored, and the portrait would not be as requested.
        raise MalformedRequest(f"There is no parameter {min(unknown)!r}")
    content_type = canonical_type(request.query.get("content_type", DEFAULT_TYPE))
    if content_type is None or content_type not in ACCEPTED_TYPES:
        raise MalformedRequest(f"content_type must be one of {', '.join(ACCEPTED_TYPES)}")
    choices = Choices.of(request.query, loopback=settings.webhook_loopback)
    if choices.webhook_url:
        # Without it nobody could sign the webhook.
        _ = keys.ids_from
    keyed = _keyed(request, {"content_type": content_type, **choices.metadata()})
    if keyed and (job := keyed.job(JobTable(store()), request.caller)):
        limits = current_headers(request.caller, Quotas(store())) if request.caller.limits else {}
        return Response(200, accepted_body(job, request.base_url), limits)
    limits = _refuse_beyond_limits(request)
    job_id, now = keyed.job_id if keyed else str(uuid4()), time.time()
    caller = request.caller
    pins = Pins(caller.owner, caller.limits, keyed.digest if keyed else "")
    post = storage.presigned_upload(job_id, content_type, choices, pins)
    body = {
        "job_id": job_id,
        "upload_url": post["url"],
        "upload_fields": post["fields"],
        "s3_uri": storage.s3_uri(post["fields"]["key"]),
        "expires_in": UPLOAD_URL_SECONDS,
        "expires_at": timestamp(now + UPLOAD_URL_SECONDS),
        "max_bytes": settings.max_upload_bytes,
        "urls": urls_of(job_id, request.base_url),
    }
    return Response(200, body, limits)


def _keyed(request: Request, asked: dict[str, str]) -> KeyedRequest | None:
    if HEADER not in request.headers:
        return None
    return KeyedRequest.of(request.headers[HEADER], request.caller, keys.ids_from, asked)


def _refuse_beyond_limits(request: Request) -> dict[str, str]:
    if not request.caller.limits:
        return {}
    return refuse_beyond(request.caller, Quotas(store()), settings.max_cost_microusd)
