"""Behind a line that drops every third connection and refuses every fifth request, nothing is lost or doubled."""

import shutil
from pathlib import Path

import pytest

from local.system import LocalSystem
from testing.photos import CAT
from tests.e2e.conformance.conftest import CLIENTS
from tests.support.conformance.python import Python
from tests.support.unreliable import unreliable


@pytest.mark.verify
@pytest.mark.parametrize("name", sorted(CLIENTS))
def test_nothing_is_lost_and_nothing_is_doubled(system: LocalSystem, tmp_path: Path, name: str) -> None:
    direct = Python(system.api_url, system.api_key, tmp_path)
    before = set(direct.listed())
    photo = tmp_path / "photo.jpg"
    shutil.copy(CAT, photo)

    with unreliable(system.api_url) as api_url:
        client = CLIENTS[name](api_url, system.api_key, tmp_path)
        made = {client.create(photo, pet_name=f"{name} {number}").job_id for number in (1, 2)}
        assert made <= set(client.listed())
        client.erase(min(made))
        client.close()

    assert set(direct.listed()) - before == made - {min(made)}
    direct.close()
