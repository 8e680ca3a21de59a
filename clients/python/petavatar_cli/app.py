"""The application that the commands are registered with."""

from typing import Annotated, Final

import typer

EXIT_CODES: Final = (
    "Exit codes: 0 all done, 1 something failed, 2 something given can't be used, 130 stopped by Ctrl-C."
)

app = typer.Typer(
    help="A pet photo goes in; a professional human avatar and a complete career identity come out.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    # Its boxes cut choices and name types where there is nothing to choose; plain help wraps at any width.
    rich_markup_mode=None,
    context_settings={"max_content_width": 100},
    # Its tracebacks show the values of variables, and some of ours are keys.
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"petavatar {version('petavatar')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def add_commands(commands: typer.Typer) -> None:
    """Adds commands, in their order. What the list of commands says of each is its whole first sentence, never cut."""
    for command in commands.registered_commands:
        command.short_help = (command.callback.__doc__ or "").partition("\n")[0] if command.callback else None
    app.add_typer(commands)
