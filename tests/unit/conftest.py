"""What the tests of the client and of the command share: a deployment with answers to set, and a photo."""

from pathlib import Path

import pytest

from petavatar_client import Photo
from tests.support.deployment import Deployment


@pytest.fixture
def deployment() -> Deployment:
    """A deployment where everything goes well, unless a test has it otherwise."""
    return Deployment()


@pytest.fixture
def photo(tmp_path: Path) -> Photo:
    """A small file that looks like a JPEG."""
    path = tmp_path / "Minka am Fenster.png"
    path.write_bytes(b"\xff\xd8\xff\xe0 a small photo")
    return Photo.at(path)
