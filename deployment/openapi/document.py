"""Builds the document: routes, bodies, errors, links."""

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from deployment.openapi.models import Accepted, JobStatus, ProblemBody, ProcessRequest, Results, UploadTicket
from petavatar.choices import AGE_RANGES, BACKGROUNDS, MAX_KIND_CHARS, MAX_PET_NAME_CHARS, PRONOUNS, STYLES
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
    ]
    return {
        "operationId": "getPresignedUrl",
        "summary": "A place to upload one photo to",
        "parameters": parameters,
        "responses": {
            "200": _json(UploadTicket, "Upload within fifteen minutes", links),
            **_errors(MalformedRequest, InvalidChoice),
        },
    }


def _process() -> dict[str, Any]:
    links = {
        "status": _job_link("getStatus"),
        "results": _job_link("getResults"),
        "erase": _job_link("eraseJob"),
    }
    accepted = _json(Accepted, "The job of this upload; repeated requests get the same one", links)
    accepted["headers"] = _headers({"Location": "Where to poll", "Retry-After": "Seconds to wait before polling"})
    errors = _errors(
        *(MalformedRequest, InvalidChoice, InvalidS3Uri, UnsupportedImage, EmptyUpload),
        *(ObjectNotFound, JobIdTaken, UploadTooLarge),
    )
    return {
        "operationId": "process",
        "summary": "Process an uploaded photo",
        "requestBody": {"required": True, "content": _content(ProcessRequest)},
        "responses": {"202": accepted, **errors},
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


def _of_a_job(operation: str, summary: str, responses: dict[str, Any]) -> dict[str, Any]:
    return {"operationId": operation, "summary": summary, "parameters": [_JOB_ID], "responses": responses}


def _query(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string", **schema}, "description": description}


def _job_link(operation: str) -> dict[str, Any]:
    return {"operationId": operation, "parameters": {"job_id": "$response.body#/job_id"}}


def _headers(descriptions: dict[str, str]) -> dict[str, Any]:
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in descriptions.items()}


def _content(model: type[BaseModel], kind: str = "application/json") -> dict[str, Any]:
    return {kind: {"schema": {"$ref": _REF.format(model=model.__name__)}}}


def _with_retry_after(response: dict[str, Any], description: str) -> dict[str, Any]:
    return response | {"headers": _headers({"Retry-After": description})}


def _json(model: type[BaseModel], description: str, links: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": description, "content": _content(model)} | ({"links": links} if links else {})


def _errors(*problems: type[Problem]) -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for problem in (*problems, *_ANYWHERE):
        by_status.setdefault(problem.status, []).append(f"{problem.title} (`{problem.slug}`)")
    content = _content(ProblemBody, "application/problem+json")
    return {
        str(status): {"description": "; ".join(titles), "content": content}
        for status, titles in sorted(by_status.items())
    }
