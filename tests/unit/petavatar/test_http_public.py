"""The HTTP edge of functions that anybody may ask: pages, redirects, and problems as pages."""

import pytest

from petavatar import errors
from petavatar.errors import Problem
from petavatar.http import Request, Response, public
from testing.events import BASE_URLS, Payload, api_event, body_of

PAYLOADS = pytest.mark.parametrize("payload", ["2.0", "1.0"])


@PAYLOADS
def test_a_public_function_answers_without_a_key_and_knows_its_route_and_address(payload: Payload) -> None:
    event = api_event(payload=payload, token="t", route="/s/{token}")

    answer = public("a-handler")(lambda request: Response(200, {"route": request.route, "at": request.base_url}))(
        event, None
    )

    assert answer["statusCode"] == 200
    assert body_of(answer) == {"route": "/s/{token}", "at": BASE_URLS[payload]}


def test_a_page_leaves_as_html_that_nobody_keeps() -> None:
    answer = public("a-handler")(lambda _: Response(200, "<p>Zoë</p>"))(api_event(), None)

    assert (answer["headers"]["Content-Type"], answer["body"]) == ("text/html; charset=utf-8", "<p>Zoë</p>")
    assert answer["headers"]["Cache-Control"] == "no-store"


def test_a_redirect_has_no_body() -> None:
    answer = public("a-handler")(lambda _: Response(302, None, {"Location": "https://x"}))(api_event(), None)

    assert (answer["statusCode"], answer["headers"]["Location"], answer["body"]) == (302, "https://x", "")
    assert "Content-Type" not in answer["headers"]


@pytest.mark.parametrize(
    ("error", "status"), [(errors.NotShared("no"), 404), (errors.StorageFailure("no"), 500), (KeyError("x"), 500)]
)
def test_a_problem_is_a_page_where_one_is_asked_for_and_json_elsewhere(error: Exception, status: int) -> None:
    def page(request: Request, problem: Problem) -> Response | None:
        return Response(problem.status, f"<p>{problem.title}</p>") if request.route == "/s/{token}" else None

    def refuse(_: Request) -> Response:
        raise error

    handler = public("a-handler", error_page=page)(refuse)

    shown, told = (handler(api_event(token="t", route=route), None) for route in ("/s/{token}", "/shared/{token}"))

    assert (shown["statusCode"], told["statusCode"]) == (status, status)
    assert shown["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert told["headers"]["Content-Type"] == "application/problem+json"
    assert ("Retry-After" in shown["headers"]) == isinstance(error, errors.StorageFailure)
