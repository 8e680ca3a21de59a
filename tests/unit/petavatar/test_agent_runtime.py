"""The agent, as the worker sees it: one invocation, one stream of events, on the wire."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_server
from typing import Any

import pytest

from petavatar.agent_runtime import AgentProblem, AgentRuntime, agent_client, stopping_client
from petavatar.errors import AgentFailure, UnreadablePhoto
from tests.support.agentcore import AgentEndpoint, BreakOff
from tests.support.cloud import AGENT_ARN

SESSION = "0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11-0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11"
PROGRESS = {"type": "progress", "step": "analyze_pet_image", "progress": 35}
HEARTBEAT = {"type": "heartbeat"}
RESULT = {"type": "result", "result": {"name": "Zoë 🐱"}}


@pytest.fixture
def runtime(agent: AgentEndpoint) -> AgentRuntime:
    return AgentRuntime(agent_client(5), AGENT_ARN)


def _events(runtime: AgentRuntime) -> list[dict[str, Any]]:
    return list(runtime.run({"job_id": "j"}, SESSION))


def test_the_agent_is_invoked_once_with_the_payload(agent: AgentEndpoint, runtime: AgentRuntime) -> None:
    agent.answers(RESULT)

    list(runtime.run({"job_id": "j", "deadline_s": 135.0}, SESSION))

    (invocation,) = agent.invocations
    assert invocation.payload == {"job_id": "j", "deadline_s": 135.0}
    assert (invocation.arn, invocation.qualifier, invocation.session_id) == (AGENT_ARN, "DEFAULT", SESSION)
    assert invocation.accept == "text/event-stream"


def test_the_trace_of_the_worker_goes_on_in_the_agent(
    agent: AgentEndpoint, runtime: AgentRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWS's SDK sees to it where it runs in Lambda; this holds that it still does."""
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "petavatar_process-worker_test")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", trace)
    agent.answers(RESULT)

    _events(runtime)

    assert agent.invocations[0].trace == trace


def test_its_events_come_in_order(agent: AgentEndpoint, runtime: AgentRuntime) -> None:
    agent.answers(PROGRESS, HEARTBEAT, RESULT)

    assert _events(runtime) == [PROGRESS, HEARTBEAT, RESULT]


def test_lines_that_carry_no_data_are_passed_over(agent: AgentEndpoint, runtime: AgentRuntime) -> None:
    agent.answers(b": a comment\n\n", b"event: message\n", HEARTBEAT, b"\n\n", b"id: 7\n\n")

    assert _events(runtime) == [HEARTBEAT]


def test_an_event_may_arrive_in_pieces(agent: AgentEndpoint, runtime: AgentRuntime) -> None:
    agent.answers(b'data: {"type": "hea', b'rtbeat"}', b"\n\n")

    assert _events(runtime) == [HEARTBEAT]


@pytest.mark.parametrize("sized", [False, True])
def test_an_event_comes_before_the_agent_sends_the_next_one(
    agent: AgentEndpoint, runtime: AgentRuntime, sized: bool
) -> None:
    go_on = threading.Event()
    agent.answers(HEARTBEAT, go_on, PROGRESS, RESULT)
    agent.sized = sized

    stream = runtime.run({}, SESSION)
    try:
        assert next(stream) == HEARTBEAT
        assert not go_on.is_set()
    finally:
        go_on.set()
    assert list(stream) == [PROGRESS, RESULT]


def test_an_event_of_any_length_comes_whole(agent: AgentEndpoint, runtime: AgentRuntime) -> None:
    long = {"type": "result", "result": {"bio": "Zoë 🐱 " * 40_000}}
    agent.answers(HEARTBEAT, long)

    assert _events(runtime) == [HEARTBEAT, long]


@pytest.mark.parametrize(
    "line", [b"data: {\n\n", b"data: \n\n", b"data: [1]\n\n", b"data: null\n\n", b"data: \xff\n\n"]
)
def test_data_that_is_no_event_is_a_failure_of_the_agent(
    agent: AgentEndpoint, runtime: AgentRuntime, line: bytes
) -> None:
    agent.answers(HEARTBEAT, line, RESULT)

    with pytest.raises(AgentFailure, match="no event"):
        _events(runtime)


def test_a_stream_that_is_cut_is_a_failure_after_what_came_through(agent: AgentEndpoint, runtime: AgentRuntime) -> None:
    agent.answers(PROGRESS, BreakOff)

    stream = runtime.run({}, SESSION)
    assert next(stream) == PROGRESS
    with pytest.raises(AgentFailure, match="broke"):
        next(stream)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (424, "RuntimeClientError"),
        (429, "ThrottlingException"),
        (500, "InternalServerException"),
        (409, "RetryableConflictException"),
        (403, "AccessDeniedException"),
        (404, "ResourceNotFoundException"),
    ],
)
def test_an_agent_that_cannot_be_started_is_a_failure_and_is_not_asked_again(
    agent: AgentEndpoint, runtime: AgentRuntime, status: int, code: str
) -> None:
    agent.refuses(status, code)

    with pytest.raises(AgentFailure, match=rf"could not be started \({code}\)") as caught:
        _events(runtime)

    assert len(agent.invocations) == 1
    assert caught.value.retryable
    assert "internal words" not in caught.value.detail


@contextmanager
def _a_mute_server() -> Iterator[str]:
    """Takes connections and never answers."""
    with create_server(("127.0.0.1", 0), backlog=8) as server:
        host, port = server.getsockname()
        yield f"http://{host}:{port}"


def test_an_agent_that_stays_mute_is_given_up_and_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with _a_mute_server() as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE", url)
        with pytest.raises(AgentFailure, match="broke"):
            _events(AgentRuntime(agent_client(1), AGENT_ARN))


def test_an_agent_that_falls_silent_is_given_up_long_before_one_that_has_not_started(
    agent: AgentEndpoint,
) -> None:
    over = threading.Event()
    agent.answers(HEARTBEAT, PROGRESS, over, RESULT)
    stream = AgentRuntime(agent_client(30), AGENT_ARN, silence_s=0.2).run({}, SESSION)
    try:
        assert [next(stream), next(stream)] == [HEARTBEAT, PROGRESS]
        with pytest.raises(AgentFailure, match="broke"):
            next(stream)
        assert not over.is_set()
    finally:
        over.set()


def test_an_agent_that_cannot_be_reached_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    with _a_mute_server() as url:
        pass
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE", url)

    with pytest.raises(AgentFailure, match="broke"):
        _events(AgentRuntime(agent_client(1), AGENT_ARN))


def test_the_client_never_retries_and_bounds_the_silence() -> None:
    config = agent_client(30).meta.config

    assert config.retries["total_max_attempts"] == 1
    assert (config.connect_timeout, config.read_timeout, config.tcp_keepalive) == (5, 30, True)


class TestStoppingASession:
    @pytest.fixture
    def runtime(self, agent: AgentEndpoint) -> AgentRuntime:
        return AgentRuntime(agent_client(5), AGENT_ARN, stopping=stopping_client())

    def test_it_is_asked_for_once(self, agent: AgentEndpoint, runtime: AgentRuntime) -> None:
        runtime.stop(SESSION)

        assert agent.stopped == [SESSION]

    def test_one_that_is_gone_is_stopped(self, agent: AgentEndpoint, runtime: AgentRuntime) -> None:
        agent.stop_refusal = (404, "ResourceNotFoundException")

        runtime.stop(SESSION)

        assert agent.stopped == [SESSION]

    @pytest.mark.parametrize(
        ("status", "code"),
        [(403, "AccessDeniedException"), (429, "ThrottlingException"), (409, "ConflictException")],
    )
    def test_a_refusal_is_a_failure_and_it_is_not_asked_for_again(
        self, agent: AgentEndpoint, runtime: AgentRuntime, status: int, code: str
    ) -> None:
        agent.stop_refusal = (status, code)

        with pytest.raises(AgentFailure, match=rf"could not be stopped \({code}\)"):
            runtime.stop(SESSION)

        assert agent.stopped == [SESSION]

    def test_a_service_that_cannot_be_reached_is_a_failure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with _a_mute_server() as url:
            pass
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE", url)

        with pytest.raises(AgentFailure, match="could not be stopped"):
            AgentRuntime(agent_client(1), AGENT_ARN, stopping=stopping_client()).stop(SESSION)

    def test_the_client_waits_five_seconds_at_most(self) -> None:
        config = stopping_client().meta.config

        assert config.retries["total_max_attempts"] == 1
        assert (config.connect_timeout, config.read_timeout) == (2, 3)


def test_a_problem_of_the_agents_keeps_its_face() -> None:
    record = UnreadablePhoto("Too dark").record()

    problem = AgentProblem(record)

    assert problem.record() == record
    assert problem.detail == "Too dark"
