"""The `petavatar` command line: what the user types, and the exit code that comes of it.

What the commands do is imported when one is run, so that `--help` and a mistyped option answer at once.
"""

import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Annotated, Final, NoReturn

import typer

from cli.errors import CliError

SAMPLE: Final = Path(__file__).parents[1] / "samples" / "chelsea.jpg"

# One try takes up to two minutes with real models, and another may follow it.
_TIMEOUT_S: Final = 300

app = typer.Typer(
    help="A pet photo goes in; a professional human avatar and a complete career identity come out.",
    epilog="Exit codes: 0 done, 1 failed, 2 something given can't be used, 130 stopped by Ctrl-C.",
    no_args_is_help=True,
    add_completion=False,
    # Its tracebacks show the values of variables, and some of ours are keys.
    pretty_exceptions_enable=False,
)

Out = Annotated[Path, typer.Option(help="Directory for avatar.png and results.json; made if it is not there.")]
Timeout = Annotated[int, typer.Option(min=1, metavar="SECONDS", help="How long to wait for the job.")]
NoCheck = Annotated[
    bool, typer.Option("--no-check", help="Send the file whatever it is, and let the server decide about it.")
]


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


@app.command()
def demo(
    photo: Annotated[
        Path | None, typer.Argument(help="A JPEG, PNG or HEIC photo of a pet; a sample photo of a cat if left out.")
    ] = None,
    out: Out = Path("out"),
    timeout: Timeout = _TIMEOUT_S,
    no_check: NoCheck = False,
) -> None:
    """Turn a photo into an avatar on this machine, without an AWS account.

    Starts the whole system here, sends the photo through its REST API as any client would, saves the avatar and
    the results, and stops the system again. AI models are replaced by offline stand-ins.
    """
    from cli.commands import run_demo

    run_demo(photo or SAMPLE, out, timeout_s=timeout, check=not no_check)


@app.command()
def local(
    state_dir: Annotated[
        Path | None, typer.Option(help="Directory to keep the logs in; they vanish with the system if left out.")
    ] = None,
) -> None:
    """Run the whole system on this machine until Ctrl-C.

    Prints the API's address and key, the upload bucket, and lines to try it with.
    """
    from cli.commands import run_local

    run_local(state_dir)


@app.command()
def create(
    photo: Annotated[Path, typer.Argument(help="A JPEG, PNG or HEIC photo of a pet.")],
    api_url: Annotated[
        str, typer.Option(envvar="PETAVATAR_API_URL", help="Address of the deployment's API.", show_default=False)
    ],
    api_key: Annotated[
        str,
        typer.Option(
            envvar="PETAVATAR_API_KEY",
            help="A key of the API. The variable keeps it out of the list of processes.",
            show_default=False,
        ),
    ],
    out: Out = Path("out"),
    timeout: Timeout = _TIMEOUT_S,
    no_check: NoCheck = False,
) -> None:
    """Turn a photo into an avatar with a running deployment, on AWS or on this machine."""
    from cli.commands import run_create

    run_create(photo, out, api_url=api_url, api_key=api_key, timeout_s=timeout, check=not no_check)


def main() -> None:
    """Runs the command line; always ends the process."""
    # Whoever started this may have it ignore Ctrl-C.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt_once)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that lacks a letter shows a question mark instead of ending the program.
            stream.reconfigure(errors="replace")
    try:
        app()
    except CliError as error:
        from cli.display import printable

        typer.echo(f"petavatar: {printable(str(error))}", err=True)
        sys.exit(error.exit_code)


def _interrupt_once(_number: int, _frame: FrameType | None) -> NoReturn:
    """The first Ctrl-C ends the command; another one must not cut short its tidying up, which takes seconds at most."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt
