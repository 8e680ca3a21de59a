"""A guarded engine, and a client that asks it."""

from collections.abc import Iterator

import httpx
import pytest

from tests.unit.local.guard.guarded import Engine, Serve


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def url(serve: Serve, engine: Engine) -> str:
    return serve(engine.app)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=10) as running:
        yield running
