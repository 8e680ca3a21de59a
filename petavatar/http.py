"""The HTTP edge: from API Gateway's events to requests, from answers and errors to responses.

Both payload formats are read: 2.0 of HTTP APIs and 1.0 of REST APIs. `api` checks the key before anything else;
`public` makes the few handlers that need none. Every error leaves as RFC 9457 `application/problem+json` in one shape,
but where browsers look, as a page.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from petavatar.api_keys import ApiKeys, Caller
from petavatar.errors import InternalError, JobNotFound, MalformedRequest, Problem
from petavatar.keys import JOB_ID
from petavatar.telemetry import OWNER, log_error, logger

_RETRY_AFTER_S: Final = 5

LambdaResponse = dict[str, Any]
LambdaHandler = Callable[[Mapping[str, Any], Any], LambdaResponse]
_NO_MORE_IS_KNOWN: Final = "Please try again. If it stays, report the request id."


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
    """What a handler answers: JSON, a page of HTML, or no body for a status that has none."""

    status: int
    body: Mapping[str, Any] | str | None = None
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

    def let_in(request: Request) -> Request:
        caller = keys.check(request.headers.get("x-api-key"))
        OWNER.set(caller.owner)
        return replace(request, caller=caller, base_url=base_url or request.base_url)

    return lambda answer: _handler(component, lambda request: answer(let_in(request)))


type ErrorPage = Callable[[Request, Problem], Response | None]
"""Shows a problem to somebody who looks with a browser; None where no page is asked for."""


def public(
    component: str, base_url: str = "", error_page: ErrorPage = lambda _request, _problem: None
) -> Callable[[Callable[[Request], Response]], LambdaHandler]:
    """Makes a Lambda handler of a function that answers everybody, without a key.

    Args:
        component: the name under which errors are logged and counted.
        base_url: the address of the API; if left out, that of the request.
        error_page: shows problems where they are not to be JSON.
    """

    def addressed(request: Request) -> Request:
        return replace(request, base_url=base_url or request.base_url)

    return lambda answer: _handler(component, lambda request: answer(addressed(request)), error_page)


def _handler(
    component: str, answer: Callable[[Request], Response], error_page: ErrorPage | None = None
) -> LambdaHandler:
    def handler(event: Mapping[str, Any], _context: Any) -> LambdaResponse:
        request_id, request = request_id_of(event), None

        def refusal(problem: Problem) -> LambdaResponse:
            page = error_page(request, problem) if request and error_page else None
            return _problem(problem, request_id, page)

        ids: dict[str, Any] = {"component": component, "request_id": request_id, "job_id": job_id_in(event)}
        OWNER.set("")
        try:
            request = Request.from_event(event)
            response = answer(request)
        except Problem as problem:
            if problem.status >= 500:
                log_error(operation="request", error=problem.__cause__ or problem, **ids)
            else:
                logger.info("request refused", extra={**ids, "problem": problem.slug})
            return refusal(problem)
        # The outermost edge: the client gets the same shape for any error, and learns nothing internal.
        except Exception as error:  # noqa: BLE001
            logger.exception("request crashed", extra=ids)
            log_error(operation="request", error=error, **ids)
            return refusal(InternalError(_NO_MORE_IS_KNOWN))
        if isinstance(response.body, Mapping):
            ids["job_id"] = response.body.get("job_id", ids["job_id"])
        logger.info("request answered", extra=ids)
        return _response(response, "application/json", _id_header(request_id))

    return handler


def _problem(problem: Problem, request_id: str, page: Response | None) -> LambdaResponse:
    body = {name: value for name, value in problem.record().items() if name != "retryable"}
    retry_after_s = problem.retry_after_s or (_RETRY_AFTER_S if problem.retryable else None)
    headers = problem.headers | _id_header(request_id) | ({"Retry-After": str(retry_after_s)} if retry_after_s else {})
    answer = page or Response(problem.status, {**body, "request_id": request_id})
    return _response(answer, "application/problem+json", headers)


def _id_header(request_id: str) -> dict[str, str]:
    """The id of the request, as a problem's body has it: the header of a gateway's own may have another one."""
    return {"X-Request-Id": request_id} if request_id else {}


def _response(answer: Response, json_type: str, more: Mapping[str, str]) -> LambdaResponse:
    match answer.body:
        case None:
            described, body = {}, ""
        case str():
            described, body = {"Content-Type": "text/html; charset=utf-8"}, answer.body
        case _:
            described, body = {"Content-Type": json_type}, json.dumps(answer.body, ensure_ascii=False)
    return {
        "statusCode": answer.status,
        "headers": {**described, "Cache-Control": "no-store", **answer.headers, **more},
        "body": body,
        "isBase64Encoded": False,
    }
