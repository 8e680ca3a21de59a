"""The libraries of a dependency group, as uv.lock pins them, installed for AWS's machines."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from deployment import PROJECT

AWS = ("--python-platform", "aarch64-manylinux_2_28")
"""Lambda's and AgentCore's Amazon Linux 2023 on arm64, whose glibc 2.34 runs wheels for 2.28 and older."""
THIS_MACHINE = ()
"""The platform that builds: for tests, which can't run the other one."""

_TIMEOUT_S = 300


def locked(group: str, leave_out: Sequence[str] = (), *options: str) -> str:
    """The requirements of a dependency group, exactly as uv.lock has them.

    Args:
        group: the group's name in pyproject.toml.
        leave_out: packages to leave out, with what only they need.
        options: more of `uv export`'s options.

    Raises:
        FileNotFoundError: if there is no uv.
        CalledProcessError: if uv fails; what it says goes to standard error.
    """
    pruned = [option for package in leave_out for option in ("--prune", package)]
    return _uv("export", "--frozen", "--no-header", "--no-annotate", "--only-group", group, *pruned, *options)


def install(requirements: str, target: Path, platform: Sequence[str]) -> None:
    """Installs locked requirements into a folder, by wheels alone, for a platform.

    Raises:
        FileNotFoundError: if there is no uv.
        CalledProcessError: if uv fails; what it says goes to standard error.
    """
    wheels = ("--python-version", "3.13", "--only-binary", ":all:", "--require-hashes")
    _uv("pip", "install", *platform, *wheels, "--target", str(target), "--requirements", "-", given=requirements)


def compile_sources(folder: Path) -> None:
    """Compiles every module of a folder, for a Lambda that can't write: it would compile them at every cold start.

    Raises:
        FileNotFoundError: if there is no uv.
        CalledProcessError: if a module can't be compiled.
    """
    # Checked against nothing: a zip's sources do not change. Paths are those that Lambda unpacks to.
    options = ("-q", "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", "/var/task")
    _uv("run", "--no-project", "--python", "3.13", "python", "-I", "-m", "compileall", *options, str(folder))


def _uv(*arguments: str, given: str = "") -> str:
    command = ["uv", "--quiet", *arguments]
    outcome = subprocess.run(  # noqa: S603 - the user's own uv, our words
        command, cwd=PROJECT, input=given, stdout=subprocess.PIPE, text=True, check=True, timeout=_TIMEOUT_S
    )
    return outcome.stdout
