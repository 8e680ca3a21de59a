"""The agent's code zip for Bedrock AgentCore, and the folder that the `agentcore` CLI makes its own zip of.

Both hold main.py, which AgentCore starts, and the packages agent and petavatar; the zip has the libraries of the
dependency group `agent` besides, the folder a pyproject.toml that names them. botocore's data make up more than
a quarter of the zip; its loader takes them as a whole, so that they stay.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from deployment import PROJECT
from deployment.packaging.libraries import AWS, install, locked
from deployment.packaging.zip_file import EXECUTABLE, Entry, files_under, write_entries, zip_bytes

ENTRY_POINT: Final = ("opentelemetry-instrument", "main.py")
"""What AgentCore starts: AWS's OpenTelemetry distribution, and under it the agent."""

_MAIN: Final = '''#!/usr/bin/env python3
"""What AgentCore starts: the agent's server."""

import runpy

runpy.run_module("agent.main", run_name="__main__", alter_sys=True)
'''
# Installed scripts name the interpreter that installed them; this one takes AgentCore's.
_INSTRUMENT: Final = """#!/usr/bin/env python3
import sys

from opentelemetry.instrumentation.auto_instrumentation import run

sys.exit(run())
"""
_PYPROJECT: Final = """# Made from uv.lock by `make build`.
[project]
name = "petavatar-agent"
version = "0"
requires-python = "==3.13.*"
dependencies = {dependencies}
"""
_PIN: Final = re.compile(r"^\S+==\S+(?: ; .+)?$", re.MULTILINE)


def agent_zip(platform: Sequence[str] = AWS) -> bytes:
    """The agent's code zip.

    Raises:
        FileNotFoundError: if there is no uv.
        CalledProcessError: if uv fails; what it says goes to standard error.
    """
    with tempfile.TemporaryDirectory() as scratch:
        libraries = Path(scratch)
        install(locked("agent"), libraries, platform)
        instrument = Entry(f"bin/{ENTRY_POINT[0]}", _INSTRUMENT.encode(), EXECUTABLE)
        return zip_bytes([*files_under(libraries), *_sources(), instrument])


def write_agent_folder(target: Path) -> None:
    """Writes the agent's sources and their locked requirements into a folder of their own, as the CLI wants them."""
    shutil.rmtree(target, ignore_errors=True)
    write_entries(_sources(), target)
    pins = _PIN.findall(locked("agent", [], "--no-hashes"))
    (target / "pyproject.toml").write_text(_PYPROJECT.format(dependencies=json.dumps(pins, indent=4)))


def _sources() -> Iterator[Entry]:
    for package in ("agent", "petavatar"):
        yield from files_under(PROJECT / package, f"{package}/")
    yield Entry("main.py", _MAIN.encode(), EXECUTABLE)
