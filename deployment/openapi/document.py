"""Builds the document: routes, bodies, errors, links."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from deployment.openapi import samples, webhooks
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
from deployment.openapi.variations import VariationRequest
from deployment.openapi.webhooks import Deliveries, WebhookEvent, WebhookSecrets
from petavatar.choices import (
    AGE_RANGES,
    BACKGROUNDS,
    MAX_KIND_CHARS,
    MAX_PET_NAME_CHARS,
    MAX_WAIT_S,
    PRONOUNS,
    STYLES,
)
from petavatar.errors import (
    EmptyUpload,
    InternalError,
    InvalidChoice,
    InvalidS3Uri,
    JobEnded,
    JobErased,
    JobIdTaken,
    JobInUse,
    JobNotCompleted,
    JobNotFound,
    KeyReused,
    MalformedRequest,
    NothingKept,
    NothingToDeliver,
    NotShared,
    ObjectNotFound,
    Problem,
    QuotaExceeded,
    StorageFailure,
    Unauthorized,
    UnsupportedImage,
    UploadTooLarge,
)
from petavatar.image_format import CONTENT_TYPES
from petavatar.jobs import CARD_FORMATS, STATUSES
from petavatar.share_tokens import TOKEN
from petavatar.webhooks.address import MAX_URL_CHARS

_REF: Final = "#/components/schemas/{model}"
_OWNER: Final = "^[0-9a-f]{16}$"
_LIMITS: Final = {
    "RateLimit-Policy": "Only for keys with limits: jobs in a day, millionths of a US dollar in a month",
    "RateLimit": "Likewise: what is left of them, and in how many seconds they begin again",
}
_SAMPLES: Final[dict[type[BaseModel], Any]] = {
    ProcessRequest: samples.PROCESS,
    VariationRequest: samples.VARIATION,
    Accepted: samples.ACCEPTED,
    JobStatus: samples.STATUS,
    JobInBrief: samples.CANCEL,
    JobList: samples.LIST,
    Results: samples.RESULTS,
    WebhookSecrets: webhooks.SECRETS,
    Deliveries: webhooks.DELIVERIES,
    ShareLink: samples.SHARE,
}
_ANYWHERE: Final[tuple[type[Problem], ...]] = (Unauthorized, InternalError, StorageFailure)
_JOB_ID: Final = {
    "name": "job_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "The id that came with the upload URL. Anything else is a job that does not exist.",
}

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
    _, schemas = models_json_schema([(model, "serialization") for model in models], ref_template=_REF)
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
            "/presigned-url": {"get": {"tags": ["Create"], **_presigned_url()}},
            "/process": {"post": {"tags": ["Create"], **_process()}},
            "/status/{job_id}": {"get": {"tags": ["Follow"], **_status()}},
            "/results/{job_id}": {"get": {"tags": ["Follow"], **_results()}},
            "/jobs": {"get": {"tags": ["Follow"], **_list()}},
            "/jobs/{job_id}/variations": {"post": {"tags": ["Create"], **_variation()}},
            "/jobs/{job_id}/cancel": {"post": {"tags": ["End"], **_cancel()}},
            "/jobs/{job_id}": {"delete": {"tags": ["End"], **_erase()}},
            "/webhook-secret": {"get": {"tags": ["Webhooks"], **_webhook_secret()}},
            "/jobs/{job_id}/deliveries": {"get": {"tags": ["Webhooks"], **_deliveries()}},
            "/jobs/{job_id}/redeliver": {"post": {"tags": ["Webhooks"], **_redeliver()}},
            "/jobs/{job_id}/share": {"post": {"tags": ["Share"], **_share()}},
            "/jobs/{job_id}/unshare": {"post": {"tags": ["Share"], **_unshare()}},
            "/shared/{token}": {"get": {"tags": ["Share"], **_shared()}},
            "/s/{token}": {"get": {"tags": ["Share"], **_shared_page()}},
            "/s/{token}/card.png": {"get": {"tags": ["Share"], **_shared_card()}},
        },
        "webhooks": {"jobEnded": {"post": _job_ended()}},
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"ApiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
        },
    }


def _presigned_url() -> dict[str, Any]:
    links = {
        "process": {"operationId": "process", "requestBody": {"s3_uri": "$response.body#/s3_uri"}},
        "status": _job_link("getStatus"),
    }
    parameters = [
        _query(
            "content_type",
            "The photo's format: one of these, in any case, with parameters or by a synonym such as image/jpg. The "
            "upload must send the type in `upload_fields`. A deployment may accept fewer; its refusal names them.",
            examples=list(CONTENT_TYPES),
            default="image/jpeg",
        ),
        _query(
            "style",
            "How the person dresses, and the tone of the texts; if left out, what fits the career.",
            enum=list(STYLES),
        ),
        _query(
            "background",
            "Where the person is shown; `auto` is what fits the career.",
            enum=list(BACKGROUNDS),
            default="auto",
        ),
        _query(
            "pet_name",
            f"The pet's name for the card: 1 to {MAX_PET_NAME_CHARS} printable characters (code points in NFC) after "
            "trimming, of any script, emoji too; no controls, directional marks or invisible characters.",
            minLength=1,
        ),
        _query(
            "pronouns",
            "How the texts speak of the person, and how the person presents; drawn by lot if left out.",
            enum=list(PRONOUNS),
        ),
        _query("age_range", "The person's age; if left out, what fits the career.", enum=list(AGE_RANGES)),
        *(
            _query(
                name,
                f"The pet's {name}, for when the photo is read wrongly: 1 to {MAX_KIND_CHARS} letters of any script, "
                "spaces and hyphens. It overrides what is read.",
                minLength=1,
            )
            for name in ("species", "breed")
        ),
        _query(
            "language",
            "The language of the texts, as a tag of BCP 47 without extensions and private use; English if left out. "
            "An offline stand-in writes English only: the result's `identity.language` says which it is.",
            examples=["en", "pt-BR", "zh-Hant"],
        ),
        _query(
            "max_wait_s",
            "In how many seconds, from when the photo is accepted, the job must have begun; else it fails "
            "(`waited-too-long`) without a model called.",
            type="integer",
            minimum=1,
            maximum=MAX_WAIT_S,
        ),
        _query(
            "webhook_url",
            "Where the end of the job is posted to, signed as Standard Webhooks 1.0 has it: an https address of a "
            "public host, without user name and fragment. See `webhooks` and `GET /webhook-secret`.",
            maxLength=MAX_URL_CHARS,
            examples=["https://hooks.example.com/petavatar"],
        ),
        _idempotency_key(
            "The same key with the same parameters leads to the same job, however often it is sent: once "
            "that exists, it comes back instead of a form."
        ),
    ]
    ticket = _json(UploadTicket, "Upload within fifteen minutes; or the job of the Idempotency-Key", links)
    ticket["content"]["application/json"] = {
        "schema": {"oneOf": [{"$ref": _REF.format(model=model)} for model in ("UploadTicket", "Accepted")]},
        "examples": {
            "upload": {"summary": "Where to upload the photo", "value": samples.TICKET},
            "job": {"summary": "The job that exists already", "value": samples.ACCEPTED},
        },
    }
    ticket["headers"] = _headers(_LIMITS)
    return {
        "operationId": "getPresignedUrl",
        "summary": "A place to upload one photo to",
        "parameters": parameters,
        "responses": {
            "200": ticket,
            **_limited(_errors(MalformedRequest, InvalidChoice, JobErased, KeyReused, QuotaExceeded)),
        },
    }


def _idempotency_key(description: str) -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string", "pattern": "^[!-~]([ -~]{0,253}[!-~])?$"},
        "description": f"1 to 255 printable ASCII characters of your choice. {description}",
    }


def _accepted(description: str) -> dict[str, Any]:
    operations = {"status": "getStatus", "results": "getResults", "cancel": "cancelJob", "erase": "eraseJob"}
    links = {name: _job_link(operation) for name, operation in operations.items()}
    accepted = _json(Accepted, description, links)
    accepted["headers"] = _headers(
        {"Location": "Where to poll", "Retry-After": "Seconds to wait before polling", **_LIMITS}
    )
    return accepted


def _process() -> dict[str, Any]:
    accepted = _accepted("The job of this upload; repeated requests get the same one")
    errors = _errors(
        *(MalformedRequest, InvalidChoice, InvalidS3Uri, UnsupportedImage, EmptyUpload),
        *(ObjectNotFound, JobIdTaken, UploadTooLarge, QuotaExceeded),
    )
    return {
        "operationId": "process",
        "summary": "Process an uploaded photo",
        "requestBody": {"required": True, "content": _content(ProcessRequest)},
        "responses": {"202": accepted, **_limited(errors)},
    }


def _variation() -> dict[str, Any]:
    errors = _errors(
        *(MalformedRequest, InvalidChoice, JobNotFound, JobNotCompleted, NothingKept),
        *(JobErased, KeyReused, QuotaExceeded),
    )
    return {
        "operationId": "createVariation",
        "summary": "A variation of a completed job, as a new job",
        "description": "The photo is not read again. The new job belongs to the key's owner and counts against its "
        "limits; either job can be erased without the other.",
        "parameters": [
            _JOB_ID,
            _idempotency_key("The same key with the same job and body leads to the same variation."),
        ],
        "requestBody": {"required": True, "content": _content(VariationRequest)},
        "responses": {
            "202": _accepted("The job of the variation; the same one for repeated requests under an Idempotency-Key"),
            **_limited(errors),
        },
    }


def _status() -> dict[str, Any]:
    found = _json(JobStatus, "The job, whatever its state")
    return _of_a_job(
        "getStatus",
        "A job's current state",
        {"200": _with_retry_after(found, "While it is unfinished: seconds until it may be"), **_errors(JobNotFound)},
    )


def _results() -> dict[str, Any]:
    errors = _errors(JobNotFound, JobNotCompleted)
    errors["409"] = _with_retry_after(errors["409"], "While the job is unfinished: seconds until it may be")
    found = _json(Results, "Identity, analysis, and URLs of avatar and card that are good for an hour at most")
    return _of_a_job("getResults", "The complete package of a completed job", {"200": found, **errors})


def _list() -> dict[str, Any]:
    parameters = [
        _query("status", "Only jobs that are in this state now.", enum=list(STATUSES)),
        _query("limit", "How many jobs to look at.", type="integer", minimum=1, maximum=100, default=20),
        _query("cursor", "Where to begin: the cursor of the part before."),
        _query(
            "owner", "Whose jobs, for keys of scope `all`; those of the key's own owner if left out.", pattern=_OWNER
        ),
    ]
    return {
        "operationId": "listJobs",
        "summary": "The jobs of an owner, newest first",
        "description": "A job that was just accepted may be missing for a moment. No list has jobs without an owner.",
        "parameters": parameters,
        "responses": {"200": _json(JobList, "A part of the list"), **_errors(MalformedRequest)},
    }


def _cancel() -> dict[str, Any]:
    canceled = _json(JobInBrief, "The job: it has ended as canceled, or its worker ends it within seconds")
    return _of_a_job(
        "cancelJob",
        "Cancel a job that has not ended",
        {
            "202": _with_retry_after(canceled, "While it is unfinished: seconds until it may have ended"),
            **_errors(JobNotFound, JobEnded),
        },
    )


def _erase() -> dict[str, Any]:
    errors = _errors(JobNotFound, JobInUse)
    errors["409"] = _with_retry_after(errors["409"], "Seconds until the job may be erased")
    errors["409"]["description"] += (
        ". A job that failed may answer 409 until three and a half minutes after its last attempt began, since a run "
        "of it may still be alive; not if it never ran, or failed since its photo was refused"
    )
    return _of_a_job(
        "eraseJob",
        "Erase a finished job with its photo, pictures and texts, for good",
        {"204": {"description": "The job is erased, now or before"}, **errors},
    )


def _webhook_secret() -> dict[str, Any]:
    return {
        "operationId": "getWebhookSecret",
        "summary": "The secrets that webhooks of the key's owner are signed with",
        "description": "Keys without an owner share one, that of jobs without an owner. An operator can make a new one "
        "(`scripts.api_keys webhook-secret`); for a day both are valid then, and each webhook has both signatures.",
        "responses": {"200": _json(WebhookSecrets, "The secrets"), **_errors(MalformedRequest)},
    }


def _deliveries() -> dict[str, Any]:
    return _of_a_job(
        "listDeliveries",
        "What became of a job's webhook",
        {"200": _json(Deliveries, "The last tries to deliver it"), **_errors(JobNotFound)},
    )


def _redeliver() -> dict[str, Any]:
    return _of_a_job(
        "redeliver",
        "Send the webhook of a job that has ended again",
        {
            "202": _json(Deliveries, "It is sent at once, and tried again for a day; so far, these were the tries"),
            **_errors(JobNotFound, NothingToDeliver),
        },
    )


def _job_ended() -> dict[str, Any]:
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
        "requestBody": {"required": True, "content": _content(WebhookEvent)},
        "responses": {"2XX": {"description": "Taken. Any other answer, or none in 10 s, and it is sent again"}},
    }


def _share() -> dict[str, Any]:
    links = {"shared": {"operationId": "getShared", "parameters": {"token": "$response.body#/token"}}}
    errors = _errors(MalformedRequest, JobNotFound, JobNotCompleted)
    errors["409"] = _with_retry_after(errors["409"], "While the job is unfinished: seconds until it may be")
    operation = _of_a_job(
        "shareJob",
        "Make an address that shows a result to everybody who has it",
        {"200": _json(ShareLink, "The address; asked for again, it is the same until unshareJob", links), **errors},
    )
    return {**operation, "requestBody": {"required": False, "content": _content(ShareRequest)}}


def _unshare() -> dict[str, Any]:
    return _of_a_job(
        "unshareJob",
        "End the sharing of a result at once; shared again, it has another address",
        {"204": {"description": "The result is not shared, now or before"}, **_errors(JobNotFound)},
    )


def _shared() -> dict[str, Any]:
    found = _json(SharedResult, "What is shared of the result, with URLs of its pictures")
    return _open("getShared", "A shared result, without a key", {"200": found})


def _shared_page() -> dict[str, Any]:
    """Its errors are pages."""
    page = {"description": "A page, with tags for link previews (Open Graph, X)", "content": _HTML}
    return _open("getSharedPage", "The page of a shared result, without a key", {"200": page}, page_of_errors=True)


def _shared_card() -> dict[str, Any]:
    where = _headers({"Location": "A presigned URL, good for a few minutes"})
    found = {"description": "The card, a PNG, is there", "headers": where}
    operation = _open(
        "getSharedCard", "The card of a shared result, without a key", {"302": found}, page_of_errors=True
    )
    wanted = _query("format", "Another shape of the card.", enum=list(CARD_FORMATS), default="wide")
    return {**operation, "parameters": [*operation["parameters"], wanted]}


_HTML: Final[dict[str, Any]] = {"text/html": {"schema": {"type": "string"}}}


def _open(operation: str, summary: str, found: dict[str, Any], *, page_of_errors: bool = False) -> dict[str, Any]:
    """An operation that needs no key, but a token."""
    errors = _errors(NotShared)
    del errors[str(Unauthorized.status)]
    if page_of_errors:
        errors = {status: {"description": "A page that says so", "content": _HTML} for status in errors}
    token = {
        "name": "token",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "description": f"The token of a share ({TOKEN.pattern}). Anything else opens nothing.",
    }
    responses = {**found, **errors}
    return {"operationId": operation, "summary": summary, "security": [], "parameters": [token], "responses": responses}


def _of_a_job(operation: str, summary: str, responses: dict[str, Any]) -> dict[str, Any]:
    return {"operationId": operation, "summary": summary, "parameters": [_JOB_ID], "responses": responses}


def _query(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string", **schema}, "description": description}


def _job_link(operation: str) -> dict[str, Any]:
    return {"operationId": operation, "parameters": {"job_id": "$response.body#/job_id"}}


def _headers(descriptions: dict[str, str]) -> dict[str, Any]:
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in descriptions.items()}


def _content(model: type[BaseModel]) -> dict[str, Any]:
    example = {"example": _SAMPLES[model]} if model in _SAMPLES else {}
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}, **example}}


def _limited(responses: dict[str, Any]) -> dict[str, Any]:
    """With the headers of a refusal beyond a limit."""
    headers = _headers({"Retry-After": "Seconds until the limit begins again", **_LIMITS})
    return {**responses, "429": responses["429"] | {"headers": headers}}


def _with_retry_after(response: dict[str, Any], description: str) -> dict[str, Any]:
    return response | {"headers": _headers({"Retry-After": description})}


def _json(model: type[BaseModel], description: str, links: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": description, "content": _content(model)} | ({"links": links} if links else {})


def _errors(*problems: type[Problem]) -> dict[str, Any]:
    by_status: dict[int, list[type[Problem]]] = {}
    for problem in (*problems, *_ANYWHERE):
        by_status.setdefault(problem.status, []).append(problem)
    return {str(status): _problems(same) for status, same in sorted(by_status.items())}


def _problems(problems: Sequence[type[Problem]]) -> dict[str, Any]:
    examples = {
        problem.slug: {"summary": problem.title, "value": samples.problem_sample(problem)} for problem in problems
    }
    schema = {"$ref": _REF.format(model=ProblemBody.__name__)}
    return {
        "description": "; ".join(f"{problem.title} (`{problem.slug}`)" for problem in problems),
        "content": {"application/problem+json": {"schema": schema, "examples": examples}},
    }
