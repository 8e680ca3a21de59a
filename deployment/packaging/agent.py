"""The agent's code zip for Bedrock AgentCore, and the folder that the `agentcore` CLI builds its own zip from.

Both contain main.py, which AgentCore starts, and the packages agent and petavatar. The zip also has the libraries that
agent/uv.lock pins; the folder has a pyproject.toml that names them. botocore's data are more than a quarter of the zip;
they stay, because its loader needs them all.
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
from deployment.packaging.zip_file import EXECUTABLE, LEFT_OUT, Entry, files_under, write_entries, zip_bytes

ENTRY_POINT: Final = ("opentelemetry-instrument", "main.py")
"""The command that AgentCore starts: AWS's OpenTelemetry distribution, which runs the agent."""

_LIBRARIES: Final = ("--project", "agent")
_PROJECT_FILES: Final = frozenset({"pyproject.toml", "uv.lock", ".venv"})
_MAIN: Final = '''#!/usr/bin/env python3
"""AgentCore starts this: the agent's server."""

import runpy

runpy.run_module("agent.main", run_name="__main__", alter_sys=True)
'''
# Installed scripts name the building machine's interpreter; this one uses AgentCore's.
_INSTRUMENT: Final = """#!/usr/bin/env python3
import sys

from opentelemetry.instrumentation.auto_instrumentation import run

sys.exit(run())
"""
_PYPROJECT: Final = """# Made from agent/uv.lock by `make build`.
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
        FileNotFoundError: if uv is not installed.
        CalledProcessError: if uv fails; its messages go to standard error.
    """
    with tempfile.TemporaryDirectory() as scratch:
        libraries = Path(scratch)
        install(locked(*_LIBRARIES), libraries, platform)
        instrument = Entry(f"bin/{ENTRY_POINT[0]}", _INSTRUMENT.encode(), EXECUTABLE)
        return zip_bytes([*files_under(libraries), *_sources(), instrument])


def write_agent_folder(target: Path) -> None:
    """Writes the agent's sources and their locked requirements into a folder for the CLI."""
    shutil.rmtree(target, ignore_errors=True)
    write_entries(_sources(), target)
    pins = _PIN.findall(locked(*_LIBRARIES, "--no-hashes"))
    (target / "pyproject.toml").write_text(_PYPROJECT.format(dependencies=json.dumps(pins, indent=4)))


def _sources() -> Iterator[Entry]:
    for package in ("agent", "petavatar"):
        yield from files_under(PROJECT / package, f"{package}/", LEFT_OUT | _PROJECT_FILES)
    yield Entry("main.py", _MAIN.encode(), EXECUTABLE)
