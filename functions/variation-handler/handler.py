"""POST /jobs/{job_id}/variations: makes a new job of a completed one, without its photo being read again."""

from uuid import uuid4

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import QuotaExceeded
from petavatar.http import Request, Response, api
from petavatar.idempotency import HEADER, KeyedRequest
from petavatar.jobs import POLL_AFTER_S, Job
from petavatar.queue import ProcessingQueue
from petavatar.rate_limits import current_headers, refuse_beyond
from petavatar.results import accepted_body
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.jobs import JobTable
from petavatar.table.quotas import Quotas
from petavatar.table.store import ItemStore
from petavatar.variations import Wanted
from petavatar.vary import Variator

settings = Settings.from_environment("table", "generated_bucket", "queue_url", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
store = ItemStore(client("dynamodb"), settings.table, settings.max_attempts)
storage = Storage(client("s3"), generated_bucket=settings.generated_bucket)
variator = Variator(storage, JobTable(store), ProcessingQueue(client("sqs"), settings.queue_url), settings)


@api("variation-handler", keys, settings.api_url)
def handler(request: Request) -> Response:
    """Answers 202 with the new job; repeated requests under an Idempotency-Key get the same one."""
    body = request.json()
    wanted = Wanted.read(body, loopback=settings.webhook_loopback)
    if wanted.webhook_url:
        # Without it nobody could sign the webhook.
        _ = keys.ids_from
    job = _job(request, wanted, _keyed(request, body))
    answer = accepted_body(job, request.base_url)
    limits = current_headers(request.caller, Quotas(store))
    return Response(202, answer, {"Location": answer["status_url"], "Retry-After": str(POLL_AFTER_S), **limits})


def _job(request: Request, wanted: Wanted, keyed: KeyedRequest | None) -> Job:
    if keyed and (job := keyed.job(variator.jobs, request.caller)):
        return variator.queued(job)
    source = variator.source(request.job_id, request.caller)
    refuse_beyond(request.caller, Quotas(store), settings.max_cost_microusd)
    job_id, digest = (keyed.job_id, keyed.digest) if keyed else (str(uuid4()), "")
    try:
        return variator.vary(source, wanted, job_id, request.caller, digest)
    except QuotaExceeded as problem:
        problem.headers = current_headers(request.caller, Quotas(store))
        raise


def _keyed(request: Request, body: dict[str, object]) -> KeyedRequest | None:
    if HEADER not in request.headers:
        return None
    asked = {"source_job_id": request.job_id, "variation": body}
    return KeyedRequest.of(request.headers[HEADER], request.caller, keys.ids_from, asked)
