"""The agent, as the worker sees it: one invocation, one stream of events.

{"type": "progress", "step": ..., "progress": 1-99,      a step is done; the parts of the result that are known now,
 "findings": {...}}                                      and `avatar_key` once the portrait is stored
{"type": "heartbeat"}                                    nothing new, still alive; also the first event
{"type": "error", "error": ProblemRecord,                the run failed; the last event. A run is unfinished while a
 "unfinished": bool}                                     step is at work that the next attempt need not pay for again
{"type": "result", "result": {...}}                      the run is done; the last event

All but the first have "usage", as in the result, and "spending": {"spent": int, "unspent": int}, in millionths of a US
dollar, of this attempt's share. What is unspent stays so only if the event is the last one.
"""

import json
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from petavatar.aws import error_code, make_client
from petavatar.errors import AgentFailure, Problem, ProblemRecord
from petavatar.jobs import NOTHING_KNOWN, Spending

Event = dict[str, Any]
ENDPOINT: Final = "DEFAULT"
"""The endpoint that AgentCore creates with a runtime, and moves to each new version of it."""
_DATA: Final = b"data: "
_READ_BYTES: Final = 65_536


class AgentProblem(Problem):
    """A problem that the agent reported, with the record that the agent gave it.

    Attributes:
        unfinished: whether a step is still at work in the session.
        spending: what the run has spent of its share, and what not.
    """

    def __init__(self, record: ProblemRecord, *, unfinished: bool = False, spending: Spending = NOTHING_KNOWN) -> None:
        super().__init__(record["detail"])
        self._record = record
        self.unfinished = unfinished
        self.spending = spending

    def record(self) -> ProblemRecord:
        return self._record


def agent_client(start_timeout_s: int) -> Any:
    """The client for the agent's runtime.

    It never retries: a second attempt would run, and pay for, the agent twice. Its read timeout bounds the wait for
    the first event, which comes as soon as the session has started; see `AgentRuntime` for the others.
    """
    config = Config(
        connect_timeout=5, read_timeout=start_timeout_s, tcp_keepalive=True, retries={"total_max_attempts": 1}
    )
    return make_client("bedrock-agentcore", config)


def stopping_client() -> Any:
    """The client that stops sessions. It neither waits long nor retries: a session ends without it, only later."""
    return make_client(
        "bedrock-agentcore", Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 1})
    )


class AgentRuntime:
    """The deployed agent."""

    def __init__(self, agentcore: Any, arn: str, *, silence_s: float | None = None, stopping: Any = None) -> None:
        """Takes what it needs to reach the agent.

        Args:
            agentcore: a client to invoke it with.
            arn: the runtime's ARN.
            silence_s: the longest silence between two events; if left out, that before the first one. The agent sends
                a heartbeat every five seconds.
            stopping: a client to stop sessions with; the other one if left out.
        """
        self._agentcore = agentcore
        self._arn = arn
        self._silence_s = silence_s
        self._stopping = stopping or agentcore

    def run(self, payload: dict[str, Any], session_id: str) -> Generator[Event]:
        """Invokes the agent once and yields its events as they come.

        Raises:
            AgentFailure: if the agent can't be reached, breaks off, or sends something that is not an event.
        """
        try:
            answer = self._agentcore.invoke_agent_runtime(
                agentRuntimeArn=self._arn,
                qualifier=ENDPOINT,
                runtimeSessionId=session_id,
                contentType="application/json",
                accept="text/event-stream",
                payload=json.dumps(payload).encode(),
            )
            with closing(answer["response"]) as stream:
                lines = (line for line in _lines(stream) if line.startswith(_DATA))
                for number, line in enumerate(lines):
                    if number == 0 and self._silence_s is not None:
                        _bound_silence(stream, self._silence_s)
                    yield self._event(line)
        except ClientError as error:
            raise AgentFailure(f"The agent could not be started ({error_code(error)})") from error
        except (BotoCoreError, HTTPError) as error:
            raise AgentFailure("The connection to the agent broke") from error

    def stop(self, session_id: str) -> None:
        """Ends a session and what runs in it, so that its idle memory is not paid for. Harmless when repeated.

        Raises:
            AgentFailure: if it could not be stopped; it ends by its idle timeout then.
        """
        try:
            self._stopping.stop_runtime_session(
                agentRuntimeArn=self._arn, qualifier=ENDPOINT, runtimeSessionId=session_id
            )
        except ClientError as error:
            if error_code(error) != "ResourceNotFoundException":
                raise AgentFailure(f"The agent's session could not be stopped ({error_code(error)})") from error
        except BotoCoreError as error:
            raise AgentFailure("The agent's session could not be stopped") from error

    @staticmethod
    def _event(line: bytes) -> Event:
        try:
            event = json.loads(line.removeprefix(_DATA))
        except ValueError as error:
            raise AgentFailure("The agent sent what is no event") from error
        if not isinstance(event, dict):
            raise AgentFailure("The agent sent what is no event")
        return event


def _lines(stream: Any) -> Iterator[bytes]:
    """The lines of a botocore stream, each as soon as it is there.

    botocore's own `iter_lines` waits until a chunk is full. With chunks of one byte it does not wait, but its time
    grows with the square of a line's length.
    """
    begun: list[bytes] = []
    with stream as response:
        # HTTP's chunks come as they were sent. Without them, only what is read byte by byte comes at once.
        for read in response.stream(_READ_BYTES if response.chunked else 1):
            first, *more = read.split(b"\n")
            begun.append(first)
            for line in more:
                yield b"".join(begun)
                begun = [line]
    yield b"".join(begun)


def _bound_silence(stream: Any, seconds: float) -> None:
    # A stream whose first event was its last one has no socket any more.
    with suppress(AttributeError):
        stream.set_socket_timeout(seconds)
