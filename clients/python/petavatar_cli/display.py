"""What the user sees while it goes on: the steps of one photo, or many photos at once."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from rich.console import Console, RenderableType
from rich.progress import Progress as Table
from rich.progress import ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.progress_bar import ProgressBar
from rich.table import Column
from rich.text import Text

from petavatar_cli.flow import Progress

_BAR_WIDTH: Final = 20
_TIME_WIDTH: Final = len("100.0 s")


def printable(text: str) -> str:
    """The text without what could steer a terminal: a server, or a file's name, may say anything. Lines stay."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text)


def json_line(record: Mapping[str, Any]) -> str:
    """The record as one line of JSON, in which what could steer a terminal is escaped: nothing of it is lost."""
    text = json.dumps(record, ensure_ascii=False, default=datetime.isoformat)
    return "".join(character if character.isprintable() else json.dumps(character)[1:-1] for character in text)


@contextmanager
def progress_on(console: Console) -> Iterator[Progress]:
    """Yields a live table on a terminal, and plain lines elsewhere."""
    if not console.is_terminal:
        yield PlainProgress(console)
        return
    with _table(console, redirect_stdout=True) as table:
        yield LiveProgress(table)


@contextmanager
def board_on(console: Console, total: int, *, live: bool) -> Iterator["Board"]:
    """Yields a board for so many photos: on a live table where there is a terminal for it, and with lines elsewhere."""
    if not (live and console.is_terminal):
        yield Board(Table(console=console, disable=True), total)
        return
    with _table(console, redirect_stdout=False) as table:
        yield Board(table, total)


class PlainProgress:
    """One line for the start of each step, and one for each change of the job: for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = ""

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        self._print(f"{doing} ...")
        yield

    def advance(self, status: str, percent: int) -> None:
        self._print(f"  {status}, {percent} %")

    def _print(self, line: str) -> None:
        if line != self._last:
            self._last = line
            self._console.print(Text(printable(line)), soft_wrap=True)


class LiveProgress:
    """A row for each step, with a mark and its time; the job's row has a bar besides."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._row: TaskID | None = None

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        row = self._row = _add_row(self._table, doing)
        try:
            yield
            self._table.update(row, completed=1)
        finally:
            self._table.stop_task(row)

    def advance(self, _status: str, percent: int) -> None:
        if self._row is not None:
            self._table.update(self._row, percent=percent)


class PhotoProgress:
    """One row for all steps of a photo."""

    def __init__(self, table: Table, row: TaskID, name: str) -> None:
        self._table = table
        self._row = row
        self._name = name

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        # The request in brackets is for those who watch one photo.
        self._table.update(self._row, description=f"{self._name}: {doing.partition(' (')[0]}")
        yield

    def advance(self, _status: str, percent: int) -> None:
        self._table.update(self._row, percent=percent)


class Board:
    """A line for each photo that ended; on a terminal, a row for each one in work and one for all of them besides."""

    def __init__(self, table: Table, total: int) -> None:
        self._table = table
        self._total = total
        self._ended = 0
        self._all = _add_row(table, "", total)
        self._count()

    @contextmanager
    def photo(self, name: str) -> Iterator[Progress]:
        """Shows a photo's row for as long as it goes on."""
        row = _add_row(self._table, name)
        try:
            yield PhotoProgress(self._table, row, name)
        finally:
            self._table.remove_task(row)

    def ended(self, line: str, *, failed: bool) -> None:
        """Prints how it ended for a photo, above the table if there is one."""
        self._ended += 1
        count = f"[{self._ended}/{self._total}] " if self._table.disable else ""
        mark = Text("✗ ", style="red") if failed else Text("✓ ", style="green")
        self._table.console.print(Text(count) + mark + Text(printable(line)), soft_wrap=True)
        self._count()

    def _count(self) -> None:
        text = f"{self._ended} of {self._total} photos"
        share = 100 * self._ended // max(self._total, 1)
        self._table.update(self._all, description=text, percent=share, completed=self._ended)


def _table(console: Console, *, redirect_stdout: bool) -> Table:
    """A table that is drawn again as its rows change; what goes to standard output can be shown above it."""
    return Table(
        _Mark(finished_text="✓"),
        _Description(),
        _Bar(table_column=Column(min_width=_BAR_WIDTH, no_wrap=True)),
        TextColumn("{task.elapsed:.1f} s", table_column=Column(min_width=_TIME_WIDTH, no_wrap=True, justify="right")),
        console=console,
        redirect_stdout=redirect_stdout,
    )


def _add_row(table: Table, text: str, total: int = 1) -> TaskID:
    return table.add_task(text, total=total, percent=None)


class _Mark(SpinnerColumn):
    """Turns while a step goes on."""

    def render(self, task: Task) -> RenderableType:
        failed = task.stop_time is not None and not task.finished
        return Text("✗", style="red") if failed else super().render(task)


class _Description(ProgressColumn):
    """What goes on, shortened to the room that the other columns leave."""

    def render(self, task: Task) -> RenderableType:
        return Text(printable(task.description), no_wrap=True, overflow="ellipsis")


class _Bar(ProgressColumn):
    """How far the job is, while it is not done."""

    def render(self, task: Task) -> RenderableType:
        percent = task.fields["percent"]
        if percent is None or task.finished:
            return Text()
        return ProgressBar(total=100, completed=percent, width=_BAR_WIDTH)
