"""The command that reads pictures' marks."""

from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer()


@commands.command(
    epilog="Exit codes: 0 there are marks and none is broken, 1 there are none, or one is broken or could not be "
    "checked, 2 the file can't be used."
)
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A picture, of PetAvatar or of anybody.")],
    trust: Annotated[
        Path | None,
        typer.Option(
            metavar="PEM",
            help="A file of certificates whose holders you trust, such as the C2PA Trust List.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write one line of JSON, for scripts.")] = False,
) -> None:
    """Say what a picture's marks say of how it was made, and what that is worth. No server is asked."""
    from petavatar_cli.verify import run_verify

    raise typer.Exit(run_verify(file, trust=trust, as_json=as_json))
