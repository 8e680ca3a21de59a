"""What the user sees while it goes on: each step, and how far the job is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console, RenderableType
from rich.progress import Progress as LiveTable
from rich.progress import ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.progress_bar import ProgressBar
from rich.table import Column
from rich.text import Text

from petavatar_cli.flow import Progress

_BAR_WIDTH: Final = 20
_TIME_WIDTH: Final = len("100.0 s")
# The mark, and one blank between two columns.
_BESIDES_TEXT: Final = 1 + _BAR_WIDTH + _TIME_WIDTH + 3


def printable(text: str) -> str:
    """The text without what could steer a terminal: a server, or a file's name, may say anything. Lines stay."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text)


@contextmanager
def progress_on(console: Console) -> Iterator[Progress]:
    """Yields a live table on a terminal, and plain lines elsewhere."""
    if not console.is_terminal:
        yield PlainProgress(console)
        return
    with live_table(console, redirect_stdout=True) as table:
        yield LiveProgress(table)


def live_table(console: Console, *, redirect_stdout: bool) -> LiveTable:
    """A table that is drawn anew as its rows change; what goes to standard output can be shown above it."""
    return LiveTable(
        _Mark(),
        TextColumn("{task.description}", markup=False),
        _Job(table_column=Column(min_width=_BAR_WIDTH)),
        TextColumn("{task.elapsed:.1f} s", table_column=Column(min_width=_TIME_WIDTH, justify="right")),
        console=console,
        redirect_stdout=redirect_stdout,
    )


def fitting(table: LiveTable, text: str) -> str:
    """The text, shortened to what a row has room for: the table would rather give up a column than shorten this one."""
    short = Text(printable(text))
    short.truncate(max(table.console.width - _BESIDES_TEXT, 1), overflow="ellipsis")
    return short.plain


class PlainProgress:
    """One line for the start of each step, and one for each change of the job: for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = ""

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        """Says what begins."""
        self._say(f"{doing} ...")
        yield

    def advance(self, status: str, percent: int) -> None:
        """Says how far the job is, where that has changed."""
        self._say(f"  {status}, {percent} %")

    def _say(self, line: str) -> None:
        if line != self._told:
            self._told = line
            self._console.print(Text(printable(line)), soft_wrap=True)


class LiveProgress:
    """A row for each step, with a mark and its time; the job's row has a bar besides."""

    def __init__(self, table: LiveTable) -> None:
        self._table = table
        self._row: TaskID | None = None

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        """Adds a row and, at the end, marks how it went."""
        text = fitting(self._table, doing)
        row = self._row = self._table.add_task(text, total=1, status="", percent=0, failed=True)
        try:
            yield
            self._table.update(row, completed=1, failed=False)
        finally:
            self._table.stop_task(row)

    def advance(self, status: str, percent: int) -> None:
        """Moves the bar of the row that was added last."""
        if self._row is not None:
            self._table.update(self._row, status=printable(status), percent=percent)


class _Mark(SpinnerColumn):
    """Turns while a step goes on."""

    def __init__(self) -> None:
        super().__init__(finished_text="✓")

    def render(self, task: Task) -> RenderableType:
        over = task.stop_time is not None
        return Text("✗", style="red") if over and task.fields["failed"] else super().render(task)


class _Job(ProgressColumn):
    """How far the job is, while it is not done."""

    def render(self, task: Task) -> RenderableType:
        if not task.fields["status"] or task.finished:
            return Text()
        return ProgressBar(total=100, completed=task.fields["percent"], width=_BAR_WIDTH)
