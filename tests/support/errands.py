"""Work on threads of its own that goes on only when a test says so: one stretch at a time, in an order of choice."""

import threading
from collections.abc import Callable
from typing import Any, Final

PATIENCE_S: Final = 30.0

_threads = threading.local()


class Killed(BaseException):
    """The process that did the work is gone: nothing may catch this but the test."""


class Errand:
    """A piece of work under way. It rests at every `pause` until `go_on` lets it do its next stretch.

    Attributes:
        ended: whether the work is over.
        error: what ended it, if it did not end well.
    """

    def __init__(self, work: Callable[[], object]) -> None:
        """Takes note of the work, without beginning it."""
        self.ended = False
        self.error: BaseException | None = None
        self._work = work
        self._order: Any = None
        self._turn = threading.Semaphore(0)
        self._rests = threading.Semaphore(0)
        threading.Thread(target=self._run, name="errand", daemon=True).start()

    @staticmethod
    def current() -> "Errand | None":
        """The errand that the calling thread is on."""
        return getattr(_threads, "errand", None)

    def go_on(self, order: Any = None) -> None:
        """Lets the work go on to its next pause, or to its end.

        Args:
            order: what the pause returns; an exception is raised there instead.
        """
        assert not self.ended
        self._order = order
        self._turn.release()
        assert self._rests.acquire(timeout=PATIENCE_S), "the errand neither rests nor ends"

    def pause(self) -> Any:
        """Rests until it is told to go on, and returns the order. To be called by the work itself."""
        self._rests.release()
        return self._wait()

    def _wait(self) -> Any:
        self._turn.acquire()
        if isinstance(self._order, BaseException):
            raise self._order
        return self._order

    def _run(self) -> None:
        _threads.errand = self
        try:
            self._wait()
            self._work()
        # The edge of a thread: what ended the work is for the test to judge.
        except BaseException as error:  # noqa: BLE001
            self.error = error
        finally:
            self.ended = True
            self._rests.release()
