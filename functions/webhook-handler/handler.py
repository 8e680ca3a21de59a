"""GET /webhook-secret, GET /jobs/{job_id}/deliveries, POST /jobs/{job_id}/redeliver: all about webhooks."""

from functools import cache

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import MalformedRequest
from petavatar.http import Request, Response, api
from petavatar.settings import Settings
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from petavatar.webhooks.answers import deliveries_body, redelivery_of, secrets_body
from petavatar.webhooks.messages import WebhookQueue

COMPONENT = "webhook-handler"

settings = Settings.from_environment("table", "webhook_queue_url", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
jobs = JobTable(ItemStore(client("dynamodb"), settings.table, settings.max_attempts))


@cache
def queue() -> WebhookQueue:
    """The queue, for redeliveries alone: a cold start does not wait for its client."""
    return WebhookQueue(client("sqs"), settings.webhook_queue_url)


@api(COMPONENT, keys, settings.api_url)
def handler(request: Request) -> Response:
    """Answers 200 with what was asked for; 202 once a webhook is to be sent again, 409 if there is none to send."""
    if request.route == "/webhook-secret":
        return _secrets(request)
    job = jobs.read(request.job_id, by=request.caller, in_brief=True)
    if not request.route.endswith("/redeliver"):
        return Response(200, deliveries_body(job))
    queue().send(redelivery_of(job), jobs.now())
    return Response(202, deliveries_body(job))


def _secrets(request: Request) -> Response:
    secrets = keys.webhook_secrets(request.caller.owner)
    if not secrets:
        raise MalformedRequest("This deployment has no webhook secrets yet: its operator has to renew a key")
    return Response(200, secrets_body(secrets))
