"""The running system, and someone who uses it."""

import pytest

from local.system import LocalSystem
from tests.support.api import ApiUser


@pytest.fixture
def user(system: LocalSystem) -> ApiUser:
    """Someone with an API key."""
    return ApiUser(system)
