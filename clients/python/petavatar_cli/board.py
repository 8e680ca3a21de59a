"""What the user sees while several photos go on at once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import Progress as LiveTable
from rich.progress import TaskID
from rich.text import Text

from petavatar_cli.display import fitting, live_table, printable
from petavatar_cli.flow import Progress


class Board(Protocol):
    """Somebody who watches several photos."""

    def photo(self, name: str) -> AbstractContextManager[Progress]:
        """Goes around all that is done for one photo."""

    def ended(self, line: str, *, failed: bool) -> None:
        """Tells how it ended for a photo."""


@contextmanager
def board_on(console: Console, total: int, *, live: bool) -> Iterator[Board]:
    """Yields a live table where there is a terminal for it, and plain lines elsewhere."""
    if not (live and console.is_terminal):
        yield PlainBoard(console, total)
        return
    with live_table(console, redirect_stdout=False) as table:
        yield LiveBoard(table, total)


class PlainBoard:
    """One line for the end of each photo: for logs and pipes."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._total = total
        self._ended = 0

    @contextmanager
    def photo(self, _name: str) -> Iterator[Progress]:
        """Says nothing."""
        yield _Silence()

    def ended(self, line: str, *, failed: bool) -> None:
        """Says how it ended."""
        self._ended += 1
        mark = "✗" if failed else "✓"
        self._console.print(Text(f"[{self._ended}/{self._total}] {mark} {printable(line)}"), soft_wrap=True)


class LiveBoard:
    """A row for each photo in work, below the lines of those that have ended, and a row for all of them."""

    def __init__(self, table: LiveTable, total: int) -> None:
        self._table = table
        self._total = total
        self._ended = 0
        self._all = table.add_task("", total=total, status="", percent=0, failed=False)
        self._count()

    @contextmanager
    def photo(self, name: str) -> Iterator[Progress]:
        """Shows its row for as long as it goes on."""
        row = self._table.add_task(fitting(self._table, name), total=1, status="", percent=0, failed=False)
        try:
            yield _Row(self._table, row, name)
        finally:
            self._table.remove_task(row)

    def ended(self, line: str, *, failed: bool) -> None:
        """Puts a line above the table, for good."""
        self._ended += 1
        mark = Text("✗ ", style="red") if failed else Text("✓ ", style="green")
        self._table.console.print(mark + Text(printable(line)), soft_wrap=True)
        self._count()

    def _count(self) -> None:
        text = f"{self._ended} of {self._total} photos"
        share = 100 * self._ended // max(self._total, 1)
        self._table.update(self._all, description=text, status="all", percent=share, completed=self._ended)


class _Row:
    """The row of one photo."""

    def __init__(self, table: LiveTable, row: TaskID, name: str) -> None:
        self._table = table
        self._row = row
        self._name = name

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        """Says what is done, beside the name."""
        # What is asked of whom is for those who watch one photo.
        words = doing.partition(" (")[0]
        self._table.update(self._row, description=fitting(self._table, f"{self._name}: {words}"))
        yield

    def advance(self, status: str, percent: int) -> None:
        """Moves the bar."""
        self._table.update(self._row, status=printable(status), percent=percent)


class _Silence:
    """Watches without a word."""

    @contextmanager
    def step(self, _doing: str) -> Iterator[None]:
        """Says nothing."""
        yield

    def advance(self, status: str, percent: int) -> None:
        """Says nothing."""
