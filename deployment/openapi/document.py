"""Builds the document: routes, bodies, errors, links."""

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from deployment.openapi import creating, deliveries, jobs, sharing
from deployment.openapi.models import (
    Accepted,
    JobInBrief,
    JobList,
    JobStatus,
    ProblemBody,
    ProcessRequest,
    Results,
    SharedResult,
    ShareLink,
    ShareRequest,
    UploadTicket,
)
from deployment.openapi.parts import REF
from deployment.openapi.variations import VariationRequest
from deployment.openapi.webhooks import Deliveries, WebhookEvent, WebhookSecrets

DESCRIPTION: Final = """\
A pet photo goes in; a professional human avatar and a complete career identity come out.

Ask for an upload URL, upload the photo straight to S3, ask for it to be processed, poll its status, fetch the \
results; cancel the job while it lasts, erase it when you like, or let it expire at `expires_at`. A key of scope \
`own` sees the jobs of its owner, and those without an owner; any other job is 404. A completed job may be shared: \
its token then opens what is under Share to everybody, without a key. Every error of these routes is \
`application/problem+json` (a page where browsers look), and every answer has the id of the request in \
`X-Request-Id`. A key may have limits, by \
days and months of UTC: answers about new jobs say in `RateLimit` what is left of them. The gateway's own answers have \
another body and need no key: 404 for a path or \
method that does not exist, 429 when throttled, 413 for a body over 10 MB, 204 to a browser's preflight (OPTIONS)."""


def openapi_document(version: str) -> dict[str, Any]:
    """The document of the API."""
    models: list[type[BaseModel]] = [
        *(UploadTicket, ProcessRequest, Accepted, JobStatus, JobInBrief, JobList, Results, ProblemBody),
        VariationRequest,
        *(WebhookSecrets, Deliveries, WebhookEvent),
        *(ShareRequest, ShareLink, SharedResult),
    ]
    _, schemas = models_json_schema([(model, "serialization") for model in models], ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "PetAvatar",
            "version": version,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"ApiKey": []}],
        "tags": [
            {"name": "Create", "description": "Hand a photo in"},
            {"name": "Follow", "description": "Watch jobs and fetch what came of them"},
            {"name": "End", "description": "Cancel and erase jobs"},
            {"name": "Webhooks", "description": "Be notified of the end of a job"},
            {"name": "Share", "description": "Show a result to people without a key"},
        ],
        "paths": {
            "/presigned-url": {"get": {"tags": ["Create"], **creating.presigned_url()}},
            "/process": {"post": {"tags": ["Create"], **creating.process()}},
            "/status/{job_id}": {"get": {"tags": ["Follow"], **jobs.status()}},
            "/results/{job_id}": {"get": {"tags": ["Follow"], **jobs.results()}},
            "/jobs": {"get": {"tags": ["Follow"], **jobs.list_jobs()}},
            "/jobs/{job_id}/variations": {"post": {"tags": ["Create"], **creating.variation()}},
            "/jobs/{job_id}/cancel": {"post": {"tags": ["End"], **jobs.cancel()}},
            "/jobs/{job_id}": {"delete": {"tags": ["End"], **jobs.erase()}},
            "/webhook-secret": {"get": {"tags": ["Webhooks"], **deliveries.webhook_secret()}},
            "/jobs/{job_id}/deliveries": {"get": {"tags": ["Webhooks"], **deliveries.deliveries()}},
            "/jobs/{job_id}/redeliver": {"post": {"tags": ["Webhooks"], **deliveries.redeliver()}},
            "/jobs/{job_id}/share": {"post": {"tags": ["Share"], **sharing.share()}},
            "/jobs/{job_id}/unshare": {"post": {"tags": ["Share"], **sharing.unshare()}},
            "/shared/{token}": {"get": {"tags": ["Share"], **sharing.shared_result()}},
            "/s/{token}": {"get": {"tags": ["Share"], **sharing.shared_page()}},
            "/s/{token}/card.png": {"get": {"tags": ["Share"], **sharing.shared_card()}},
        },
        "webhooks": {"jobEnded": {"post": deliveries.job_ended()}},
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"ApiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
        },
    }
