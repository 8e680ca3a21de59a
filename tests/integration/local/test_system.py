"""The whole system: it serves, it keeps to its settings, and nothing of it is left afterwards."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from deployment import PROJECT
from local.process import StartError
from local.system import LocalSystem

LIMIT_S = 60.0


def parents() -> dict[int, int]:
    """Every living process's id, with its parent's."""
    found: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[0] != "Z":
            found[int(stat.parent.name)] = int(fields[1])
    return found


def children(pid: int) -> set[int]:
    return {child for child, parent in parents().items() if parent == pid}


def descendants(pid: int) -> set[int]:
    known, found = parents(), set[int]()
    while more := {child for child, parent in known.items() if parent in found | {pid}} - found:
        found |= more
    return found


def wait_until_dead(pids: set[int]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while alive := pids & parents().keys():
        assert time.monotonic() < deadline, f"left behind: {alive}"
        time.sleep(0.05)


def test_the_api_asks_for_the_key(system: LocalSystem) -> None:
    address = f"{system.api_url}/status/{uuid4()}"

    assert httpx.get(address, timeout=LIMIT_S).status_code == 401
    assert httpx.get(address, headers={"x-api-key": "pa_wrong"}, timeout=LIMIT_S).status_code == 401
    assert httpx.get(address, headers={"x-api-key": system.api_key}, timeout=LIMIT_S).status_code == 404


def test_a_presigned_upload_lands_in_the_upload_bucket(system: LocalSystem) -> None:
    offer = httpx.get(f"{system.api_url}/presigned-url", headers={"x-api-key": system.api_key}, timeout=LIMIT_S).json()

    answer = httpx.post(
        offer["upload_url"], data=offer["upload_fields"], files={"file": b"\xff\xd8\xff photo"}, timeout=LIMIT_S
    )

    assert answer.status_code == 204
    key = offer["upload_fields"]["key"]
    stored = system.client("s3").get_object(Bucket=system.upload_bucket, Key=key)
    assert stored["Body"].read() == b"\xff\xd8\xff photo"


def test_every_function_runs_in_a_role_of_its_own(system: LocalSystem) -> None:
    functions = system.client("lambda").list_functions()["Functions"]

    assert len({function["Role"] for function in functions}) == len(functions)
    assert len(functions) == len(list((PROJECT / "functions").glob("*/handler.py")))


@pytest.mark.verify
def test_settings_reach_functions_and_queue_and_a_given_directory_keeps_the_logs_alone(tmp_path: Path) -> None:
    with LocalSystem(state_dir=tmp_path, settings={"WORKER_TIMEOUT_S": "7", "MAX_ATTEMPTS": "2"}) as system:
        worker = system.client("lambda").get_function_configuration(FunctionName="petavatar_process-worker_local")
        queue = system.client("sqs").get_queue_url(QueueName=system.names.queue)["QueueUrl"]
        attributes = system.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]

    assert worker["Timeout"] == 7
    assert worker["Environment"]["Variables"]["WORKER_TIMEOUT_S"] == "7"
    assert attributes["VisibilityTimeout"] == "42"
    assert '"maxReceiveCount": 4' in attributes["RedrivePolicy"].replace('"4"', "4")
    assert {path.name for path in tmp_path.iterdir()} == {"logs"}
    assert {path.name for path in (tmp_path / "logs").iterdir()} == {
        "agent.log",
        "endpoints.log",
        "engine.log",
        "page.log",
    }


@pytest.mark.verify
def test_a_part_that_fails_at_its_start_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    before = children(os.getpid())

    with pytest.raises(StartError, match=r"(?s)agent ended at its start.*HEARTBEAT_S"):
        LocalSystem(state_dir=tmp_path, settings={"HEARTBEAT_S": "often"}).__enter__()

    assert children(os.getpid()) == before
    assert {path.name for path in tmp_path.iterdir()} == {"logs"}


# In the sample, tests/unit/local kills the parents of single processes of ours.
@pytest.mark.verify
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_system_ends_all_of_it(number: signal.Signals, tmp_path: Path) -> None:
    source = """
import signal
from local.system import LocalSystem
# A shell starts background jobs deaf to Ctrl-C, and nohup to the end of a terminal.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
with LocalSystem():
    print("ready", flush=True)
    signal.pause()
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    parent = subprocess.Popen(
        [sys.executable, "-c", source],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with parent:
        assert parent.stdout
        assert parent.stdout.readline() == "ready\n"
        started = descendants(parent.pid)
        assert len(started) >= 3

        parent.send_signal(number)
        parent.wait(LIMIT_S)

    wait_until_dead(started)
    assert list(tmp_path.glob("petavatar-*")) == []
