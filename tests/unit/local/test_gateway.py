"""The gateway behaves as AgentCore's data plane does, to a real client and with a real agent server behind it."""

import asyncio
import json
import socket
import threading
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from local.gateway import gateway_app
from local.process import free_port

ARN = "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/petavatar_local-0000000000"
SESSION = "job-3f0e1a52-3f2c-4b44-9a4c-1f0c4a2f7f10"
LIMIT_S = 20.0


class Agent:
    """A stand-in for the agent's server that a test can hold still."""

    def __init__(self) -> None:
        self.status = 200
        self.asked: list[tuple[dict[str, str], bytes]] = []
        self.go_on = threading.Event()
        self.closed = threading.Event()
        self.waiting = threading.Event()

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/invocations", self.invocations, methods=["POST"])])

    async def invocations(self, request: Request) -> Response:
        self.asked.append((dict(request.headers), await request.body()))
        if self.asked[-1][1] == b"be silent":
            return await self.silence(request)
        if self.status >= 400:
            return JSONResponse({"error": "a secret of the agent"}, self.status)
        if request.headers["accept"] == "text/event-stream":
            return StreamingResponse(self.events(), media_type="text/event-stream")
        return JSONResponse({"echo": json.loads(await request.body())})

    async def silence(self, request: Request) -> Response:
        self.waiting.set()
        while not await request.is_disconnected():
            await asyncio.sleep(0.01)
        self.closed.set()
        return Response()

    async def events(self) -> AsyncIterator[bytes]:
        try:
            yield b'data: {"type": "heartbeat"}\n\n'
            while not self.go_on.is_set():
                await asyncio.sleep(0.01)
            yield b'data: {"type": "result"}\n\n'
        finally:
            self.closed.set()


@pytest.fixture
def agent() -> Agent:
    return Agent()


@pytest.fixture
def url(serve: Callable[[Starlette], str], agent: Agent) -> str:
    return serve(gateway_app(serve(agent.app), ARN))


def client_of(url: str) -> Any:
    config = Config(connect_timeout=5, read_timeout=LIMIT_S, retries={"total_max_attempts": 1})
    return boto3.client("bedrock-agentcore", region_name="us-east-1", endpoint_url=url, config=config)


def invoke(url: str, **changes: Any) -> dict[str, Any]:
    request = {
        "agentRuntimeArn": ARN,
        "qualifier": "DEFAULT",
        "runtimeSessionId": SESSION,
        "contentType": "application/json",
        "accept": "application/json",
        "payload": b'{"job_id": "one"}',
    }
    answer: dict[str, Any] = client_of(url).invoke_agent_runtime(**(request | changes))
    return answer


def test_the_payload_reaches_the_agent_and_its_answer_the_client(url: str, agent: Agent) -> None:
    answer = invoke(url)

    assert json.loads(answer["response"].read()) == {"echo": {"job_id": "one"}}
    assert (answer["statusCode"], answer["contentType"]) == (200, "application/json")
    assert answer["runtimeSessionId"] == SESSION
    headers, body = agent.asked[0]
    assert body == b'{"job_id": "one"}'
    assert headers["x-amzn-bedrock-agentcore-runtime-session-id"] == SESSION
    assert headers["content-type"] == "application/json"


def test_the_agent_gets_no_credentials_of_the_caller(url: str, agent: Agent) -> None:
    invoke(url)["response"].read()

    assert "authorization" not in agent.asked[0][0]


def test_events_come_one_by_one_while_the_agent_still_works(url: str, agent: Agent) -> None:
    # Given an agent that has sent one event and is held still
    answer = invoke(url, accept="text/event-stream")
    lines = answer["response"].iter_lines(chunk_size=1)

    # then that event is there already
    assert answer["contentType"].startswith("text/event-stream")
    assert next(lines) == b'data: {"type": "heartbeat"}'

    # and when the agent goes on, so does the stream.
    agent.go_on.set()
    assert [line for line in lines if line] == [b'data: {"type": "result"}']


def test_when_the_client_goes_the_agent_s_side_is_closed(url: str, agent: Agent) -> None:
    answer = invoke(url, accept="text/event-stream")
    next(answer["response"].iter_lines(chunk_size=1))

    answer["response"].close()

    assert agent.closed.wait(LIMIT_S)


def test_when_the_client_goes_before_the_agent_has_answered_the_agent_s_side_is_closed(url: str, agent: Agent) -> None:
    address = httpx.URL(invoke_path(url))
    with socket.create_connection((address.host, address.port), LIMIT_S) as client:
        client.sendall(b"POST %b HTTP/1.1\r\nhost: gateway\r\ncontent-length: 9\r\n\r\nbe silent" % address.raw_path)
        assert agent.waiting.wait(LIMIT_S)

    assert agent.closed.wait(LIMIT_S)


def test_stopping_a_session_ends_what_runs_in_it(url: str, agent: Agent) -> None:
    answer = invoke(url, accept="text/event-stream")
    next(answer["response"].iter_lines(chunk_size=1))

    stopped = client_of(url).stop_runtime_session(agentRuntimeArn=ARN, runtimeSessionId=SESSION, qualifier="DEFAULT")

    assert (stopped["statusCode"], stopped["runtimeSessionId"]) == (200, SESSION)
    assert agent.closed.wait(LIMIT_S)


def test_stopping_a_session_ends_what_has_not_answered_yet(url: str, agent: Agent) -> None:
    caught: list[ClientError] = []

    def ask() -> None:
        try:
            invoke(url, payload=b"be silent")
        except ClientError as error:
            caught.append(error)

    asker = threading.Thread(target=ask)
    asker.start()
    assert agent.waiting.wait(LIMIT_S)

    client_of(url).stop_runtime_session(agentRuntimeArn=ARN, runtimeSessionId=SESSION, qualifier="DEFAULT")

    assert agent.closed.wait(LIMIT_S)
    asker.join(LIMIT_S)
    assert [error.response["Error"]["Code"] for error in caught] == ["RuntimeClientError"]


def test_a_session_may_be_stopped_twice(url: str, agent: Agent) -> None:
    answer = invoke(url, accept="text/event-stream")
    next(answer["response"].iter_lines(chunk_size=1))
    client = client_of(url)

    statuses = [
        client.stop_runtime_session(agentRuntimeArn=ARN, runtimeSessionId=SESSION)["statusCode"] for _ in range(2)
    ]

    assert statuses == [200, 200]


def test_stopping_a_session_leaves_others_alone(url: str, agent: Agent) -> None:
    answer = invoke(url, accept="text/event-stream")
    lines = answer["response"].iter_lines(chunk_size=1)
    next(lines)

    client_of(url).stop_runtime_session(agentRuntimeArn=ARN, runtimeSessionId=f"job-{uuid.uuid4()}")

    agent.go_on.set()
    assert [line for line in lines if line] == [b'data: {"type": "result"}']


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_an_agent_that_fails_is_a_runtime_client_error_without_its_words(url: str, agent: Agent, status: int) -> None:
    agent.status = status

    with pytest.raises(ClientError) as caught:
        invoke(url)

    response = caught.value.response
    assert response["Error"]["Code"] == "RuntimeClientError"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 424
    assert "secret" not in str(caught.value)


def test_an_agent_that_can_not_be_reached_is_a_runtime_client_error(serve: Callable[[Starlette], str]) -> None:
    url = serve(gateway_app(f"http://127.0.0.1:{free_port()}", ARN))

    with pytest.raises(ClientError) as caught:
        invoke(url)

    assert caught.value.response["Error"]["Code"] == "RuntimeClientError"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 424


@pytest.mark.parametrize("changes", [{"agentRuntimeArn": f"{ARN}1"}, {"qualifier": "staging"}])
def test_another_runtime_or_endpoint_is_not_found(url: str, agent: Agent, changes: dict[str, str]) -> None:
    with pytest.raises(ClientError) as caught:
        invoke(url, **changes)

    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert agent.asked == []


def test_any_runtime_is_found_where_none_is_named(serve: Callable[[Starlette], str], agent: Agent) -> None:
    url = serve(gateway_app(serve(agent.app)))

    assert invoke(url, agentRuntimeArn=f"{ARN}1")["statusCode"] == 200


def invoke_path(url: str) -> str:
    return f"{url}/runtimes/{ARN.replace(':', '%3A').replace('/', '%2F')}/invocations"


def test_a_session_is_made_up_where_none_is_named(url: str, agent: Agent) -> None:
    answer = httpx.post(invoke_path(url), content=b"{}", timeout=LIMIT_S)

    session = answer.headers["x-amzn-bedrock-agentcore-runtime-session-id"]
    assert uuid.UUID(session)
    assert agent.asked[0][0]["x-amzn-bedrock-agentcore-runtime-session-id"] == session


def test_a_session_id_that_is_too_short_is_refused(url: str, agent: Agent) -> None:
    headers = {"x-amzn-bedrock-agentcore-runtime-session-id": "short"}

    answer = httpx.post(invoke_path(url), content=b"{}", headers=headers, timeout=LIMIT_S)

    assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (400, "ValidationException")
    assert agent.asked == []
