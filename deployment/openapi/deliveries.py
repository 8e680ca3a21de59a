"""The operations about webhooks, and the request that a receiver gets."""

from typing import Any

from deployment.openapi.parts import content, errors, json_answer, of_a_job
from deployment.openapi.webhooks import Deliveries, WebhookEvent, WebhookSecrets
from petavatar.errors import (
    JobNotFound,
    MalformedRequest,
    NothingToDeliver,
)


def webhook_secret() -> dict[str, Any]:
    """`GET /webhook-secret`."""
    return {
        "operationId": "getWebhookSecret",
        "summary": "The secrets that webhooks of the key's owner are signed with",
        "description": "Keys without an owner share one, that of jobs without an owner. An operator can make a new one "
        "(`scripts.api_keys webhook-secret`); for a day both are valid then, and each webhook has both signatures.",
        "responses": {"200": json_answer(WebhookSecrets, "The secrets"), **errors(MalformedRequest)},
    }


def deliveries() -> dict[str, Any]:
    """`GET /jobs/{job_id}/deliveries`."""
    return of_a_job(
        "listDeliveries",
        "What became of a job's webhook",
        {"200": json_answer(Deliveries, "The last tries to deliver it"), **errors(JobNotFound)},
    )


def redeliver() -> dict[str, Any]:
    """`POST /jobs/{job_id}/redeliver`."""
    return of_a_job(
        "redeliver",
        "Send the webhook of a job that has ended again",
        {
            "202": json_answer(
                Deliveries, "It is sent at once, and tried again for a day; so far, these were the tries"
            ),
            **errors(JobNotFound, NothingToDeliver),
        },
    )


def job_ended() -> dict[str, Any]:
    """The request that a webhook's receiver gets."""
    names = {
        "webhook-id": "Identifies the event: the same each time that it is sent",
        "webhook-timestamp": "When it was sent, in seconds since 1970",
        "webhook-signature": "`v1,` and the HMAC-SHA256 of id, timestamp and body in base64, for each valid secret",
    }
    return {
        "operationId": "jobEnded",
        "summary": "The job has ended",
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": text}
            for name, text in names.items()
        ],
        "requestBody": {"required": True, "content": content(WebhookEvent)},
        "responses": {"2XX": {"description": "Taken. Any other answer, or none in 10 s, and it is sent again"}},
    }
