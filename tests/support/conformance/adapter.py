"""One way to ask any client: by Python, for asyncio, by JavaScript, by the command, by an assistant."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class RefusedError(Exception):
    """The API or the client refused.

    Attributes:
        words: what the client says, a sentence for people.
        kind: the last part of the problem's type, or nothing where the client has words alone.
    """

    def __init__(self, words: str, kind: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Created:
    """A finished job, and what was seen on the way."""

    job_id: str
    person: str
    seen: tuple[str, ...]


class Adapter(Protocol):
    """A client. Each method raises `RefusedError`.

    Attributes:
        keyed: whether it takes an Idempotency-Key.
        sharing: whether it shares results.
        webhooks: whether it asks for webhooks and knows their deliveries.
    """

    keyed: bool
    sharing: bool
    webhooks: bool

    def create(self, photo: Path, *, key: str | None = None, **choices: Any) -> Created:
        """Turns a photo into results."""

    def results(self, job_id: str) -> Mapping[str, Any]:
        """The results of a job."""

    def cancel(self, job_id: str) -> None:
        """Ends a job."""

    def listed(self) -> list[str]:
        """The ids of the latest jobs."""

    def variation(self, job_id: str, **changes: Any) -> str:
        """The id of a finished variation of a job."""

    def share(self, job_id: str) -> str:
        """The address of a shared result."""

    def unshare(self, job_id: str) -> None:
        """Ends the sharing."""

    def deliveries(self, job_id: str) -> list[bool]:
        """Whether each try to deliver the webhook did so."""

    def erase(self, job_id: str) -> None:
        """Erases a job."""

    def close(self) -> None:
        """Ends the client."""
