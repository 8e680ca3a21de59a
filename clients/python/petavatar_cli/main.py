"""The `petavatar` command line: what the user types, and the exit code that comes of it.

What the commands do is imported when one is run, so that `--help` and a mistyped option answer at once.
"""

import signal
import sys
from io import TextIOWrapper
from types import FrameType
from typing import NoReturn

import typer

from petavatar_cli import job_commands, photo_commands, serving_commands, system_commands, verify_command
from petavatar_cli.app import add_commands, app
from petavatar_cli.errors import CliError

for module in (system_commands, photo_commands, job_commands, verify_command, serving_commands):
    add_commands(module.commands)


def main() -> None:
    """Runs the command line; always ends the process."""
    # The process that started this may have it ignore Ctrl-C.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt_once)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that lacks a letter shows a question mark instead of ending the program.
            stream.reconfigure(errors="replace")
    try:
        app()
    except CliError as error:
        from petavatar_cli.display import printable

        typer.echo(f"petavatar: {printable(str(error))}", err=True)
        sys.exit(error.exit_code)


def _interrupt_once(_number: int, _frame: FrameType | None) -> NoReturn:
    """The first Ctrl-C ends the command; another one must not cut short its tidying up, which takes seconds at most."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt
