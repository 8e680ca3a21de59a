"""Node, to run the JavaScript client: that of the machine, or the one that comes with Playwright."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import playwright

from local.process import scrubbed_environment

NODE: Final = shutil.which("node") or str(Path(playwright.__file__).parent / "driver" / "node")


def run_node(*arguments: str, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """What Node prints. A run that fails fails the test, with what it said."""
    ended = subprocess.run(
        [NODE, *arguments],
        cwd=cwd,
        env=scrubbed_environment(dict(environment or {})),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout
