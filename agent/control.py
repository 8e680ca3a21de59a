"""What every step of one run watches and reports to: its deadline, its cancellation, its usage."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from petavatar.errors import JobTimedOut


@dataclass(slots=True)
class Usage:
    """What a run has used so far. Safe to add to from several threads."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    images: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, *, input_tokens: int = 0, output_tokens: int = 0, images: int = 0, calls: int = 1) -> None:
        """Adds what calls to a model have used."""
        with self._lock:
            self.calls += calls
            self.input_tokens += input_tokens
            self.output_tokens += output_tokens
            self.images += images

    def record(self) -> dict[str, int]:
        """The usage as plain data."""
        with self._lock:
            return {
                "calls": self.calls,
                "input_tokens": self.input_tokens,
                "output_tokens": self.output_tokens,
                "images": self.images,
            }


@dataclass(slots=True)
class RunControl:
    """The job that a run is for, its deadline on the monotonic clock, and the signal that ends it."""

    job_id: str
    deadline: float
    cancelled: threading.Event = field(default_factory=threading.Event)
    usage: Usage = field(default_factory=Usage)
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def lasting(cls, job_id: str, seconds: float) -> "RunControl":
        """A job's control whose deadline is `seconds` away."""
        return cls(job_id=job_id, deadline=time.monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds until the deadline; negative past it."""
        return self.deadline - self.clock()

    def check(self) -> None:
        """Ends the step that calls it if the run is over.

        Raises:
            JobTimedOut: past the deadline, or when the run was cancelled.
        """
        if self.cancelled.is_set() or self.remaining() <= 0:
            raise JobTimedOut("The agent ran out of time. Please try again.")

    def check_time(self) -> None:
        """Ends what calls it past the deadline alone: what a cancelled run has paid for may still be kept.

        Raises:
            JobTimedOut: past the deadline.
        """
        if self.remaining() <= 0:
            raise JobTimedOut("The agent ran out of time. Please try again.")

    def wait(self, seconds: float) -> None:
        """Sleeps, but wakes as soon as the run is over.

        Raises:
            JobTimedOut: if the run is over, or would be by the end of the wait.
        """
        if seconds >= self.remaining():
            raise JobTimedOut("The agent ran out of time. Please try again.")
        self.cancelled.wait(seconds)
        self.check()
