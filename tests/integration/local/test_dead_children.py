"""A process of the running system that is killed is named and comes back, and jobs go on."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import httpx
import pytest

from local.system import LocalSystem
from testing.api import ApiUser
from testing.photos import CAT

LIMIT_S: Final = 60.0
BESIDE: Final = ("agent", "endpoints", "page")


@pytest.fixture
def user(system: LocalSystem) -> ApiUser:
    return ApiUser(system)


def kill(system: LocalSystem, *names: str) -> dict[str, int]:
    pids = {name: system.pid(name) for name in names}
    for pid in pids.values():
        os.kill(pid, signal.SIGKILL)
    return pids


def wait_until(caplog: pytest.LogCaptureFixture, *lines: str) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not set(lines) <= set(caplog.messages):
        assert time.monotonic() < deadline, caplog.messages
        time.sleep(0.02)


def wait_until_at_work(user: ApiUser, job_id: str) -> None:
    deadline = time.monotonic() + LIMIT_S
    while user.http.get(f"/status/{job_id}").json().get("status") != "processing":
        assert time.monotonic() < deadline, "nobody took the job up"
        time.sleep(0.05)


@pytest.mark.verify
def test_each_process_beside_the_engine_comes_back_within_a_job(
    system: LocalSystem, user: ApiUser, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = user.drop(CAT.read_bytes())
    wait_until_at_work(user, job_id)

    before = kill(system, *BESIDE)
    wait_until(caplog, *(f"Restarted the {name}." for name in BESIDE))

    for name in BESIDE:
        assert system.pid(name) != before[name]
        assert any(line.startswith(f"The {name} died (SIGKILL); its log ") for line in caplog.messages)
    assert httpx.get(system.page_url, trust_env=False, timeout=LIMIT_S).status_code == 200
    status = user.end_of(job_id)
    assert status["status"] == "completed", status


@pytest.mark.verify
def test_the_engine_comes_back_with_all_that_it_had(
    system: LocalSystem, user: ApiUser, caplog: pytest.LogCaptureFixture
) -> None:
    earlier = user.results(user.drop(CAT.read_bytes()))
    job_id = user.drop(CAT.read_bytes())
    wait_until_at_work(user, job_id)

    before = kill(system, "engine")
    wait_until(caplog, "Restarted the engine.")

    assert system.pid("engine") != before["engine"]
    assert any(line.startswith("The engine died (SIGKILL); its log ") for line in caplog.messages)
    assert user.avatar(earlier).startswith(b"\x89PNG")
    assert user.results(earlier["job_id"])["identity"] == earlier["identity"]
    status = user.end_of(job_id)
    assert status["status"] == "completed", status


def test_no_key_of_the_operator_is_on_disk(system: LocalSystem) -> None:
    contents = dict(contents_below(Path(system.log_dir).parent))

    assert contents
    for secret in (system.credentials.secret_access_key, system.api_key):
        assert [file for file, content in contents.items() if secret.encode() in content] == []


def contents_below(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """What is in each file; a snapshot may make way for a newer one meanwhile."""
    for file in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if file.is_file():
                yield file, file.read_bytes()
