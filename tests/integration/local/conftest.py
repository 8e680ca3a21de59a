"""A sandbox of each test's own, in the shared engine."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from deployment.infrastructure.sandbox import Infrastructure, create_infrastructure
from deployment.names import Names
from local.engine import ACCOUNT, REGION, Engine

_numbers = itertools.count()


@pytest.fixture(scope="session")
def client(engine: Engine) -> Callable[[str], Any]:
    """Makes clients of the engine's operator."""
    return engine.clients()


@pytest.fixture
def names() -> Names:
    """The names of a sandbox that nobody else uses."""
    return Names(ACCOUNT, REGION, f"s{next(_numbers)}")


@pytest.fixture
def made(client: Callable[[str], Any], names: Names) -> Infrastructure:
    """The sandbox's infrastructure, made with its settings as they are."""
    return create_infrastructure(client, names)
