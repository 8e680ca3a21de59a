"""The operations that make jobs."""

from typing import Any

from deployment.openapi import samples
from deployment.openapi.models import (
    Accepted,
    ProcessRequest,
    UploadTicket,
)
from deployment.openapi.parts import (
    JOB_ID,
    LIMITS,
    REF,
    content,
    errors,
    header_descriptions,
    job_link,
    json_answer,
    limited,
    query_parameter,
)
from deployment.openapi.variations import VariationRequest
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
    InvalidChoice,
    InvalidS3Uri,
    JobErased,
    JobIdTaken,
    JobNotCompleted,
    JobNotFound,
    KeyReused,
    MalformedRequest,
    NothingKept,
    ObjectNotFound,
    QuotaExceeded,
    UnsupportedImage,
    UploadTooLarge,
)
from petavatar.image_format import CONTENT_TYPES
from petavatar.webhooks.address import MAX_URL_CHARS


def presigned_url() -> dict[str, Any]:
    """`GET /presigned-url`."""
    links = {
        "process": {"operationId": "process", "requestBody": {"s3_uri": "$response.body#/s3_uri"}},
        "status": job_link("getStatus"),
    }
    parameters = [
        query_parameter(
            "content_type",
            "The photo's format: one of these, in any case, with parameters or by a synonym such as image/jpg. The "
            "upload must send the type in `upload_fields`. A deployment may accept fewer; its refusal names them.",
            examples=list(CONTENT_TYPES),
            default="image/jpeg",
        ),
        query_parameter(
            "style",
            "How the person dresses, and the tone of the texts; if left out, what fits the career.",
            enum=list(STYLES),
        ),
        query_parameter(
            "background",
            "Where the person is shown; `auto` is what fits the career.",
            enum=list(BACKGROUNDS),
            default="auto",
        ),
        query_parameter(
            "pet_name",
            f"The pet's name for the card: 1 to {MAX_PET_NAME_CHARS} printable characters (code points in NFC) after "
            "trimming, of any script, emoji too; no controls, directional marks or invisible characters.",
            minLength=1,
        ),
        query_parameter(
            "pronouns",
            "How the texts speak of the person, and how the person presents; drawn by lot if left out.",
            enum=list(PRONOUNS),
        ),
        query_parameter("age_range", "The person's age; if left out, what fits the career.", enum=list(AGE_RANGES)),
        *(
            query_parameter(
                name,
                f"The pet's {name}, for when the photo is read wrongly: 1 to {MAX_KIND_CHARS} letters of any script, "
                "spaces and hyphens. It overrides what is read.",
                minLength=1,
            )
            for name in ("species", "breed")
        ),
        query_parameter(
            "language",
            "The language of the texts, as a tag of BCP 47 without extensions and private use; English if left out. "
            "An offline stand-in writes English only: the result's `identity.language` says which it is.",
            examples=["en", "pt-BR", "zh-Hant"],
        ),
        query_parameter(
            "max_wait_s",
            "In how many seconds, from when the photo is accepted, the job must have begun; else it fails "
            "(`waited-too-long`) without a model called.",
            type="integer",
            minimum=1,
            maximum=MAX_WAIT_S,
        ),
        query_parameter(
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
    ticket = json_answer(UploadTicket, "Upload within fifteen minutes; or the job of the Idempotency-Key", links)
    ticket["content"]["application/json"] = {
        "schema": {"oneOf": [{"$ref": REF.format(model=model)} for model in ("UploadTicket", "Accepted")]},
        "examples": {
            "upload": {"summary": "Where to upload the photo", "value": samples.TICKET},
            "job": {"summary": "The job that exists already", "value": samples.ACCEPTED},
        },
    }
    ticket["headers"] = header_descriptions(LIMITS)
    return {
        "operationId": "getPresignedUrl",
        "summary": "A place to upload one photo to",
        "parameters": parameters,
        "responses": {
            "200": ticket,
            **limited(errors(MalformedRequest, InvalidChoice, JobErased, KeyReused, QuotaExceeded)),
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
    links = {name: job_link(operation) for name, operation in operations.items()}
    accepted = json_answer(Accepted, description, links)
    accepted["headers"] = header_descriptions(
        {"Location": "Where to poll", "Retry-After": "Seconds to wait before polling", **LIMITS}
    )
    return accepted


def process() -> dict[str, Any]:
    """`POST /process`."""
    accepted = _accepted("The job of this upload; repeated requests get the same one")
    refusals = errors(
        *(MalformedRequest, InvalidChoice, InvalidS3Uri, UnsupportedImage, EmptyUpload),
        *(ObjectNotFound, JobIdTaken, UploadTooLarge, QuotaExceeded),
    )
    return {
        "operationId": "process",
        "summary": "Process an uploaded photo",
        "requestBody": {"required": True, "content": content(ProcessRequest)},
        "responses": {"202": accepted, **limited(refusals)},
    }


def variation() -> dict[str, Any]:
    """`POST /jobs/{job_id}/variations`."""
    refusals = errors(
        *(MalformedRequest, InvalidChoice, JobNotFound, JobNotCompleted, NothingKept),
        *(JobErased, KeyReused, QuotaExceeded),
    )
    return {
        "operationId": "createVariation",
        "summary": "A variation of a completed job, as a new job",
        "description": "The photo is not read again. The new job belongs to the key's owner and counts against its "
        "limits; either job can be erased without the other.",
        "parameters": [
            JOB_ID,
            _idempotency_key("The same key with the same job and body leads to the same variation."),
        ],
        "requestBody": {"required": True, "content": content(VariationRequest)},
        "responses": {
            "202": _accepted("The job of the variation; the same one for repeated requests under an Idempotency-Key"),
            **limited(refusals),
        },
    }
