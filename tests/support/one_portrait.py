"""The whole system with one portrait for all jobs: to draw one takes half of a job's time, and few tests look at it.

It looks at each photo once, too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from local.process import ChildProcess
from local.system import LocalSystem


class _Child(ChildProcess):
    def __init__(self, name: str, module: str, *arguments: str, **rest: Any) -> None:
        module = "tests.support.stand_ins.endpoints" if module == "local.endpoints" else module
        super().__init__(name, module, *arguments, **rest)


@contextmanager
def one_portrait() -> Iterator[None]:
    """Systems that are started meanwhile draw one portrait."""
    with patch("local.children.ChildProcess", _Child):
        yield


@contextmanager
def one_portrait_system() -> Iterator[LocalSystem]:
    """The system, running."""
    with one_portrait(), LocalSystem() as system:
        yield system
