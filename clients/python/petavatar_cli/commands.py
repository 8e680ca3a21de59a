"""What the commands do that need no deployment. Progress goes to standard error, results to standard output."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from rich.console import Console
from rich.text import Text

from petavatar_cli.checkout import SAMPLE, require_checkout
from petavatar_cli.client_errors import reporting_client_errors
from petavatar_cli.display import printable, progress_on
from petavatar_cli.embedded import local_system
from petavatar_cli.flow import Flow
from petavatar_cli.guide import guide_to
from petavatar_cli.model_options import ModelOptions
from petavatar_cli.output import Output
from petavatar_cli.plan import Task
from petavatar_cli.summary import show_summary
from petavatar_client import Choices, PetAvatarClient, Photo

if TYPE_CHECKING:
    from local.models.choice import ModelChoice
    from local.system import LocalSystem


_POLL_S: Final = 1.0


def run_demo(path: Path | None, out: Path, *, timeout_s: float, check: bool, models: ModelOptions) -> None:
    """Turns one photo into an avatar with a local system of its own.

    Args:
        path: the photo; a sample photo if left out.
        out: the directory for what comes of it.
        timeout_s: how long to wait for the job, in seconds.
        check: whether to refuse a photo that the server would refuse.
        models: what makes texts and portrait.

    Raises:
        CliError: if it does not come to an avatar.
    """
    require_checkout("demo")
    choice = models.choice()
    path = path or SAMPLE
    with reporting_client_errors():
        photo, output = Photo.at(path), Output(out)
        if check:
            photo.require_image()
        output.require_writable()
        console = Console(stderr=True)
        notify = _notifying(console)
        if choice:
            notify(_announcement(choice))
        with (
            progress_on(console) as progress,
            local_system(progress, notify, models=choice, page=False) as system,
            PetAvatarClient(system.api_url, system.api_key) as api,
            _account_at_the_end(system, notify),
        ):
            # The system is new, so every photo is.
            flow = Flow(api=api, timeout_s=timeout_s, check=check)
            outcome = flow.run(Task(paths=(path,), photo=photo, choices=Choices(), output=output), progress)
    show_summary(Console(), outcome.results, output)


def run_local(
    state_dir: Path | None, keep: Path | None, max_cost_usd: float | None, models: ModelOptions, *, slow: bool = False
) -> None:
    """Runs the local system until a signal ends it, and says how to use it.

    Args:
        state_dir: a directory to keep the logs in.
        keep: a directory that keeps jobs, pictures and the API key over a restart.
        models: what makes texts and portraits.
        max_cost_usd: what the models of one job may cost; None for the agent's default.
        slow: whether the stand-ins take as long as real models do.

    Raises:
        LocalSystemError: if it does not start, if one of its processes keeps dying, or if there is no checkout.
    """
    require_checkout("local")
    choice = models.choice()
    console = Console(stderr=True)
    notify = _notifying(console)
    with (
        progress_on(console) as progress,
        local_system(
            progress, notify, state_dir, keep, max_cost_usd, models=choice, page=True, slowness=float(slow)
        ) as system,
    ):
        Console().print(Text(guide_to(system)), soft_wrap=True)
        if choice:
            notify(_announcement(choice))
            _watch(system, choice.max_usd, notify)
        threading.Event().wait()


def _announcement(choice: ModelChoice) -> str:
    # Only where there is a choice is there a checkout.
    from local.models.estimate import announcement

    return announcement(choice)


@contextmanager
def _account_at_the_end(system: LocalSystem, notify: Callable[[str], None]) -> Iterator[None]:
    """Says at the end, however it comes, what real models have cost and what was wrong with them."""
    try:
        yield
    finally:
        account = system.models_account
        if account.calls:
            notify(f"The models have cost about US$ {account.spent_usd:.4f} ({account.calls} calls).")
        if account.problem:
            notify(account.problem)


def _watch(system: LocalSystem, limit_usd: float, notify: Callable[[str], None]) -> NoReturn:
    """Keeps a running total of what real models cost, and shows what is wrong with them."""
    shown = system.models_account
    while True:
        time.sleep(_POLL_S)
        account = system.models_account
        if account.problem != shown.problem:
            notify(account.problem)
        if account.pending == 0 and account.spent != shown.spent:
            notify(f"{account.calls} calls of models, about US$ {account.spent_usd:.4f} of {limit_usd:.2f} so far.")
            shown = account
        shown = replace(shown, problem=account.problem)


def _notifying(console: Console) -> Callable[[str], None]:
    return lambda line: console.print(Text(printable(line)), soft_wrap=True)
