"""What the commands do. Progress goes to standard error, what came of it to standard output."""

import threading
from pathlib import Path

from rich.console import Console
from rich.text import Text

from cli.api_client import ApiClient
from cli.display import progress_on
from cli.embedded import local_system
from cli.flow import Flow
from cli.guide import guide_to
from cli.output import Output
from cli.photo import Photo
from cli.summary import show_summary


def run_demo(photo_path: Path, out: Path, *, timeout_s: float, check: bool) -> None:
    """Turns one photo into an avatar with a local system of its own.

    Args:
        photo_path: the photo.
        out: the directory for what comes of it.
        timeout_s: how long to wait for the job, in seconds.
        check: whether to refuse a photo that the server would refuse.

    Raises:
        CliError: if it does not come to an avatar.
    """
    photo, output = _checked(photo_path, out, check)
    with (
        progress_on(Console(stderr=True)) as progress,
        local_system(progress) as system,
        ApiClient(system.api_url, system.api_key) as api,
    ):
        results = Flow(api=api, progress=progress, timeout_s=timeout_s, check=check).run(photo, output)
    show_summary(Console(), results, output)


def run_create(photo_path: Path, out: Path, *, api_url: str, api_key: str, timeout_s: float, check: bool) -> None:
    """Turns one photo into an avatar with a deployment that is running.

    Args:
        photo_path: the photo.
        out: the directory for what comes of it.
        api_url: the base of the API's addresses.
        api_key: a key of the API.
        timeout_s: how long to wait for the job, in seconds.
        check: whether to refuse a photo that the server would refuse.

    Raises:
        CliError: if it does not come to an avatar.
    """
    photo, output = _checked(photo_path, out, check)
    with ApiClient(api_url, api_key) as api, progress_on(Console(stderr=True)) as progress:
        results = Flow(api=api, progress=progress, timeout_s=timeout_s, check=check).run(photo, output)
    show_summary(Console(), results, output)


def run_local(state_dir: Path | None) -> None:
    """Runs the local system until a signal ends it, and says how to use it.

    Args:
        state_dir: a directory to keep the logs in.

    Raises:
        LocalSystemError: if it does not start.
    """
    with progress_on(Console(stderr=True)) as progress, local_system(progress, state_dir) as system:
        Console().print(Text(guide_to(system)), soft_wrap=True)
        threading.Event().wait()


def _checked(photo_path: Path, out: Path, check: bool) -> tuple[Photo, Output]:
    """Finds what can't work before anything is started or sent."""
    photo, output = Photo.at(photo_path), Output(out)
    if check:
        photo.require_image()
    output.require_writable()
    return photo, output
