"""Thin deployment packages: a function's own files, run by AWS's runtime client in this project's environment."""

import shlex
import sys
from pathlib import Path

from deployment.packaging.zip_file import EXECUTABLE, Entry, zip_bytes


def thin_zip(folder: Path, project: Path) -> bytes:
    """Packs a function for the local engine, the same bytes for the same files.

    Args:
        folder: the function's folder; its Python files go in.
        project: where the packages that it imports lie.
    """
    own = (Entry(file.name, file.read_bytes()) for file in folder.glob("*.py"))
    return zip_bytes([Entry("bootstrap", _bootstrap(project).encode(), EXECUTABLE), *own])


def _bootstrap(project: Path) -> str:
    """What a custom runtime starts with: AWS's runtime client, which calls the unchanged handler."""
    return (
        "#!/bin/sh\n"
        f"export PYTHONPATH={shlex.quote(str(project))}\n"
        f'exec {shlex.quote(sys.executable)} -m awslambdaric "$_HANDLER"\n'
    )
