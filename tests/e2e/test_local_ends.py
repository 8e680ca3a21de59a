"""`petavatar local` and `make local`: whatever kills them, nothing lives on; what `--keep` names is kept."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Final

import pytest

from deployment import PROJECT
from petavatar_client import PetAvatarClient, Photo
from tests.support.shell import END_S, User, end_of, wait_for_line

pytestmark = [
    pytest.mark.verify,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs Linux to know its processes from others"),
]

CAT: Final = PROJECT / "samples" / "chelsea.jpg"
MAKE: Final = ("make", "--no-print-directory", "-C", PROJECT, "local")


def guide_of(process: subprocess.Popen[str]) -> str:
    return "\n".join(wait_for_line(process.stdout, "  aws "))


def client_of(guide: str) -> PetAvatarClient:
    url, key = (re.findall(rf"export PETAVATAR_API_{name}=(\S+)", guide)[0] for name in ("URL", "KEY"))
    return PetAvatarClient(url, key)


def killed_children(shell: User, module: str) -> list[int]:
    """Kills the processes of this user that run a module."""
    pids = [pid for pid, command in shell.processes() if module in command]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    return pids


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
def test_what_kills_the_command_leaves_nothing(shell: User, number: signal.Signals) -> None:
    process = shell.start("local")
    guide_of(process)

    process.send_signal(number)
    end_of(process)

    shell.wait_until_nothing_is_left()


def test_what_kills_make_leaves_nothing(shell: User) -> None:
    process = shell.start_command(*MAKE)
    guide_of(process)

    process.kill()
    end_of(process)

    # uv, which installs what is needed, leaves a locked file there.
    for lock in shell.temporary.glob("uv-*.lock"):
        lock.unlink()
    shell.wait_until_nothing_is_left()


def test_a_process_that_keeps_dying_ends_the_system_with_the_reason(shell: User) -> None:
    process = shell.start("local")
    guide_of(process)
    for line in ("Restarted the page.", "Restarted the page.", "petavatar: The local system ended."):
        assert killed_children(shell, "local.page")
        said = wait_for_line(process.stderr, line)
    code, _, _ = end_of(process)

    assert code == 1
    assert said[-1].startswith("petavatar: The local system ended. The page died (SIGKILL); its log ")
    assert "That is 3 times within 60 s." in said[-1]
    assert shell.left_behind() == []


@pytest.mark.parametrize("ending", ["Ctrl-C", "SIGKILL of everything"])
def test_keep_keeps_jobs_pictures_and_the_key(shell: User, ending: str) -> None:
    first = shell.start("local", "--keep", "kept")
    guide = guide_of(first)
    assert "stay in kept.\nA power cut loses at most the last minute of them." in guide
    with client_of(guide) as client:
        done = client.create(CAT)
        avatar = client.download(done.avatar_url)
        ticket = client.presigned_upload(Photo.at(CAT).content_type)
        client.upload(ticket, CAT)
        client.process(ticket.s3_uri)
    code, _, refusal = shell.run("local", "--keep", "kept")
    assert (code, "Another system is running in kept." in refusal) == (1, True)
    end(shell, first, ending)
    keys = json.loads((shell.directory / "kept" / "system.json").read_text())

    second = shell.start("local", "--keep", "kept")
    try:
        guide = guide_of(second)
        assert keys["api_key"] in guide
        with client_of(guide) as client:
            again = client.results(done.job_id)
            assert again.identity == done.identity
            assert client.download(again.avatar_url) == avatar
            assert client.wait(ticket.job_id).status == "completed"
    finally:
        second.terminate()
        end_of(second)
    assert (shell.directory / "kept").stat().st_mode & 0o777 == 0o700
    shell.wait_until_nothing_is_left()


def end(shell: User, process: subprocess.Popen[str], ending: str) -> None:
    if ending == "Ctrl-C":
        process.send_signal(signal.SIGINT)
    else:
        for pid, _ in list(shell.processes()):
            os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=END_S)
    # What is left by a power cut is older when the next system starts.
    for lock in shell.temporary.glob("*/lock"):
        os.utime(lock, (0, 0))
