"""The tests of the client hold for both of its kinds."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.support.deployment import Deployment


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    """What drives clients for asyncio."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(params=["blocking", "asyncio"])
def deployment(request: pytest.FixtureRequest, runner: asyncio.Runner) -> Deployment:
    """A deployment where everything goes well, unless a test has it otherwise, and its client of each kind."""
    return Deployment(runner=runner if request.param == "asyncio" else None)
