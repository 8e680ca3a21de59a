"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated, Final

import typer

# One try takes up to two minutes with real models, and another may follow it.
TIMEOUT_S: Final = 300

Out = Annotated[
    Path, typer.Option(help="Directory for avatar.png, the cards and results.json; made if it is not there.")
]
JobId = Annotated[str, typer.Argument(metavar="JOB", help="The job's id.")]
ApiUrl = Annotated[
    str | None,
    typer.Option(
        envvar="PETAVATAR_API_URL", metavar="URL", help="Address of the deployment's API.", show_default=False
    ),
]
ApiKey = Annotated[
    str | None,
    typer.Option(
        envvar="PETAVATAR_API_KEY",
        metavar="KEY",
        help="A key of the API. The variable keeps it out of the list of processes.",
        show_default=False,
    ),
]
Timeout = Annotated[int, typer.Option(min=1, metavar="SECONDS", help="How long to wait for the job.")]
NoCheck = Annotated[
    bool, typer.Option("--no-check", help="Send the file whatever it is, and let the server decide about it.")
]
