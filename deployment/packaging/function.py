"""One function's lambda.zip: libraries of the dependency group `lambda`, the package petavatar, its own files.

The first two come compiled, too, which a cold start would do otherwise. Powertools' own web framework, with its copy
of Swagger UI, stays out: nothing imports it.

botocore stays out, on an assumption: Lambda's python3.13 has one that knows all that functions call. The youngest of
these is InvokeAgentRuntime, which botocore 1.40.6 (August 2025) has, and Lambda's lags behind by months, not by years.
Were it missing, process-worker would stop at its start, before it has taken a job: it makes its clients there.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from deployment import PROJECT
from deployment.packaging.libraries import AWS, compile_sources, install, locked
from deployment.packaging.zip_file import LEFT_OUT, files_under, write_entries, zip_bytes

ZIP_NAME = "lambda.zip"

_LEFT_OUT = (LEFT_OUT - {"__pycache__"}) | {"event_handler"}


def function_folders() -> "list[Path]":
    """The folders of all functions."""
    return sorted(handler.parent for handler in (PROJECT / "functions").glob("*/handler.py"))


def function_libraries(target: Path, platform: Sequence[str] = AWS) -> Path:
    """Puts what every function carries into a folder, and returns it."""
    install(locked("lambda", ["botocore"]), target, platform)
    write_entries(files_under(PROJECT / "petavatar", "petavatar/"), target)
    compile_sources(target)
    return target


def function_zip(folder: Path, libraries: Path) -> bytes:
    """The zip of a function.

    Args:
        folder: the function's folder; its Python files go in.
        libraries: where `function_libraries` has put what every function carries.

    Raises:
        FileNotFoundError: if there is no handler.py.
    """
    if not (folder / "handler.py").is_file():
        raise FileNotFoundError(f"There is no handler.py in {folder}")
    own = (entry for entry in files_under(folder) if entry.name.endswith(".py"))
    return zip_bytes([*files_under(libraries, left_out=_LEFT_OUT), *own])


def main(arguments: Sequence[str]) -> int:
    """What tc runs: makes lambda.zip in the folder named by the first argument, or in the working directory."""
    folder = Path(arguments[0] if arguments else ".").resolve()
    target = folder / ZIP_NAME
    try:
        with tempfile.TemporaryDirectory() as scratch:
            target.write_bytes(function_zip(folder, function_libraries(Path(scratch))))
    except (OSError, subprocess.SubprocessError) as error:
        print(f"Could not build {folder.name}: {error}", file=sys.stderr)
        return 1
    print(f"{target}: {target.stat().st_size:,} bytes")
    return 0
