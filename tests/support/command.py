"""The command, run in the process of the tests."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    exit_code: object
    out: str
    err: str


Command = Callable[..., Outcome]
