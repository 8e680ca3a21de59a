"""Lets a test set the pace of a run: what is answered when, and when all of it is over."""

import threading
from collections.abc import Callable
from typing import Final

from testing.bedrock import Answer, Call

PATIENCE_S: Final = 20.0
"""After so long a test fails instead of waiting on."""

Answering = Callable[[Call], Answer]


def settle() -> None:
    """Waits until the threads of every run have ended."""
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join(PATIENCE_S)
            assert not thread.is_alive(), thread.name


def until(event: threading.Event, answer: Answer) -> Answering:
    """Answers once the event has come."""

    def wait(_: Call) -> Answer:
        assert event.wait(PATIENCE_S)
        return answer

    return wait


def meeting(barrier: threading.Barrier, answer: Answer) -> Answering:
    """Answers once all that the barrier waits for are in flight."""

    def wait(_: Call) -> Answer:
        barrier.wait(PATIENCE_S)
        return answer

    return wait


def noting(event: threading.Event, answer: Answering, turn: int = 0) -> Answering:
    """Answers, and notes when a turn of the conversation is asked for."""

    def note(call: Call) -> Answer:
        if sum(entry["role"] == "assistant" for entry in call.body["messages"]) == turn:
            event.set()
        return answer(call)

    return note


class HoldingUpWhoCancels(threading.Event):
    """A cancel signal that reaches those who wait for it well before whoever sends it goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.waited_for = threading.Event()
        self.go_on = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.waited_for.set()
        return super().wait(PATIENCE_S)

    def set(self) -> None:
        first = not self.is_set()
        super().set()
        if first:
            self.go_on.wait(0.5)
