"""What `petavatar variation` does: makes a variation of a completed job, and saves what comes of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from petavatar_cli.client_errors import reporting_client_errors
from petavatar_cli.connect import connect
from petavatar_cli.errors import InputError
from petavatar_cli.flow import save_results
from petavatar_cli.output import Output
from petavatar_cli.summary import show_summary
from petavatar_client import Job


def run_variation(
    job_id: str, out: Path, *, changes: Mapping[str, Any], timeout_s: float, api_url: str | None, api_key: str | None
) -> None:
    """Makes a variation, waits for it, and saves its results with its pictures.

    Args:
        job_id: the completed job.
        out: the directory for the results.
        changes: what to change, by the names of `PetAvatarClient.variation`.
        timeout_s: how long to wait for the job, in seconds.
        api_url: the base of the API's addresses.
        api_key: a key of the API.

    Raises:
        CliError: if it does not come to results, or they can't be written.
    """
    if not changes:
        raise InputError("Say what to change: --change, --style, --background, --seed and so on (--help has all).")
    output, console = Output(out), Console()
    output.require_writable()
    with reporting_client_errors(), connect(api_url, api_key) as api, console.status("") as line:

        def show(job: Job) -> None:
            line.update(f"Variation {job.job_id}: {job.status}, {job.progress} %")

        results = api.variation(job_id, timeout_s=timeout_s, on_progress=show, **changes)
        body = save_results(api, results, output)
    show_summary(console, body, output)


def read_scores(given: Sequence[str]) -> dict[str, int]:
    """Reads scores such as `ambition=95`.

    Raises:
        InputError: naming the first one that is none.
    """
    scores = {}
    for text in given:
        name, _, score = text.partition("=")
        if not (name and score.isascii() and score.isdigit() and len(score) <= len("100")):
            raise InputError(f"{text} is no score of a dimension such as ambition=95.")
        scores[name] = int(score)
    return scores
