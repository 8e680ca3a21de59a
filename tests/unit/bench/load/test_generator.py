"""Locust runs in a process of its own; ours know it by its files alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.load import generator
from bench.load.generator import LoadError, Target, generate
from bench.load.scenarios import scenarios
from deployment import PROJECT

TARGET = Target("http://127.0.0.1:9", "a-key-nobody-may-see", "a-job")


def test_neither_locust_nor_gevent_comes_into_the_process_of_the_local_system() -> None:
    code = "import sys, bench.load.__main__; print({'locust', 'gevent'} & sys.modules.keys())"

    run = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)

    assert run.stdout == "set()\n"


def test_the_key_is_in_no_representation() -> None:
    assert TARGET.api_key not in repr(TARGET)


def test_without_locust_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator, "find_spec", lambda _: None)

    with pytest.raises(LoadError, match="uv sync --frozen --group bench"):
        generate(scenarios(full=False)[0], TARGET, 1)


def test_a_locust_that_fails_at_its_start_is_reported_with_its_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(generator, "find_spec", lambda _: "found")
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho no such option >&2\nexit 3\n")
    broken.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(broken))

    with pytest.raises(LoadError, match=r"exit code 3\. Its log ends:\nno such option"):
        generate(scenarios(full=False)[0], TARGET, 1)
