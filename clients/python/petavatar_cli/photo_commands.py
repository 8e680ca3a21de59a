"""Commands that make avatars, of photos and of results."""

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from petavatar_cli.app import EXIT_CODES
from petavatar_cli.options import TIMEOUT_S, ApiKey, ApiUrl, JobId, NoCheck, Out, Timeout

_RESUMING: Final = (
    "The same command again, after Ctrl-C or a failure, leaves out what is done, picks up the jobs that were begun and "
    f"pays for none of them twice; .petavatar.json in the directory of the results knows them. {EXIT_CODES}"
)

commands = typer.Typer()


@commands.command(epilog=_RESUMING)
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
    timeout: Timeout = TIMEOUT_S,
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


@commands.command()
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
    timeout: Timeout = TIMEOUT_S,
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
