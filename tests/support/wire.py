"""The wire between this process and AWS: every call is seen, before it is sent and after it took effect.

moto answers from inside botocore's own `before-send` event: a handler that comes after moto's comes after the effect.
What goes to a server on this machine takes effect by the time its response is received.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal

from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from petavatar.agent_runtime import agent_client
from petavatar.aws import _client, client
from tests.support.errands import Errand, Killed

AGENT_TIMEOUT_S: Final = 5

When = Literal["before", "after"]
How = Literal["crash", "broken once", "broken"]


@dataclass(slots=True)
class Fault:
    """What goes wrong at one call, counted from zero, before or after it takes effect.

    A crash ends the process. A connection may be broken once, which botocore's own second attempt mends, or at every
    attempt of that call.
    """

    call: int
    when: When
    how: How
    struck: int = 0

    def strike(self) -> None:
        """Lets it happen, if it still may."""
        self.struck += 1
        if self.how == "crash":
            raise Killed
        if self.how == "broken once" and self.struck > 1:
            return
        if self.when == "before":
            raise EndpointConnectionError(endpoint_url="https://aws")
        raise ReadTimeoutError(endpoint_url="https://aws")


@dataclass(slots=True)
class Wire:
    """Clients of one process. Its calls are noted, such as `dynamodb.UpdateItem`; one of them may meet a fault.

    To make a client takes longer than most tests of it: the next process gets this one's, and this one is gone then.
    """

    fault: Fault | None = None
    calls: list[str] = field(default_factory=list)

    def client(self, service: str) -> Any:
        """A client for a service that moto answers, with the project's settings."""
        return _tap(service).handed_to(self)

    def agent_client(self) -> Any:
        """A client for the agent's runtime, served on this machine."""
        return _agent_tap(os.environ["AWS_ENDPOINT_URL_BEDROCK_AGENTCORE"]).handed_to(self)

    def note(self, call: str) -> None:
        """A call is about to be made."""
        self.calls.append(call)

    def strike(self, when: When) -> None:
        """Lets the fault happen, if the latest call is its call."""
        if self.fault is not None and (self.fault.call, self.fault.when) == (len(self.calls) - 1, when):
            self.fault.strike()


class UntouchedWire(Wire):
    """The same without being watched, by clients that are made once."""

    def client(self, service: str) -> Any:
        return client(service)

    def agent_client(self) -> Any:
        return _shared_agent_client(os.environ["AWS_ENDPOINT_URL_BEDROCK_AGENTCORE"])


class _Tap:
    """A client that one wire after another watches."""

    def __init__(self, fresh: Any, *, served_by_moto: bool) -> None:
        self._client = fresh
        self._wire = Wire()
        events = fresh.meta.events
        events.register("before-call", lambda event_name, **_: self._wire.note(event_name.removeprefix("before-call.")))
        events.register_first("before-send", lambda **_: self._wire.strike("before"))
        if served_by_moto:
            events.register_last("before-send", lambda **_: self._wire.strike("after"))
        else:
            events.register("response-received", lambda **_: self._wire.strike("after"))

    def handed_to(self, wire: Wire) -> Any:
        self._wire = wire
        return self._client


def fresh_client(service: str) -> Any:
    """A client that nobody shares, with the project's settings."""
    return _client.__wrapped__(service, None)


@cache
def _tap(service: str) -> _Tap:
    return _Tap(fresh_client(service), served_by_moto=True)


@cache
def _agent_tap(_endpoint_url: str) -> _Tap:
    """One for each runtime: it is the environment that says where a client goes, when it is made."""
    return _Tap(agent_client(AGENT_TIMEOUT_S), served_by_moto=False)


@cache
def _shared_agent_client(_endpoint_url: str) -> Any:
    return agent_client(AGENT_TIMEOUT_S)


@contextmanager
def resting_before_every_call(*services: str) -> Iterator[None]:
    """Has errands rest before each of their calls with the project's clients, so that a test chooses who goes on."""

    def rest(**_: Any) -> None:
        errand = Errand.current()
        if errand is not None:
            errand.pause()

    with _registered(rest, services, "register_first"):
        yield


@contextmanager
def one_call_at_a_time(*services: str) -> Iterator[None]:
    """Makes each call of the project's clients atomic, as AWS's are and moto's are not."""
    lock = threading.Lock()

    def begin(**_: Any) -> None:
        lock.acquire()

    def end(**_: Any) -> None:
        lock.release()

    with _registered(begin, services, "register_first"), _registered(end, services, "register_last"):
        yield


@contextmanager
def _registered(handler: Callable[..., None], services: tuple[str, ...], how: str) -> Iterator[None]:
    for service in services:
        getattr(client(service).meta.events, how)("before-send", handler)
    try:
        yield
    finally:
        for service in services:
            client(service).meta.events.unregister("before-send", handler)
