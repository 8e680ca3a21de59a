"""A job on its whole way, as the tests of what is said on that way meet it."""

from collections.abc import Iterator

import pytest

from tests.security.job_path import JobPath, Wires, wires
from tests.support.cloud import Cloud
from tests.support.pacing import settle


@pytest.fixture(scope="session")
def services() -> Iterator[Wires]:
    """The two services that the way leads over, running."""
    with wires() as running:
        yield running


@pytest.fixture
def path(cloud: Cloud, services: Wires, cards_drawn_once: None) -> Iterator[JobPath]:
    """The way, with an empty sandbox. Every run has ended when the test is over."""
    yield JobPath(cloud, services)
    settle()
