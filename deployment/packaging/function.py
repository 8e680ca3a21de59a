"""One function's lambda.zip: libraries of the dependency group `lambda`, the package petavatar, its own files.

Libraries and petavatar also come compiled, so that a cold start need not compile them. Powertools' own web framework,
with its copy of Swagger UI, is left out: nothing imports it.

botocore is left out, on an assumption: the botocore of Lambda's python3.13 knows every API that the functions call.
The newest is InvokeAgentRuntime, which botocore 1.40.6 (August 2025) has, and Lambda's is months behind, not years.
Without it, process-worker would fail at its start, where it creates its clients, before it takes a job.
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
    """Writes the libraries that every function needs into a folder, and returns it."""
    install(locked("--only-group", "lambda", "--prune", "botocore"), target, platform)
    write_entries(files_under(PROJECT / "petavatar", "petavatar/"), target)
    compile_sources(target)
    return target


def function_zip(folder: Path, libraries: Path) -> bytes:
    """A function's zip.

    Args:
        folder: the function's folder; the zip gets its Python files.
        libraries: the folder from `function_libraries`.

    Raises:
        FileNotFoundError: if the folder has no handler.py.
    """
    if not (folder / "handler.py").is_file():
        raise FileNotFoundError(f"There is no handler.py in {folder}")
    own = (entry for entry in files_under(folder) if entry.name.endswith(".py"))
    return zip_bytes([*files_under(libraries, left_out=_LEFT_OUT), *own])


def main(arguments: Sequence[str]) -> int:
    """Entry point for tc: builds lambda.zip in the folder of the first argument, or in the working directory."""
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
