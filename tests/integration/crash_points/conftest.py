"""A process may die, and a connection may break, at every call to AWS, before and after the call takes effect.

Whatever the point: the job ends `completed` or `failed` within its receives, with one avatar, and never stays in
`processing`. The calls of a clean run are listed beside their cases, and a test compares each list with what is really
called, so that no call is without its cases.
"""

from collections.abc import Iterator

import pytest

from testing.jobs import NOW
from tests.integration.crash_points.life import Life, messages_of
from tests.support.cloud import NAMES, Cloud, running_cloud


@pytest.fixture(autouse=True)
def _nothing_is_waited_for(
    no_waiting_between_attempts: None, pictures_decoded_once: None, cards_drawn_once: None
) -> None:
    """Neither botocore's second attempts nor decoders and cards."""


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Cloud]:
    with running_cloud() as running:
        yield running


@pytest.fixture
def cloud(_sandbox: Cloud) -> Cloud:
    """A sandbox whose queues are empty, and which otherwise holds the jobs of other tests too."""
    for name in (NAMES.queue, NAMES.dead_letter_queue):
        messages_of(name).clear()
    _sandbox.now = NOW
    return _sandbox


@pytest.fixture
def life(cloud: Cloud) -> Life:
    return Life(cloud)
