"""The local system, for as long as a command needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from petavatar_cli.errors import LocalSystemError
from petavatar_cli.flow import Progress

if TYPE_CHECKING:
    from local.models.choice import ModelChoice
    from local.system import LocalSystem


@contextmanager
def local_system(
    progress: Progress,
    notify: Callable[[str], None],
    state_dir: Path | None = None,
    keep: Path | None = None,
    max_cost_usd: float | None = None,
    *,
    models: ModelChoice | None = None,
    page: bool,
    slowness: float = 0,
) -> Iterator[LocalSystem]:
    """Starts the local system, and ends it with all its processes when the block is left, in whatever way.

    Args:
        progress: who watches.
        notify: gets a line about each of its processes that dies or comes back.
        state_dir: a directory to keep the logs in; if left out, they vanish with the system.
        keep: a directory that keeps jobs, pictures and the API key; if left out, they vanish with the system.
        models: the real models that answer; the stand-ins if left out.
        max_cost_usd: what the models of one job may cost; the agent's default if left out.
        page: whether somebody will look at the page.
        slowness: 1 if the stand-ins take as long as real models do.

    Raises:
        LocalSystemError: if it does not start, or if one of its processes keeps dying.
    """
    settings = {} if max_cost_usd is None else {"MAX_COST_USD": repr(max_cost_usd)}
    with ExitStack() as stack:
        with progress.step("Starting the local system"):
            try:
                # Only these commands pay for its imports.
                from local.folder import FolderInUseError
                from local.process import StartError
                from local.state.keep import KeepError
                from local.system import LocalSystem
            except ModuleNotFoundError as error:
                raise LocalSystemError(
                    f"The local system needs more than is installed here ({error.name}); `make setup` installs it."
                ) from error
            try:
                system = stack.enter_context(
                    LocalSystem(
                        state_dir, settings, models=models, page=page, keep=keep, notify=notify, slowness=slowness
                    )
                )
            except (StartError, KeepError, FolderInUseError) as error:
                raise LocalSystemError(f"The local system did not start. {error}") from error
        try:
            yield system
        except SystemExit as end:
            if system.failure is None:
                raise
            raise LocalSystemError(f"The local system ended. {system.failure}") from end
        finally:
            with progress.step("Stopping the local system"):
                stack.close()
