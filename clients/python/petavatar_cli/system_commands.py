"""Commands that run the whole system on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from petavatar_cli import model_options
from petavatar_cli.options import TIMEOUT_S, NoCheck, Out, Timeout

commands = typer.Typer()


@commands.command()
def demo(
    photo: Annotated[
        Path | None,
        typer.Argument(
            help="A photo of a pet: JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF; a sample photo of a cat if left out."
        ),
    ] = None,
    out: Out = Path("out"),
    timeout: Timeout = TIMEOUT_S,
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


@commands.command()
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
