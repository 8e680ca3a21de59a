"""Generates the client that blocks from the one for asyncio: `python -m scripts.sync_client`.

unasync takes `async` and `await` away and gives names their twins; what it can't see, in types and docstrings, follows
here. The result is part of the repository, so that people read what they run, and a test holds it to its source.
"""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from unasync import Rule, unasync_files

PACKAGE: Final = Path("clients/python/petavatar_client")
SOURCE: Final = PACKAGE / "_async"
GENERATED: Final = PACKAGE / "_sync"
HEADER: Final = "# Generated from {source} by scripts/sync_client.py: change that instead.\n"

TWINS: Final = {
    "AsyncPetAvatarClient": "PetAvatarClient",
    "AsyncApi": "Api",
    "AsyncFollowing": "Following",
    "AsyncMaking": "Making",
    "AsyncDownloads": "Downloads",
    "AsyncPublishing": "Publishing",
    "AsyncConnection": "Connection",
    "AsyncPicture": "Picture",
    "AsyncSemaphore": "Semaphore",
    "AsyncClient": "Client",
    "AsyncBaseTransport": "BaseTransport",
    "AbstractAsyncContextManager": "AbstractContextManager",
    "async_side_by_side": "side_by_side",
    "async_sleep": "sleep",
    "_async": "_sync",
    "aclose": "close",
}
_TEXT: Final = (
    (re.compile(r"Awaitable\[([\w.]+)\]"), r"\1"),
    (re.compile(r"(>>> |\.\.\. +|= )await "), r"\1"),
    (re.compile(r"(>>> )async "), r"\1"),
    (re.compile(r"(>>> .*)\bAsync(?=[A-Z])"), r"\1"),
    (re.compile(r"The client for asyncio"), "The client that blocks"),
)


def generate(root: Path, target: Path) -> None:
    """Writes the generated package.

    Args:
        root: the root of the repository.
        target: the directory for it.

    Raises:
        CalledProcessError: if ruff can't format it.
    """
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place:
        sources = sorted((root / SOURCE).glob("[!_]*.py"))
        rule = Rule(fromdir=f"{root / SOURCE}/", todir=f"{place}/", additional_replacements=TWINS)
        unasync_files([str(source) for source in sources], [rule])
        for source in sources:
            text = (Path(place) / source.name).read_text("utf-8")
            for pattern, replacement in _TEXT:
                text = pattern.sub(replacement, text)
            header = HEADER.format(source=f"{SOURCE.name}/{source.name}")
            (target / source.name).write_text(header + text, "utf-8")
    config = ["--config", str(root / "clients" / "python" / "pyproject.toml"), "--quiet", str(target)]
    for command in (["check", "--fix", "--select", "I,F401"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, *config], check=True, timeout=60)  # noqa: S603 - its arguments are ours


if __name__ == "__main__":
    generate(Path(), GENERATED)
