"""What a deployment says while it runs: one line on what is done, a bar for the resources, failures at once."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from deployment.stack.cloudformation import Change, Event, Stack

_VERBS: Final = {"Add": "Adds", "Modify": "Changes", "Remove": "Removes"}
_REPLACED: Final = {"True": " (is replaced)", "Conditional": " (may be replaced)", "False": ""}
_TO_DO: Final = "DNS"
"""A certificate waits for a record that its owner has to make: CloudFormation says so in a reason."""


class Board:
    """Where the progress of a deployment is shown."""

    def __init__(self, console: Console | None = None) -> None:
        """Shows it on a console; on standard output if none is given."""
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._progress = Progress(
            SpinnerColumn(),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def say(self, line: str) -> None:
        """Prints a line above the bar."""
        self._console.print(line, markup=False)

    def begin(self, resources: int) -> None:
        """Begins a bar for this many resources."""
        self.say(f"CloudFormation changes {resources} resources.")
        self._task = self._progress.add_task("", total=resources)

    def watch(self, _: Stack, event: Event) -> None:
        """Shows an event of a stack."""
        if event.failed:
            self.say(f"{event.logical_id} ({event.kind}): {event.reason or event.status}")
        elif _TO_DO in event.reason:
            self.say(f"{event.logical_id}: {event.reason}")
        if self._task is not None:
            self._progress.update(
                self._task, advance=int(event.ended), description=f"{event.logical_id} {event.status}"
            )


def in_words(changes: Sequence[Change]) -> list[str]:
    """What would change, one line for each resource: what is removed or replaced first."""
    if not changes:
        return ["Nothing would change."]
    return list(_lines(changes))


def _lines(changes: Sequence[Change]) -> Iterator[str]:
    order = {"Remove": 0, "Modify": 1, "Add": 2}
    ranked = sorted(changes, key=lambda change: (order[change.action], change.replaced == "False", change.logical_id))
    for action, group in groupby(ranked, key=lambda change: change.action):
        yield f"{_VERBS[action]}:"
        for change in group:
            what = f"  {change.logical_id}, {change.kind.removeprefix('AWS::').replace('::', ' ')}"
            properties = f": {', '.join(change.properties)}" if change.properties else ""
            yield what + properties + _REPLACED[change.replaced]
