"""Finds a Chromium and starts it, for tests of the page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Playwright, sync_playwright

REQUIRED: Final = "PETAVATAR_REQUIRE_BROWSER"
"""The environment variable that makes a missing browser a failure."""

# The first is the same browser without its own window: it takes less than half of the time.
_COMMANDS: Final = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
)
_MAC: Final = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# Without a sandbox it also starts as root; the rest keeps it from speaking to anybody by itself.
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowserError(RuntimeError):
    """There is no Chromium on this machine."""


def is_required() -> bool:
    """Whether tests are to fail, rather than be skipped, where there is none."""
    return os.environ.get(REQUIRED, "") not in ("", "0")


@contextmanager
def running_chromium(*arguments: str) -> Iterator[Browser]:
    """A headless Chromium with an empty profile: one that is installed, else Playwright's own download.

    Args:
        arguments: further arguments of its command line.

    Raises:
        NoBrowserError: if there is neither.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(playwright), args=[*_ARGUMENTS, *arguments])
        try:
            yield browser
        finally:
            browser.close()


def _executable(playwright: Playwright) -> Path:
    installed = (Path(found) for command in _COMMANDS if (found := shutil.which(command)))
    for path in (*installed, _MAC, Path(playwright.chromium.executable_path)):
        if path.exists():
            return path
    raise NoBrowserError(
        "no Chromium: install Debian's `chromium-headless-shell`, or run `playwright install chromium`"
    )
