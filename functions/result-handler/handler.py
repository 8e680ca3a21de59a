"""GET /results/{job_id}: the complete package of a completed job."""

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import JobNotCompleted
from petavatar.http import Request, Response, api
from petavatar.jobs import POLL_AFTER_S, TERMINAL
from petavatar.results import results_body
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore

settings = Settings.from_environment("table", "generated_bucket", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
jobs = JobTable(ItemStore(client("dynamodb"), settings.table, settings.max_attempts))
storage = Storage(client("s3"), generated_bucket=settings.generated_bucket)


@api("result-handler", keys, settings.api_url)
def handler(request: Request) -> Response:
    """Answers 200 with identity, analysis and new URLs of its pictures; 409 if the job is not completed."""
    job = jobs.read(request.job_id, by=request.caller)
    if job.status != "completed":
        raise JobNotCompleted(f"The job's status is {job.status}", None if job.status in TERMINAL else POLL_AFTER_S)
    cards = {card_format: storage.picture_url(key) for card_format, key in job.cards.items()}
    photo_url = storage.picture_url(job.s3_photo_key) if job.s3_photo_key else None
    avatar_url = storage.picture_url(job.s3_avatar_key)
    return Response(200, results_body(job, avatar_url, cards, photo_url, request.base_url))
