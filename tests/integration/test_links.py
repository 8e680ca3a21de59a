"""Each link of the API's document, followed: an answer's members are what the next request needs."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from deployment.openapi.document import openapi_document
from local.system import LocalSystem
from testing.api import ApiUser
from tests.support.sampling import one_in

DOCUMENT: Final = openapi_document("linked")
BROKEN_JPEG: Final = Path("samples/chelsea.jpg").read_bytes()[:64]
OPERATIONS: Final = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
LINKS: Final = {
    (source, name): link
    for source, (_, _, operation) in OPERATIONS.items()
    for response in operation["responses"].values()
    for name, link in response.get("links", {}).items()
}
GOOD: Final = {
    "process": {202},
    "getStatus": {200},
    "getResults": {200, 409},
    "cancelJob": {202, 409},
    "eraseJob": {204, 409},
    "getShared": {200},
}
"""The statuses that are right for a job or share that exists; 409 if the job is still at work, or has ended."""


@pytest.fixture
def user(system: LocalSystem, hired: str) -> Iterator[ApiUser]:
    user = ApiUser(system)
    yield user
    user.http.post(f"/jobs/{hired}/unshare")


def uploaded(user: ApiUser) -> httpx.Response:
    """An answer with a ticket, whose file has been uploaded."""
    answer = user.http.get("/presigned-url")
    user.post_to_s3(answer.json(), BROKEN_JPEG)
    user.end_of(answer.json()["job_id"])
    return answer


ANSWERS: Final[dict[str, Callable[[ApiUser, str], httpx.Response]]] = {
    "getPresignedUrl": lambda user, _: uploaded(user),
    "process": lambda user, _: user.process(uploaded(user).json()["s3_uri"]),
    "createVariation": lambda user, job_id: user.http.post(f"/jobs/{job_id}/variations", json={"pet_name": "Ada"}),
    "shareJob": lambda user, job_id: user.http.post(f"/jobs/{job_id}/share"),
}


@pytest.mark.parametrize(("source", "name"), one_in(3, LINKS))
def test_a_link_leads_to_what_the_answer_names(user: ApiUser, hired: str, source: str, name: str) -> None:
    answer = ANSWERS[source](user, hired)
    link = LINKS[source, name]

    followed = follow(user, link, answer.json())

    assert followed.status_code in GOOD[link["operationId"]], followed.text


def follow(user: ApiUser, link: dict[str, Any], answer: Any) -> httpx.Response:
    method, path, _ = OPERATIONS[link["operationId"]]
    parameters = {name: value_of(expression, answer) for name, expression in link.get("parameters", {}).items()}
    body = {name: value_of(expression, answer) for name, expression in link.get("requestBody", {}).items()}
    return user.http.request(method, path.format(**parameters), json=body or None)


def value_of(expression: str, answer: Any) -> Any:
    """What an OpenAPI runtime expression stands for in an answer."""
    found = re.fullmatch(r"\$response\.body#/(\w+)", expression)
    assert found, expression
    return answer[found[1]]
