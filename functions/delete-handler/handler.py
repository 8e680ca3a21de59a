"""DELETE /jobs/{job_id}: erases a finished job with all its data."""

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.erase import Eraser
from petavatar.http import Request, Response, api
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.erasures import Erasures
from petavatar.table.store import ItemStore
from petavatar.telemetry import logger

COMPONENT = "delete-handler"

settings = Settings.from_environment("table", "upload_bucket", "generated_bucket", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
eraser = Eraser(
    Erasures(ItemStore(client("dynamodb"), settings.table, settings.max_attempts)),
    Storage(client("s3"), upload_bucket=settings.upload_bucket, generated_bucket=settings.generated_bucket),
    settings,
)


@api(COMPONENT, keys, settings.api_url)
def handler(request: Request) -> Response:
    """Answers 204 once everything is erased; 409 while the job, or a run of it, is active."""
    eraser.erase(request.job_id, request.caller)
    logger.info("job erased", component=COMPONENT, job_id=request.job_id)
    return Response(204)
