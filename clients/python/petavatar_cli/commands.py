"""What the commands do that need no deployment. Progress goes to standard error, results to standard output."""

import threading
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from petavatar_cli.checkout import SAMPLE, require_checkout
from petavatar_cli.client_errors import reporting_client_errors
from petavatar_cli.display import printable, progress_on
from petavatar_cli.embedded import local_system
from petavatar_cli.flow import Flow
from petavatar_cli.guide import guide_to
from petavatar_cli.output import Output
from petavatar_cli.plan import Task
from petavatar_cli.summary import show_summary
from petavatar_client import Choices, PetAvatarClient, Photo


def run_demo(path: Path | None, out: Path, *, timeout_s: float, check: bool) -> None:
    """Turns one photo into an avatar with a local system of its own.

    Args:
        path: the photo; a sample photo if left out.
        out: the directory for what comes of it.
        timeout_s: how long to wait for the job, in seconds.
        check: whether to refuse a photo that the server would refuse.

    Raises:
        CliError: if it does not come to an avatar.
    """
    require_checkout("demo")
    path = path or SAMPLE
    with reporting_client_errors():
        photo, output = Photo.at(path), Output(out)
        if check:
            photo.require_image()
        output.require_writable()
        console = Console(stderr=True)
        with (
            progress_on(console) as progress,
            local_system(progress, _notifying(console), page=False) as system,
            PetAvatarClient(system.api_url, system.api_key) as api,
        ):
            # The system is new, so every photo is.
            flow = Flow(api=api, timeout_s=timeout_s, check=check)
            outcome = flow.run(Task(paths=(path,), photo=photo, choices=Choices(), output=output), progress)
    show_summary(Console(), outcome.results, output)


def run_local(state_dir: Path | None, keep: Path | None, max_cost_usd: float | None) -> None:
    """Runs the local system until a signal ends it, and says how to use it.

    Args:
        state_dir: a directory to keep the logs in.
        keep: a directory that keeps jobs, pictures and the API key over a restart.
        max_cost_usd: what the models of one job may cost; None for the agent's default.

    Raises:
        LocalSystemError: if it does not start, if one of its processes keeps dying, or if there is no checkout.
    """
    require_checkout("local")
    console = Console(stderr=True)
    with (
        progress_on(console) as progress,
        local_system(progress, _notifying(console), state_dir, keep, max_cost_usd, page=True) as system,
    ):
        Console().print(Text(guide_to(system)), soft_wrap=True)
        threading.Event().wait()


def _notifying(console: Console) -> Callable[[str], None]:
    return lambda line: console.print(Text(printable(line)), soft_wrap=True)
