"""What the user sees while several photos go on at once."""

import io

from rich.console import Console

from petavatar_cli.board import board_on


def _console(*, terminal: bool) -> tuple[Console, io.StringIO]:
    screen = io.StringIO()
    return Console(file=screen, force_terminal=terminal, width=100, color_system=None), screen


def test_without_a_terminal_each_photo_that_ended_is_one_line() -> None:
    console, screen = _console(terminal=False)
    with board_on(console, 2, live=True) as board:
        with board.photo("a.jpg") as progress, progress.step("Uploading"):
            progress.advance("processing", 35)
        board.ended("a.jpg: Zoë, Chief", failed=False)
        board.ended("b.jpg: There is\x1b[2J no pet.", failed=True)
    assert screen.getvalue().splitlines() == ["[1/2] ✓ a.jpg: Zoë, Chief", "[2/2] ✗ b.jpg: There is [2J no pet."]


def test_a_terminal_that_is_not_to_be_drawn_on_gets_lines_too() -> None:
    console, screen = _console(terminal=True)
    with board_on(console, 1, live=False) as board:
        board.ended("a.jpg: Zoë", failed=False)
    assert screen.getvalue().splitlines() == ["[1/1] ✓ a.jpg: Zoë"]


def test_on_a_terminal_there_is_a_row_for_each_photo_in_work_and_one_for_all() -> None:
    console, screen = _console(terminal=True)
    with board_on(console, 3, live=True) as board:
        with board.photo("[bold]a.jpg") as progress, progress.step("Waiting for the job (GET /status)"):
            progress.advance("processing", 35)
        board.ended("[bold]a.jpg: Zoë, Chief", failed=False)
        board.ended("b.jpg: There is no pet.", failed=True)
    shown = screen.getvalue()
    assert "✓ [bold]a.jpg: Zoë, Chief" in shown
    assert "✗ b.jpg: There is no pet." in shown
    lines = shown.splitlines()
    *_, count = (number for number, line in enumerate(lines) if "2 of 3 photos" in line)
    assert "a.jpg" not in "".join(lines[count:])
