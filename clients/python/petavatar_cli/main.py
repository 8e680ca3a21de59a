"""The `petavatar` command line: what the user types, and the exit code that comes of it.

What the commands do is imported when one is run, so that `--help` and a mistyped option answer at once.
"""

import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Annotated, Final, Literal, NoReturn

import typer

from petavatar_cli import model_options
from petavatar_cli.errors import CliError

# One try takes up to two minutes with real models, and another may follow it.
_TIMEOUT_S: Final = 300

_EXIT_CODES: Final = (
    "Exit codes: 0 all done, 1 something failed, 2 something given can't be used, 130 stopped by Ctrl-C."
)
_RESUMING: Final = (
    "The same command again, after Ctrl-C or a failure, leaves out what is done, picks up the jobs that were begun and "
    f"pays for none of them twice; .petavatar.json in the directory of the results knows them. {_EXIT_CODES}"
)

app = typer.Typer(
    help="A pet photo goes in; a professional human avatar and a complete career identity come out.",
    epilog=_EXIT_CODES,
    no_args_is_help=True,
    # Its boxes cut choices and name types where there is nothing to choose; plain help wraps at any width.
    rich_markup_mode=None,
    context_settings={"max_content_width": 100},
    # Its tracebacks show the values of variables, and some of ours are keys.
    pretty_exceptions_enable=False,
)

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
        Path | None,
        typer.Argument(
            help="A photo of a pet: JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF; a sample photo of a cat if left out."
        ),
    ] = None,
    out: Out = Path("out"),
    timeout: Timeout = _TIMEOUT_S,
    no_check: NoCheck = False,
    models: model_options.Models = "offline",
    profile: model_options.Profile = None,
    region: model_options.Region = None,
    base_url: model_options.BaseUrl = None,
    text_model: model_options.TextModel = None,
    image_model: model_options.ImageModel = None,
    text_price: model_options.TextPrice = "0/0",
    image_price: model_options.ImagePrice = 0,
    reference: model_options.Reference = False,
    max_usd: model_options.MaxUsd = 1.0,
) -> None:
    """Turn a photo into an avatar on this machine, without an AWS account.

    Starts the whole system here, sends the photo through its REST API as any client would, saves the avatar and
    the results, and stops the system again. Offline stand-ins take the place of AI models, unless --models says more.
    """
    from petavatar_cli.commands import run_demo

    options = model_options.ModelOptions(
        models=models,
        profile=profile,
        region=region,
        base_url=base_url,
        text_model=text_model,
        image_model=image_model,
        text_price=text_price,
        image_price=image_price,
        reference=reference,
        max_usd=max_usd,
    )
    run_demo(photo, out, timeout_s=timeout, check=not no_check, models=options)


@app.command()
def local(
    state_dir: Annotated[
        Path | None, typer.Option(help="Directory to keep the logs in; they vanish with the system if left out.")
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Directory that keeps jobs, pictures and the API key over a restart; a power cut loses at most the "
            "last minute. They vanish with the system if left out.",
        ),
    ] = None,
    models: model_options.Models = "offline",
    profile: model_options.Profile = None,
    region: model_options.Region = None,
    base_url: model_options.BaseUrl = None,
    text_model: model_options.TextModel = None,
    image_model: model_options.ImageModel = None,
    text_price: model_options.TextPrice = "0/0",
    image_price: model_options.ImagePrice = 0,
    reference: model_options.Reference = False,
    max_usd: model_options.MaxUsd = 1.0,
    max_cost_usd: Annotated[
        float | None,
        typer.Option(
            min=0.000001,
            help="What the models of one job may cost, at their list prices; US$ 1.00 if left out.",
            show_default=False,
        ),
    ] = None,
    slow_models: Annotated[
        bool, typer.Option("--slow-models", help="Let the offline stand-ins take as long as real models do.")
    ] = False,
) -> None:
    """Run the whole system on this machine until Ctrl-C.

    Prints the API's address and key, the upload bucket, and lines to try it with. A part that dies is started again.
    """
    from petavatar_cli.commands import run_local

    options = model_options.ModelOptions(
        models=models,
        profile=profile,
        region=region,
        base_url=base_url,
        text_model=text_model,
        image_model=image_model,
        text_price=text_price,
        image_price=image_price,
        reference=reference,
        max_usd=max_usd,
    )
    run_local(state_dir, keep, max_cost_usd, options, slow=slow_models)


@app.command(epilog=_RESUMING)
def create(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="Photos of pets (JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF), and folders of them.",
        ),
    ],
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    out: Annotated[
        Path, typer.Option(help="Directory for the results. Of several photos, each gets a folder in it.")
    ] = Path("out"),
    style: Annotated[
        Literal["corporate", "creative", "casual"] | None,
        typer.Option(help="How the person is dressed; as the career has it if left out.", show_default=False),
    ] = None,
    background: Annotated[
        Literal["auto", "corner_office", "open_office", "linkedin_blue", "creative_space"] | None,
        typer.Option(
            metavar="SETTING",
            help="Where the portrait is taken: auto, corner_office, open_office, linkedin_blue or creative_space; as "
            "the career has it if left out.",
            show_default=False,
        ),
    ] = None,
    pet_name: Annotated[
        str | None, typer.Option(help="What the pet is called, in 1-40 characters.", show_default=False)
    ] = None,
    pronouns: Annotated[
        Literal["she", "he", "they"] | None,
        typer.Option(help="How the texts speak of the person; by lot if left out.", show_default=False),
    ] = None,
    age_range: Annotated[
        Literal["20s", "30s", "40s", "50s", "60s"] | None,
        typer.Option(
            "--age-range", "--age", help="The person's age; as the career has it if left out.", show_default=False
        ),
    ] = None,
    species: Annotated[
        str | None, typer.Option(help="What the pet is, where the photo is read wrongly.", show_default=False)
    ] = None,
    breed: Annotated[
        str | None, typer.Option(help="The pet's breed, where the photo is read wrongly.", show_default=False)
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            help="The language of the texts, such as pt-BR; English if left out, and always offline.",
            show_default=False,
        ),
    ] = None,
    max_wait: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=3600,
            metavar="SECONDS",
            help="In how long each job must have begun; it fails otherwise, without a model called.",
            show_default=False,
        ),
    ] = None,
    names_from_files: Annotated[
        bool, typer.Option("--names-from-files", help="Each pet is called as its file is, without the suffix.")
    ] = False,
    recursive: Annotated[bool, typer.Option("--recursive", help="Look into folders within folders too.")] = False,
    jobs: Annotated[int, typer.Option(min=1, max=64, metavar="NUMBER", help="How many photos at a time.")] = 4,
    timeout: Timeout = _TIMEOUT_S,
    no_check: NoCheck = False,
    again: Annotated[bool, typer.Option("--again", help="Make new avatars even where there are some.")] = False,
    browser: Annotated[bool, typer.Option("--open", help="Show the results in the browser at the end.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one line of JSON for each photo, for scripts.")
    ] = False,
    webhook: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where the end of each new job is posted to.", show_default=False),
    ] = None,
) -> None:
    """Turn photos into avatars with a running deployment, on AWS or on this machine."""
    from petavatar_cli.create import run_create
    from petavatar_client import Choices

    if pet_name is not None and names_from_files:
        raise typer.BadParameter("--pet-name and --names-from-files exclude each other.")
    run_create(
        paths,
        api_url=api_url,
        api_key=api_key,
        out=out,
        choices=Choices(
            style=style,
            background=background,
            pet_name=pet_name,
            pronouns=pronouns,
            age_range=age_range,
            species=species,
            breed=breed,
            language=language,
        ),
        max_wait_s=max_wait,
        names_from_files=names_from_files,
        recursive=recursive,
        jobs=jobs,
        timeout_s=timeout,
        check=not no_check,
        again=again,
        as_json=as_json,
        webhook_url=webhook,
    )
    if browser:
        from petavatar_cli.jobs import run_gallery

        run_gallery(out, browser=True)


@app.command()
def status(
    job: JobId,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
) -> None:
    """Say how far a job is, or how it ended."""
    from petavatar_cli.jobs import run_status

    run_status(job, api_url=api_url, api_key=api_key, as_json=as_json)


@app.command()
def watch(job: JobId, api_url: ApiUrl = None, api_key: ApiKey = None, timeout: Timeout = _TIMEOUT_S) -> None:
    """Follow a job until it ends, and print what is found out on the way."""
    from petavatar_cli.jobs import run_watch

    run_watch(job, timeout, api_url=api_url, api_key=api_key)


@app.command()
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


@app.command(name="open")
def open_job(job: JobId, api_url: ApiUrl = None, api_key: ApiKey = None, out: Out = Path("out")) -> None:
    """Fetch the results of a completed job, and show them in the browser."""
    from petavatar_cli.jobs import run_open

    run_open(job, out, api_url=api_url, api_key=api_key)


@app.command()
def gallery(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Directory with results.")] = Path("out"),
    browser: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
) -> None:
    """Make one page, a contact sheet, of all results in a directory."""
    from petavatar_cli.jobs import run_gallery

    run_gallery(out, browser=browser)


@app.command()
def variation(
    job: JobId,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    out: Out = Path("out"),
    change: Annotated[
        Literal["portrait", "career"] | None,
        typer.Option(help="Another portrait with the same texts, or another career.", show_default=False),
    ] = None,
    style: Annotated[
        Literal["corporate", "creative", "casual"] | None,
        typer.Option(help="Other clothes, with the same texts.", show_default=False),
    ] = None,
    background: Annotated[
        Literal["corner_office", "open_office", "linkedin_blue", "creative_space"] | None,
        typer.Option(
            metavar="SETTING",
            help="Another place, with the same texts: corner_office, open_office, linkedin_blue or creative_space.",
            show_default=False,
        ),
    ] = None,
    pet_name: Annotated[str | None, typer.Option(help="Another name on the cards.", show_default=False)] = None,
    pronouns: Annotated[
        Literal["she", "he", "they"] | None,
        typer.Option(help="The same career for a person who presents so.", show_default=False),
    ] = None,
    age_range: Annotated[
        Literal["20s", "30s", "40s", "50s", "60s"] | None,
        typer.Option(help="The same career at that age.", show_default=False),
    ] = None,
    dimension: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=SCORE",
            help="A new score of the pet, such as ambition=95; may be repeated.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="The seed of the portrait, as earlier results have it.", show_default=False)
    ] = None,
    timeout: Timeout = _TIMEOUT_S,
) -> None:
    """Make a variation of a completed job, without its photo being read again."""
    from petavatar_cli.variation import read_scores, run_variation

    changes = {
        "change": change,
        "style": style,
        "background": background,
        "pet_name": pet_name,
        "pronouns": pronouns,
        "age_range": age_range,
        "dimensions": read_scores(dimension) if dimension else None,
        "seed": seed,
    }
    given = {name: value for name, value in changes.items() if value is not None}
    run_variation(job, out, changes=given, timeout_s=timeout, api_url=api_url, api_key=api_key)


@app.command(name="list")
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


@app.command()
def cancel(job: JobId, api_url: ApiUrl = None, api_key: ApiKey = None) -> None:
    """End a job that has not ended."""
    from petavatar_cli.jobs import run_cancel

    run_cancel(job, api_url=api_url, api_key=api_key)


@app.command()
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


@app.command()
def unshare(job: JobId, api_url: ApiUrl = None, api_key: ApiKey = None) -> None:
    """End the sharing of a result: its address leads nowhere from then on."""
    from petavatar_cli.jobs import run_unshare

    run_unshare(job, api_url=api_url, api_key=api_key)


@app.command()
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


@app.command()
def mcp(api_url: ApiUrl = None, api_key: ApiKey = None) -> None:
    """Serve PetAvatar to assistants: a server of the Model Context Protocol, on standard input and output."""
    from petavatar_cli.mcp_command import run_mcp

    run_mcp(api_url=api_url, api_key=api_key)


@app.command()
def listen(
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Where to listen; 0 for any port that is free.")] = 8787,
    as_json: Annotated[bool, typer.Option("--json", help="Write one line of JSON for each event.")] = False,
) -> None:
    """Print the webhooks that arrive on this machine, until Ctrl-C."""
    from petavatar_cli.listen import run_listen

    run_listen(port, api_url=api_url, api_key=api_key, as_json=as_json)


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
