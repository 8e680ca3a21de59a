"""A sandbox of each test's own, in the shared engine."""

import itertools
import os
from collections.abc import Callable
from typing import Any

import pytest

from deployment.infrastructure.sandbox import Infrastructure, create_infrastructure
from deployment.names import Names
from tests.support.engines.place import ACCOUNT, REGION, RUN, Engine, operator_environment

_numbers = itertools.count()


@pytest.fixture(scope="session")
def client(engine: Engine) -> Callable[[str], Any]:
    """Makes clients of the engine's operator."""
    return engine.clients()


@pytest.fixture
def names() -> Names:
    """The names of a sandbox that nobody else uses."""
    return new_names()


@pytest.fixture(scope="session")
def untouched(client: Callable[[str], Any]) -> Infrastructure:
    """A sandbox's infrastructure, made with its settings as they are, for tests that only look at it."""
    return create_infrastructure(client, new_names())


def new_names() -> Names:
    """Names that nobody has."""
    return Names(ACCOUNT, REGION, f"{RUN}{os.environ.get('PYTEST_XDIST_WORKER', '')}s{next(_numbers)}")


@pytest.fixture
def made(client: Callable[[str], Any], names: Names) -> Infrastructure:
    """The sandbox's infrastructure, made with its settings as they are."""
    return create_infrastructure(client, names)


@pytest.fixture
def in_the_engine(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find the engine, as its operator, and nothing of this machine's user."""
    for name, value in operator_environment(engine).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
