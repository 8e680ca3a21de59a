"""Builds the document: routes, bodies, errors, links."""

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from deployment.openapi.models import Accepted, JobStatus, ProblemBody, ProcessRequest, Results, UploadTicket
from petavatar.choices import BACKGROUNDS, MAX_PET_NAME_CHARS, STYLES
from petavatar.errors import (
    EmptyUpload,
    InternalError,
    InvalidChoice,
    InvalidS3Uri,
    JobIdTaken,
    JobInUse,
    JobNotCompleted,
    JobNotFound,
    MalformedRequest,
    ObjectNotFound,
    Problem,
    StorageFailure,
    Unauthorized,
    UnsupportedImage,
    UploadTooLarge,
)
from petavatar.image_format import CONTENT_TYPES

_REF: Final = "#/components/schemas/{model}"
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
results; erase the job when you like, or let it expire at `expires_at`. Every error of these routes is \
`application/problem+json`. The gateway's own answers have another body and need no key: 404 for a path or \
method that does not exist, 429 when throttled, 413 for a body over 10 MB, 204 to a browser's preflight (OPTIONS)."""


def openapi_document(version: str) -> dict[str, Any]:
    """The document of the API."""
    models: list[type[BaseModel]] = [UploadTicket, ProcessRequest, Accepted, JobStatus, Results, ProblemBody]
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
        "paths": {
            "/presigned-url": {"get": _presigned_url()},
            "/process": {"post": _process()},
            "/status/{job_id}": {"get": _status()},
            "/results/{job_id}": {"get": _results()},
            "/jobs/{job_id}": {"delete": _erase()},
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"ApiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
        },
    }


def _presigned_url() -> dict[str, Any]:
    content_type = {
        "name": "content_type",
        "in": "query",
        "schema": {"type": "string", "enum": list(CONTENT_TYPES), "default": "image/jpeg"},
        "description": "The photo's format; the upload must declare the same.",
    }
    style = {
        "name": "style",
        "in": "query",
        "schema": {"type": "string", "enum": list(STYLES)},
        "description": "How the person dresses, and the tone of the texts; if left out, what fits the career.",
    }
    background = {
        "name": "background",
        "in": "query",
        "schema": {"type": "string", "enum": list(BACKGROUNDS), "default": "auto"},
        "description": "Where the person is shown; `auto` is what fits the career.",
    }
    pet_name = {
        "name": "pet_name",
        "in": "query",
        "schema": {"type": "string", "minLength": 1},
        "description": f"The pet's name for the card: 1 to {MAX_PET_NAME_CHARS} printable characters (code points in "
        "NFC) after trimming, of any script, emoji too; no controls, directional marks or invisible characters.",
    }
    links = {
        "process": {"operationId": "process", "requestBody": {"s3_uri": "$response.body#/s3_uri"}},
        "status": {"operationId": "getStatus", "parameters": {"job_id": "$response.body#/job_id"}},
    }
    return {
        "operationId": "getPresignedUrl",
        "summary": "A place to upload one photo to",
        "parameters": [content_type, style, background, pet_name],
        "responses": {
            "200": _json(UploadTicket, "Upload within fifteen minutes", links),
            **_errors(MalformedRequest, InvalidChoice),
        },
    }


def _process() -> dict[str, Any]:
    links = {
        "status": {"operationId": "getStatus", "parameters": {"job_id": "$response.body#/job_id"}},
        "results": {"operationId": "getResults", "parameters": {"job_id": "$response.body#/job_id"}},
        "erase": {"operationId": "eraseJob", "parameters": {"job_id": "$response.body#/job_id"}},
    }
    accepted = _json(Accepted, "The job of this upload; repeated requests get the same one", links)
    accepted["headers"] = {
        "Location": {"description": "Where to poll", "schema": {"type": "string"}},
        "Retry-After": {"description": "Seconds to wait before polling", "schema": {"type": "string"}},
    }
    return {
        "operationId": "process",
        "summary": "Process an uploaded photo",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": _REF.format(model=ProcessRequest.__name__)}}},
        },
        "responses": {
            "202": accepted,
            **_errors(
                MalformedRequest,
                InvalidChoice,
                InvalidS3Uri,
                UnsupportedImage,
                EmptyUpload,
                ObjectNotFound,
                JobIdTaken,
                UploadTooLarge,
            ),
        },
    }


def _status() -> dict[str, Any]:
    return {
        "operationId": "getStatus",
        "summary": "A job's current state",
        "parameters": [_JOB_ID],
        "responses": {
            "200": _with_retry_after(
                _json(JobStatus, "The job, whatever its state"), "While it is unfinished: seconds until it may be"
            ),
            **_errors(JobNotFound),
        },
    }


def _results() -> dict[str, Any]:
    errors = _errors(JobNotFound, JobNotCompleted)
    errors["409"] = _with_retry_after(errors["409"], "While the job is unfinished: seconds until it may be")
    return {
        "operationId": "getResults",
        "summary": "The complete package of a completed job",
        "parameters": [_JOB_ID],
        "responses": {
            "200": _json(Results, "Identity, analysis, and URLs of avatar and card that are good for an hour"),
            **errors,
        },
    }


def _erase() -> dict[str, Any]:
    errors = _errors(JobNotFound, JobInUse)
    errors["409"] = _with_retry_after(errors["409"], "Seconds until the job may be erased")
    return {
        "operationId": "eraseJob",
        "summary": "Erase a finished job with its photo, avatar, card and texts, for good",
        "parameters": [_JOB_ID],
        "responses": {"204": {"description": "The job is erased"}, **errors},
    }


def _with_retry_after(response: dict[str, Any], description: str) -> dict[str, Any]:
    return response | {"headers": {"Retry-After": {"description": description, "schema": {"type": "string"}}}}


def _json(model: type[BaseModel], description: str, links: dict[str, Any] | None = None) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}},
    }
    if links:
        response["links"] = links
    return response


def _errors(*problems: type[Problem]) -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for problem in (*problems, *_ANYWHERE):
        by_status.setdefault(problem.status, []).append(f"{problem.title} (`{problem.slug}`)")
    schema = {"$ref": _REF.format(model=ProblemBody.__name__)}
    return {
        str(status): {
            "description": "; ".join(titles),
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status, titles in sorted(by_status.items())
    }
