"""Builds one function's lambda.zip for arm64 and Python 3.13, without Docker: tc runs this in the function's folder.

The zip holds the libraries of the dependency group `lambda` as uv.lock pins them, the package petavatar, and the
function's own files. boto3 is part of Lambda's runtime and stays out. The same sources make the same bytes.
It imports the standard library alone, so that any python3 can run it; uv must be on the PATH.
"""

import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[1]
ZIP_NAME = "lambda.zip"

_FILE = 0o100644
# The earliest time that a zip can hold.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LAMBDA_PLATFORM = ("--python-platform", "aarch64-manylinux2014", "--python-version", "3.13", "--only-binary", ":all:")
_TIMEOUT_S = 300
# Caches, uv's lock, and scripts for a shell, which name the building machine's interpreter.
_LEFT_OUT = frozenset({"__pycache__", ".lock", "bin"})


class Entry(NamedTuple):
    """A file for a zip; `mode` is its type and permissions, as stat has them."""

    name: str
    content: bytes
    mode: int = _FILE


def zip_bytes(entries: Iterable[Entry]) -> bytes:
    """A zip of these files: the same bytes for the same files, in whatever order and whenever."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for entry in sorted(entries):
            info = zipfile.ZipInfo(entry.name, _EPOCH)
            info.external_attr = entry.mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, entry.content)
    return buffer.getvalue()


def files_under(folder: Path, prefix: str = "") -> Iterator[Entry]:
    """The files of a folder, at any depth, named relative to it; without what a Lambda has no use for."""
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        if path.is_file() and not _LEFT_OUT.intersection(relative.parts):
            yield Entry(prefix + relative.as_posix(), path.read_bytes())


def build(folder: Path) -> Path:
    """Builds a function.

    Args:
        folder: the function's folder, with its handler.py.

    Returns:
        The zip, in that folder.

    Raises:
        FileNotFoundError: if there is no handler.py, or no uv.
        CalledProcessError: if uv fails; what it says goes to standard error.
    """
    if not (folder / "handler.py").is_file():
        raise FileNotFoundError(f"There is no handler.py in {folder}")
    with tempfile.TemporaryDirectory() as scratch:
        libraries = _install(Path(scratch))
        entries = [
            *files_under(libraries),
            *files_under(PROJECT / "petavatar", "petavatar/"),
            *(Entry(file.name, file.read_bytes()) for file in folder.glob("*.py")),
        ]
    target = folder / ZIP_NAME
    target.write_bytes(zip_bytes(entries))
    return target


def _install(scratch: Path) -> Path:
    """Installs the libraries for Lambda's machine, not this one, and returns where."""
    requirements, libraries = scratch / "requirements.txt", scratch / "libraries"
    _uv("export", "--frozen", "--only-group", "lambda", "--prune", "boto3", "--output-file", str(requirements))
    where = ("--target", str(libraries), "--requirements", str(requirements), "--require-hashes")
    _uv("pip", "install", *_LAMBDA_PLATFORM, *where)
    return libraries


def _uv(*arguments: str) -> None:
    command = ["uv", "--quiet", *arguments]
    subprocess.run(command, cwd=PROJECT, check=True, timeout=_TIMEOUT_S)  # noqa: S603 - the user's own uv, our words


def main(arguments: list[str]) -> int:
    """The command: builds the folder named by the first argument, or the working directory."""
    folder = Path(arguments[0] if arguments else ".").resolve()
    try:
        target = build(folder)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"Could not build {folder.name}: {error}", file=sys.stderr)
        return 1
    print(f"{target}: {target.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
