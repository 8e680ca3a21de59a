"""What the user sees while it goes on: the steps of one photo, or many photos at once."""

import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from petavatar_cli.display import board_on, json_line, printable, progress_on

STEERING = [chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F))]
BIDIRECTIONAL = [chr(code) for code in range(0x2066, 0x206A)]


def _console(*, terminal: bool) -> tuple[Console, io.StringIO]:
    screen = io.StringIO()
    return Console(file=screen, force_terminal=terminal, width=100, color_system=None), screen


def test_without_a_terminal_each_step_and_each_change_is_one_line() -> None:
    console, screen = _console(terminal=False)
    with progress_on(console) as progress:
        with progress.step("Uploading"):
            pass
        with progress.step("Waiting"):
            for percent in (0, 5, 5, 5, 100):
                progress.advance("processing", percent)
    assert screen.getvalue().splitlines() == [
        "Uploading ...",
        "Waiting ...",
        "  processing, 0 %",
        "  processing, 5 %",
        "  processing, 100 %",
    ]


def test_on_a_terminal_a_finished_step_gets_a_mark_and_its_time() -> None:
    console, screen = _console(terminal=True)
    with progress_on(console) as progress, progress.step("Waiting"):
        progress.advance("processing", 35)
    assert "✓ Waiting" in screen.getvalue()
    assert " s" in screen.getvalue().split("✓ Waiting")[1]


def test_on_a_terminal_a_step_that_failed_is_marked_as_failed() -> None:
    console, screen = _console(terminal=True)
    with pytest.raises(ZeroDivisionError), progress_on(console) as progress, progress.step("Waiting"):
        raise ZeroDivisionError
    assert "✗ Waiting" in screen.getvalue()


def test_a_row_that_is_too_long_is_shortened_and_keeps_its_time() -> None:
    console, screen = _console(terminal=True)
    with progress_on(console) as progress, progress.step("Uploading " + "x" * 200):
        pass
    *_, row = (line for line in screen.getvalue().splitlines() if "✓ Uploading" in line)
    assert "…" in row
    assert row.rstrip().endswith(" s")


@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_is_taken_for_markup(terminal: bool) -> None:
    console, screen = _console(terminal=terminal)
    with progress_on(console) as progress, progress.step("Uploading [bold]cat[/nonsense] {0} :cat:"):
        pass
    assert "Uploading [bold]cat[/nonsense] {0} :cat:" in screen.getvalue()


def test_what_could_steer_a_terminal_is_not_printed() -> None:
    assert printable("Zoë\x1b[2J\x07\u202e\ud800 Ashworth\nnext") == "Zoë [2J    Ashworth\nnext"


@pytest.mark.parametrize("character", sorted({*STEERING, *BIDIRECTIONAL} - {"\n"}), ids=ascii)
def test_no_control_and_no_bidirectional_character_is_printed(character: str) -> None:
    assert printable(f"a{character}b") == "a b"


@given(st.text(st.characters(), max_size=30))
def test_json_escapes_them_and_loses_nothing(text: str) -> None:
    line = json_line({"photo": text})

    assert json.loads(line) == {"photo": text}
    assert not {unicodedata.category(character) for character in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_json_shows_letters_as_they_are_and_escapes_the_rest() -> None:
    assert json_line({"name": "Zoë 名前\x9b\u202e\n"}) == '{"name": "Zoë 名前\\u009b\\u202e\\n"}'


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
