"""The running system, and someone who uses it."""

from pathlib import Path

import pytest

from local.system import LocalSystem
from testing.api import ApiUser
from tests.support.shell import User


@pytest.fixture
def user(system: LocalSystem) -> ApiUser:
    """Someone with an API key."""
    return ApiUser(system)


@pytest.fixture
def shell(tmp_path: Path) -> User:
    directory = tmp_path / "empty"
    directory.mkdir()
    return User(directory)


@pytest.fixture
def online(system: LocalSystem) -> dict[str, str]:
    """The variables by which the command finds the running system."""
    return {"PETAVATAR_API_URL": system.api_url, "PETAVATAR_API_KEY": system.api_key}
