"""Commands about jobs that are on the way or done."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from petavatar_cli.options import TIMEOUT_S, ApiKey, ApiUrl, JobId, Out, Timeout

commands = typer.Typer()


@commands.command()
def status(
    job: JobId,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
) -> None:
    """Say how far a job is, or how it ended."""
    from petavatar_cli.jobs import run_status

    run_status(job, api_url=api_url, api_key=api_key, as_json=as_json)


@commands.command()
def watch(job: JobId, api_url: ApiUrl = None, api_key: ApiKey = None, timeout: Timeout = TIMEOUT_S) -> None:
    """Follow a job until it ends, and print what is found out on the way."""
    from petavatar_cli.jobs import run_watch

    run_watch(job, timeout, api_url=api_url, api_key=api_key)


@commands.command()
def results(
    job: JobId,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Directory for the files; `out` if left out, none with --json.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON, for scripts.")] = False,
) -> None:
    """Fetch the results of a completed job, with its pictures."""
    from petavatar_cli.jobs import run_results

    run_results(job, out, api_url=api_url, api_key=api_key, as_json=as_json)


@commands.command(name="open")
def open_job(job: JobId, api_url: ApiUrl = None, api_key: ApiKey = None, out: Out = Path("out")) -> None:
    """Fetch the results of a completed job, and show them in the browser."""
    from petavatar_cli.jobs import run_open

    run_open(job, out, api_url=api_url, api_key=api_key)


@commands.command()
def gallery(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Directory with results.")] = Path("out"),
    browser: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
) -> None:
    """Make one page, a contact sheet, of all results in a directory."""
    from petavatar_cli.jobs import run_gallery

    run_gallery(out, browser=browser)


@commands.command(name="list")
def list_jobs(
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    status: Annotated[
        Literal["queued", "processing", "completed", "failed"] | None,
        typer.Option(help="Only jobs that are in this state now.", show_default=False),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="NUMBER", help="How many jobs at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Write one line of JSON for each job, for scripts.")] = False,
) -> None:
    """List your jobs, newest first."""
    from petavatar_cli.jobs import run_list

    run_list(status, limit, api_url=api_url, api_key=api_key, as_json=as_json)


@commands.command()
def cancel(job: JobId, api_url: ApiUrl = None, api_key: ApiKey = None) -> None:
    """End a job that has not ended."""
    from petavatar_cli.jobs import run_cancel

    run_cancel(job, api_url=api_url, api_key=api_key)


@commands.command()
def share(
    job: JobId,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    photo: Annotated[
        bool, typer.Option("--photo", help="Show the photo, too. The card shows a part of it in any case.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
) -> None:
    """Make an address that shows a result to everybody who has it, without a key."""
    from petavatar_cli.jobs import run_share

    run_share(job, photo=photo, api_url=api_url, api_key=api_key, as_json=as_json)


@commands.command()
def unshare(job: JobId, api_url: ApiUrl = None, api_key: ApiKey = None) -> None:
    """End the sharing of a result: its address leads nowhere from then on."""
    from petavatar_cli.jobs import run_unshare

    run_unshare(job, api_url=api_url, api_key=api_key)


@commands.command()
def delete(
    job: JobId,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Erase a finished job for good: photo, avatar, card and record."""
    from petavatar_cli.display import printable
    from petavatar_cli.jobs import run_delete

    if not yes:
        typer.confirm(printable(f"Erase job {job} with its photo and pictures, for good?"), abort=True, err=True)

    run_delete(job, api_url=api_url, api_key=api_key)
