"""The operations about results that are shown to people without a key."""

from typing import Any, Final

from deployment.openapi.models import (
    SharedResult,
    ShareLink,
    ShareRequest,
)
from deployment.openapi.parts import (
    content,
    errors,
    header_descriptions,
    json_answer,
    of_a_job,
    query_parameter,
    with_retry_after,
)
from petavatar.errors import (
    JobNotCompleted,
    JobNotFound,
    MalformedRequest,
    NotShared,
    ShareUnavailable,
    Unauthorized,
)
from petavatar.jobs import CARD_FORMATS
from petavatar.share_tokens import TOKEN


def share() -> dict[str, Any]:
    """`POST /jobs/{job_id}/share`."""
    links = {"shared": {"operationId": "getShared", "parameters": {"token": "$response.body#/token"}}}
    refusals = errors(MalformedRequest, JobNotFound, JobNotCompleted)
    refusals["409"] = with_retry_after(refusals["409"], "While the job is unfinished: seconds until it may be")
    operation = of_a_job(
        "shareJob",
        "Make an address that shows a result to everybody who has it",
        {
            "200": json_answer(ShareLink, "The address; asked for again, it is the same until unshareJob", links),
            **refusals,
        },
    )
    return {**operation, "requestBody": {"required": False, "content": content(ShareRequest)}}


def unshare() -> dict[str, Any]:
    """`POST /jobs/{job_id}/unshare`."""
    return of_a_job(
        "unshareJob",
        "End the sharing of a result at once; shared again, it has another address",
        {"204": {"description": "The result is not shared, now or before"}, **errors(JobNotFound)},
    )


def shared_result() -> dict[str, Any]:
    """`GET /shared/{token}`."""
    found = json_answer(SharedResult, "What is shared of the result, with URLs of its pictures")
    return _open("getShared", "A shared result, without a key", {"200": found})


def shared_page() -> dict[str, Any]:
    """Its errors are pages."""
    page = {"description": "A page, with tags for link previews (Open Graph, X)", "content": _HTML}
    return _open("getSharedPage", "The page of a shared result, without a key", {"200": page}, page_of_errors=True)


def shared_card() -> dict[str, Any]:
    """`GET /s/{token}/card.png`."""
    where = header_descriptions({"Location": "A presigned URL, good for a few minutes"})
    found = {"description": "The card, a PNG, is there", "headers": where}
    operation = _open(
        "getSharedCard", "The card of a shared result, without a key", {"302": found}, page_of_errors=True
    )
    wanted = query_parameter("format", "Another shape of the card.", enum=list(CARD_FORMATS), default="wide")
    return {**operation, "parameters": [*operation["parameters"], wanted]}


_HTML: Final[dict[str, Any]] = {"text/html": {"schema": {"type": "string"}}}


def _open(operation: str, summary: str, found: dict[str, Any], *, page_of_errors: bool = False) -> dict[str, Any]:
    """An operation that needs no key, but a token."""
    refusals = errors(NotShared, ShareUnavailable)
    del refusals[str(Unauthorized.status)]
    if page_of_errors:
        refusals = {status: {"description": "A page that says so", "content": _HTML} for status in refusals}
    token = {
        "name": "token",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "description": f"The token of a share ({TOKEN.pattern}). Anything else opens nothing.",
    }
    responses = {**found, **refusals}
    return {"operationId": operation, "summary": summary, "security": [], "parameters": [token], "responses": responses}
