"""The same tests run against another engine, over HTTPS by an authority of its own, and leave nothing there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.process import ChildProcess, free_port
from tests.support.engines.capabilities import BUNDLES, PROBES, lacks
from tests.support.engines.place import Engine, RunningEngine
from tests.support.inventory import listed
from tests.support.tls_front import tls_front

SAMPLE = "tests/integration/local/test_engine.py"


@pytest.mark.own_engine("it says what our own engine can do")
def test_our_engine_can_do_all_that_tests_ask_for(engine: Engine) -> None:
    found = {name: lacks(engine, name) for name in (*PROBES, *BUNDLES)}

    assert {name: reason for name, reason in found.items() if reason} == {}


@pytest.mark.verify
@pytest.mark.own_engine("it starts the other engine itself")
def test_another_engine_is_used_and_left_as_it_was(tmp_path: Path) -> None:
    port = free_port()
    settings = {
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "STATE_DIR": str(tmp_path / "state"),
    }
    authority = tmp_path / "ca.pem"
    process = ChildProcess("other", "ministack", log_dir=tmp_path, environment=settings)
    try:
        process.wait_until_healthy(f"http://127.0.0.1:{port}/_ministack/ready", 30)
        with tls_front(port, authority) as url:
            variables = {"TEST_ENGINE_ENDPOINT": url, "TEST_ENGINE_CA_BUNDLE": str(authority)}
            variables["TEST_ENGINE_RUN"] = "tother"
            command = [sys.executable, "-m", "pytest", SAMPLE, "-q", "-p", "no:cacheprovider"]
            run = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, timeout=200)
        other = RunningEngine.from_environment({"TEST_ENGINE_ENDPOINT": f"http://127.0.0.1:{port}"})
        assert other is not None
        assert run.returncode == 0, run.stdout + run.stderr
        assert "6 passed" in run.stdout
        assert list(listed(other.clients(), "buckets")) == []
        assert not [name for name in listed(other.clients(), "roles") if "tother" in name]
    finally:
        process.stop()
