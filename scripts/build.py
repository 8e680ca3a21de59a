"""`make build`: builds the packages for AWS and prints their sizes."""

import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import SubprocessError

from deployment import PROJECT
from deployment.packaging.agent import agent_zip, write_agent_folder
from deployment.packaging.function import ZIP_NAME, function_folders, function_libraries, function_zip
from scripts.command import DONE, run

AGENT_ZIP = PROJECT / "dist" / "agent.zip"
AGENT_FOLDER = PROJECT / "dist" / "agent"

_ROW = "{:<44}{:>14}{:>14}"


def build_all() -> Iterator[Path]:
    """Builds each function's zip, the agent's zip and the agent's folder; yields each zip when it is written."""
    with tempfile.TemporaryDirectory() as scratch:
        libraries = function_libraries(Path(scratch))
        for folder in function_folders():
            target = folder / ZIP_NAME
            target.write_bytes(function_zip(folder, libraries))
            yield target
    write_agent_folder(AGENT_FOLDER)
    AGENT_ZIP.write_bytes(agent_zip())
    yield AGENT_ZIP


def sizes(package: Path) -> tuple[int, int]:
    """The size of a zip and of its unzipped content, in bytes."""
    with zipfile.ZipFile(package) as content:
        return package.stat().st_size, sum(file.file_size for file in content.infolist())


def main() -> int:
    """Runs the command. Exit codes: 0 if everything is built, 1 if not."""

    def work() -> int:
        print(_ROW.format("bytes", "zipped", "unzipped"))
        for package in build_all():
            zipped, unzipped = sizes(package)
            print(_ROW.format(package.relative_to(PROJECT).as_posix(), f"{zipped:,}", f"{unzipped:,}"), flush=True)
        return DONE

    return run(work, stopping=(OSError, SubprocessError))


if __name__ == "__main__":
    sys.exit(main())
