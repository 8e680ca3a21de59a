"""The HTTP edge: from API Gateway's events to requests, from answers and errors to responses.

Both payload formats are read: 2.0 of HTTP APIs and 1.0 of REST APIs. The key is checked before anything else,
and every error leaves as RFC 9457 `application/problem+json` in one shape.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from petavatar.api_keys import ApiKeys, Caller
from petavatar.errors import InternalError, JobNotFound, MalformedRequest, Problem
from petavatar.storage import JOB_ID
from petavatar.telemetry import OWNER, log_error, logger

_RETRY_AFTER_S: Final = 5

LambdaResponse = dict[str, Any]
LambdaHandler = Callable[[Mapping[str, Any], Any], LambdaResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as a handler sees it.

    Header names are in lower case; `base_url` has no slash at its end; `route` is a path of the topology.
    """

    headers: Mapping[str, str]
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: str
    is_base64: bool
    request_id: str
    caller: Caller = field(default_factory=Caller)
    base_url: str = ""
    route: str = ""

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> Self:
        """Reads an event of payload format 2.0 or 1.0."""
        return cls(
            headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
            path=event.get("pathParameters") or {},
            query=event.get("queryStringParameters") or {},
            body=event.get("body") or "",
            is_base64=bool(event.get("isBase64Encoded")),
            request_id=request_id_of(event),
            base_url=_base_of(event),
            route=_route_of(event),
        )

    @property
    def job_id(self) -> str:
        """The job id in the path.

        Raises:
            JobNotFound: if it is no canonical UUID, since there can be no such job.
        """
        job_id = self.path.get("job_id", "")
        if not JOB_ID.fullmatch(job_id):
            raise JobNotFound("A job id is a UUID in lower case")
        return job_id

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; a byte order mark before it is passed over.

        Raises:
            MalformedRequest: if it is not.
        """
        try:
            body = json.loads(
                base64.b64decode(self.body, validate=True) if self.is_base64 else self.body.removeprefix("\ufeff")
            )
        except (ValueError, RecursionError) as error:
            raise MalformedRequest("The body is not JSON") from error
        if not isinstance(body, dict):
            raise MalformedRequest("The body is not a JSON object")
        return body


@dataclass(frozen=True, slots=True)
class Response:
    """What a handler answers; no body for a status that has none."""

    status: int
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def request_id_of(event: Mapping[str, Any]) -> str:
    """The id that API Gateway gave the request."""
    return str((event.get("requestContext") or {}).get("requestId", ""))


def _route_of(event: Mapping[str, Any]) -> str:
    """The route that a request came by, such as `/status/{job_id}`."""
    return str(event.get("resource") or str(event.get("routeKey", "")).rpartition(" ")[2])


def _base_of(event: Mapping[str, Any]) -> str:
    """The address of the API that the request came to, stage and all; empty if the event does not say it."""
    context, headers = event.get("requestContext") or {}, event.get("headers") or {}
    host = context.get("domainName") or next((value for name, value in headers.items() if name.lower() == "host"), "")
    path = str(event.get("rawPath") or context.get("path") or "")
    resource = _route_of(event)
    before = path.split("/")[: -resource.count("/")] if resource.startswith("/") else []
    return f"https://{host}{'/'.join(before)}" if host and before else ""


def job_id_in(event: Mapping[str, Any]) -> str | None:
    """The job id in the path of a request, if there is one: nothing else from a path is fit for a log."""
    job_id = (event.get("pathParameters") or {}).get("job_id", "")
    return job_id if JOB_ID.fullmatch(job_id) else None


def api(component: str, keys: ApiKeys, base_url: str = "") -> Callable[[Callable[[Request], Response]], LambdaHandler]:
    """Makes a Lambda handler of a function that answers requests.

    Args:
        component: the name under which errors are logged and counted.
        keys: the keys that are let in.
        base_url: the address of the API; if left out, that of the request.
    """

    def decorate(answer: Callable[[Request], Response]) -> LambdaHandler:
        def handler(event: Mapping[str, Any], _context: Any) -> LambdaResponse:
            request_id = request_id_of(event)
            ids: dict[str, Any] = {"component": component, "request_id": request_id, "job_id": job_id_in(event)}
            OWNER.set("")
            try:
                request = Request.from_event(event)
                caller = keys.check(request.headers.get("x-api-key"))
                request = replace(request, caller=caller, base_url=base_url or request.base_url)
                OWNER.set(request.caller.owner)
                response = answer(request)
            except Problem as problem:
                if problem.status >= 500:
                    log_error(operation="request", error=problem.__cause__ or problem, **ids)
                else:
                    logger.info("request refused", extra={**ids, "problem": problem.slug})
                return _problem(problem, request_id)
            # The outermost edge: the client gets the same shape for any error, and learns nothing internal.
            except Exception as error:  # noqa: BLE001
                logger.exception("request crashed", extra=ids)
                log_error(operation="request", error=error, **ids)
                return _problem(InternalError("Please try again. If it stays, report the request id."), request_id)
            if response.body:
                ids["job_id"] = response.body.get("job_id", ids["job_id"])
            logger.info("request answered", extra=ids)
            headers = {**response.headers, **_id_header(request_id)}
            return _response(response.status, response.body, "application/json", headers)

        return handler

    return decorate


def _problem(problem: Problem, request_id: str) -> LambdaResponse:
    body = {name: value for name, value in problem.record().items() if name != "retryable"}
    retry_after_s = problem.retry_after_s or (_RETRY_AFTER_S if problem.retryable else None)
    headers = problem.headers | _id_header(request_id) | ({"Retry-After": str(retry_after_s)} if retry_after_s else {})
    return _response(problem.status, {**body, "request_id": request_id}, "application/problem+json", headers)


def _id_header(request_id: str) -> dict[str, str]:
    """The id of the request, as a problem's body has it: the header of a gateway's own may have another one."""
    return {"X-Request-Id": request_id} if request_id else {}


def _response(
    status: int, body: Mapping[str, Any] | None, content_type: str, headers: Mapping[str, str]
) -> LambdaResponse:
    described = {} if body is None else {"Content-Type": content_type}
    return {
        "statusCode": status,
        "headers": {**described, "Cache-Control": "no-store", **headers},
        "body": "" if body is None else json.dumps(body, ensure_ascii=False),
        "isBase64Encoded": False,
    }
