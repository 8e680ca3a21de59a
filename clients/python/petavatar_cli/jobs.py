"""What the commands about one job do, with a deployment that is running."""

import webbrowser
from dataclasses import asdict
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from petavatar_cli.client_errors import reporting_client_errors
from petavatar_cli.connect import connect
from petavatar_cli.display import json_line, printable
from petavatar_cli.errors import ServiceError
from petavatar_cli.findings import news_in
from petavatar_cli.flow import fetch_results
from petavatar_cli.gallery import write_sheet
from petavatar_cli.output import Output
from petavatar_cli.report import job_record
from petavatar_cli.summary import show_summary
from petavatar_client import Job
from petavatar_client.models import JobStatus

_PAGE: Final = 100


def run_status(job_id: str, *, api_url: str | None, api_key: str | None, as_json: bool) -> None:
    """Prints what a job amounts to now.

    Args:
        job_id: the job.
        api_url: the base of the API's addresses.
        api_key: a key of the API.
        as_json: whether to print JSON, for scripts.

    Raises:
        CliError: if that can't be found out.
    """
    with reporting_client_errors(), connect(api_url, api_key) as api:
        job = api.status(job_id)
    text = json_line(job_record(job)) if as_json else printable(_in_words(job))
    Console().print(Text(text), soft_wrap=True)


def run_watch(job_id: str, timeout_s: float, *, api_url: str | None, api_key: str | None) -> None:
    """Prints each state of a job as it changes, with what is found out, until it is completed.

    Args:
        job_id: the job.
        timeout_s: how long to wait for it, in seconds.
        api_url: the base of the API's addresses.
        api_key: a key of the API.

    Raises:
        CliError: if it fails, or takes longer.
    """
    console, shown = Console(), set[str]()
    try:
        with reporting_client_errors(), connect(api_url, api_key) as api:
            for job in api.subscribe(job_id, timeout_s=timeout_s):
                left = job.estimated_seconds_left
                text = _in_words(job) + (f", about {left} s left" if left and not job.ended else "")
                console.print(Text(printable(text)), soft_wrap=True)
                for line in news_in(job.findings):
                    if line not in shown:
                        console.print(Text(printable(f"  {line}")), soft_wrap=True)
                    shown.add(line)
    except KeyboardInterrupt:
        text = f"The job goes on. `petavatar watch {job_id}` comes back to it, `petavatar cancel {job_id}` ends it."
        Console(stderr=True).print(Text(printable(text)), soft_wrap=True)
        raise


def run_results(
    job_id: str, out: Path | None, *, api_url: str | None, api_key: str | None, as_json: bool = False
) -> None:
    """Fetches the results of a completed job, with its pictures.

    Args:
        job_id: the job.
        out: the directory for them; if left out, `out`, and none where JSON is wanted.
        api_url: the base of the API's addresses.
        api_key: a key of the API.
        as_json: whether to print the results as JSON, for scripts, without the secret addresses of pictures.

    Raises:
        CliError: if they can't be fetched.
    """
    if as_json and out is None:
        with reporting_client_errors(), connect(api_url, api_key) as api:
            results = api.results(job_id).body
    else:
        output = Output(out or Path("out"))
        output.require_writable()
        with reporting_client_errors(), connect(api_url, api_key) as api:
            results = fetch_results(api, job_id, output)
    if as_json:
        Console().print(Text(json_line(results)), soft_wrap=True)
    else:
        show_summary(Console(), results, output)


def run_open(job_id: str, out: Path, *, api_url: str | None, api_key: str | None) -> None:
    """Fetches the results of a completed job and shows them in the browser.

    Args:
        job_id: the job.
        out: the directory for them.
        api_url: the base of the API's addresses.
        api_key: a key of the API.

    Raises:
        CliError: if they can't be fetched, or there is no browser.
    """
    run_results(job_id, out, api_url=api_url, api_key=api_key)
    run_gallery(out, browser=True)


def run_gallery(out: Path, *, browser: bool) -> None:
    """Makes a contact sheet of all results in a directory.

    Args:
        out: the directory.
        browser: whether to show it in the browser.

    Raises:
        CliError: if there are none, the sheet can't be written, or there is no browser.
    """
    sheet, count = write_sheet(out)
    text = f"{sheet} shows {count} {'person' if count == 1 else 'people'}."
    Console(stderr=True).print(Text(printable(text)), soft_wrap=True)
    if browser and not webbrowser.open(sheet.absolute().as_uri()):
        raise ServiceError(f"There is no browser to show {sheet} in.")


def run_list(status: JobStatus | None, limit: int, *, api_url: str | None, api_key: str | None, as_json: bool) -> None:
    """Prints jobs of the key's owner, newest first.

    Args:
        status: only those that are in this state.
        limit: how many at most.
        api_url: the base of the API's addresses.
        api_key: a key of the API.
        as_json: whether to print a line of JSON for each, for scripts.

    Raises:
        CliError: if they can't be listed.
    """
    console, cursor = Console(), None
    with reporting_client_errors(), connect(api_url, api_key) as api:
        while limit > 0:
            page = api.jobs(status=status, limit=min(limit, _PAGE), cursor=cursor)
            for job in page.jobs:
                text = json_line(job_record(job)) if as_json else printable(f"{job.job_id}  {_in_words(job)}")
                console.print(Text(text), soft_wrap=True)
            limit, cursor = limit - len(page.jobs), page.cursor
            if cursor is None:
                return


def run_cancel(job_id: str, *, api_url: str | None, api_key: str | None) -> None:
    """Ends a job that has not ended.

    Args:
        job_id: the job.
        api_url: the base of the API's addresses.
        api_key: a key of the API.

    Raises:
        CliError: if it can't be canceled.
    """
    with reporting_client_errors(), connect(api_url, api_key) as api:
        job = api.cancel(job_id)
    words = "is canceled" if job.ended else "is being canceled: it ends within seconds"
    Console().print(Text(printable(f"Job {job_id} {words}.")), soft_wrap=True)


def run_share(job_id: str, *, photo: bool, api_url: str | None, api_key: str | None, as_json: bool) -> None:
    """Shares a result by an address without a key, and prints that.

    Args:
        job_id: the job.
        photo: whether the prepared photo is shown, too.
        api_url: the base of the API's addresses.
        api_key: a key of the API.
        as_json: whether to print JSON, for scripts.

    Raises:
        CliError: if it is not shared.
    """
    with reporting_client_errors(), connect(api_url, api_key) as api:
        link = api.share(job_id, photo=photo)
    if as_json:
        Console().print(Text(json_line(asdict(link))), soft_wrap=True)
        return
    shown = "the card, the portrait and the texts" + (", and the photo" if photo else "; of the photo, the card's part")
    words = f"Everybody who has this address sees {shown}, until `petavatar unshare {job_id}`:"
    Console(stderr=True).print(Text(printable(words)), soft_wrap=True)
    Console().print(Text(printable(link.url)), soft_wrap=True)


def run_unshare(job_id: str, *, api_url: str | None, api_key: str | None) -> None:
    """Ends the sharing of a result.

    Args:
        job_id: the job.
        api_url: the base of the API's addresses.
        api_key: a key of the API.

    Raises:
        CliError: if that can't be done.
    """
    with reporting_client_errors(), connect(api_url, api_key) as api:
        api.unshare(job_id)
    Console().print(Text(printable(f"Job {job_id} is not shared any more: its address leads nowhere.")), soft_wrap=True)


def run_delete(job_id: str, *, api_url: str | None, api_key: str | None) -> None:
    """Erases a finished job with its photo, avatar and card.

    Args:
        job_id: the job.
        api_url: the base of the API's addresses.
        api_key: a key of the API.

    Raises:
        CliError: if it is not erased.
    """
    with reporting_client_errors(), connect(api_url, api_key) as api:
        api.delete(job_id)
    Console().print(Text(printable(f"Job {job_id} is erased, with its photo and pictures.")), soft_wrap=True)


def _in_words(job: Job) -> str:
    words = f"{job.status}, {job.progress} %"
    if job.error:
        words += f": {job.error.title}. {job.error.detail}".rstrip()
        words += " (Trying again may help.)" if job.error.retryable else ""
    return words
