"""What the descriptions of all operations share: bodies, errors, headers, parameters."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel

from deployment.openapi import samples, webhooks
from deployment.openapi.models import (
    Accepted,
    JobInBrief,
    JobList,
    JobStatus,
    ProblemBody,
    ProcessRequest,
    Results,
    ShareLink,
)
from deployment.openapi.variations import VariationRequest
from deployment.openapi.webhooks import Deliveries, WebhookSecrets
from petavatar.errors import (
    InternalError,
    Problem,
    StorageFailure,
    Unauthorized,
)

REF: Final = "#/components/schemas/{model}"


LIMITS: Final = {
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


JOB_ID: Final = {
    "name": "job_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "The id that came with the upload URL. Anything else is a job that does not exist.",
}


def of_a_job(operation: str, summary: str, responses: dict[str, Any]) -> dict[str, Any]:
    """An operation on one job."""
    return {"operationId": operation, "summary": summary, "parameters": [JOB_ID], "responses": responses}


def query_parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    """A parameter of the query, a string unless the schema says otherwise."""
    return {"name": name, "in": "query", "schema": {"type": "string", **schema}, "description": description}


def job_link(operation: str) -> dict[str, Any]:
    """A link to an operation on the job that is answered."""
    return {"operationId": operation, "parameters": {"job_id": "$response.body#/job_id"}}


def header_descriptions(descriptions: dict[str, str]) -> dict[str, Any]:
    """Headers of an answer, by their names."""
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in descriptions.items()}


def content(model: type[BaseModel]) -> dict[str, Any]:
    """A JSON body, with its sample if there is one."""
    example = {"example": _SAMPLES[model]} if model in _SAMPLES else {}
    return {"application/json": {"schema": {"$ref": REF.format(model=model.__name__)}, **example}}


def limited(responses: dict[str, Any]) -> dict[str, Any]:
    """With the headers of a refusal beyond a limit."""
    headers = header_descriptions({"Retry-After": "Seconds until the limit begins again", **LIMITS})
    return {**responses, "429": responses["429"] | {"headers": headers}}


def with_retry_after(response: dict[str, Any], description: str) -> dict[str, Any]:
    """An answer with that header."""
    return response | {"headers": header_descriptions({"Retry-After": description})}


def json_answer(model: type[BaseModel], description: str, links: dict[str, Any] | None = None) -> dict[str, Any]:
    """An answer with a JSON body."""
    return {"description": description, "content": content(model)} | ({"links": links} if links else {})


def errors(*problems: type[Problem]) -> dict[str, Any]:
    """The refusals of an operation by their status, with those that any may give."""
    by_status: dict[int, list[type[Problem]]] = {}
    for problem in (*problems, *_ANYWHERE):
        by_status.setdefault(problem.status, []).append(problem)
    return {str(status): _problems(same) for status, same in sorted(by_status.items())}


def _problems(problems: Sequence[type[Problem]]) -> dict[str, Any]:
    examples = {
        problem.slug: {"summary": problem.title, "value": samples.problem_sample(problem)} for problem in problems
    }
    schema = {"$ref": REF.format(model=ProblemBody.__name__)}
    return {
        "description": "; ".join(f"{problem.title} (`{problem.slug}`)" for problem in problems),
        "content": {"application/problem+json": {"schema": schema, "examples": examples}},
    }
