"""The libraries that a lock file pins, installed for AWS's machines."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from deployment import PROJECT

AWS = ("--python-platform", "aarch64-manylinux_2_28")
"""Amazon Linux 2023 on arm64, which Lambda and AgentCore use; its glibc 2.34 runs wheels for 2.28 and older."""
THIS_MACHINE = ()
"""The building machine's platform: for tests, which can't run packages for AWS."""

_TIMEOUT_S = 300


def locked(*selection: str) -> str:
    """Requirements exactly as a lock file has them.

    Args:
        selection: options of `uv export` that say which project or group, and which packages to leave out.

    Raises:
        FileNotFoundError: if uv is not installed.
        CalledProcessError: if uv fails; its messages go to standard error.
    """
    return _uv("export", "--frozen", "--no-header", "--no-annotate", *selection)


def install(requirements: str, target: Path, platform: Sequence[str]) -> None:
    """Installs locked requirements into a folder for a platform, from wheels only.

    Raises:
        FileNotFoundError: if uv is not installed.
        CalledProcessError: if uv fails; its messages go to standard error.
    """
    wheels = ("--python-version", "3.13", "--only-binary", ":all:", "--require-hashes")
    _uv("pip", "install", *platform, *wheels, "--target", str(target), "--requirements", "-", given=requirements)


def compile_sources(folder: Path) -> None:
    """Compiles every module of a folder: Lambda can't write there, and would compile them at every cold start.

    Raises:
        FileNotFoundError: if uv is not installed.
        CalledProcessError: if a module can't be compiled.
    """
    # Python need not check the sources: in a zip they do not change. Lambda unpacks to /var/task.
    options = ("-q", "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", "/var/task")
    _uv("run", "--no-project", "--python", "3.13", "python", "-I", "-m", "compileall", *options, str(folder))


def _uv(*arguments: str, given: str = "") -> str:
    command = ["uv", "--quiet", *arguments]
    result = subprocess.run(  # noqa: S603 - the user's own uv, our arguments
        command, cwd=PROJECT, input=given, stdout=subprocess.PIPE, text=True, check=True, timeout=_TIMEOUT_S
    )
    return result.stdout
