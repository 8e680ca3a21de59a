"""The options that bring real models to the local system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from petavatar_cli.errors import InputError, LocalSystemError

if TYPE_CHECKING:
    from local.models.choice import BedrockChoice, ModelChoice, OpenAIChoice

Models = Annotated[
    Literal["offline", "bedrock", "openai"],
    typer.Option(
        help="What makes the texts and the portrait: stand-ins on this machine, Amazon Bedrock by your AWS profile, or "
        "a server that speaks OpenAI's API. The last two may cost money.",
    ),
]
Profile = Annotated[str | None, typer.Option(help="AWS profile; the default one if left out.")]
Region = Annotated[
    str | None,
    typer.Option(help="AWS region of the text models; the profile's if left out."),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(help="Base of the server's addresses, such as http://127.0.0.1:11434/v1."),
]
TextModel = Annotated[
    str | None,
    typer.Option(help="The server's model that sees pictures and writes; a stand-in if left out."),
]
ImageModel = Annotated[
    str | None,
    typer.Option(help="The server's model that makes pictures; a stand-in if left out."),
]
TextPrice = Annotated[
    str,
    typer.Option(metavar="IN/OUT", help="US dollars per million tokens, such as 0.15/0.60."),
]
ImagePrice = Annotated[float, typer.Option(min=0, help="US dollars per picture.")]
Reference = Annotated[
    bool,
    typer.Option("--reference", help="Show the image model the pet's photo (images/edits)."),
]
MaxUsd = Annotated[
    float,
    typer.Option(min=0, help="What all calls of models together may cost, in US dollars."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """What was given; see the options' help."""

    models: Literal["offline", "bedrock", "openai"] = "offline"
    profile: str | None = None
    region: str | None = None
    base_url: str | None = None
    text_model: str | None = None
    image_model: str | None = None
    text_price: str = "0/0"
    image_price: float = 0
    reference: bool = False
    max_usd: float = 1.0

    def choice(self) -> ModelChoice | None:
        """The models to use; None for the stand-ins. It asks AWS whether the credentials work, which costs nothing.

        Raises:
            InputError: if the options don't go together.
            LocalSystemError: if the credentials don't work.
        """
        if self.models == "bedrock":
            return self._bedrock()
        if self.models == "openai":
            return self._openai()
        if self.profile or self.region or self.base_url or self.text_model or self.image_model:
            raise InputError("Options for real models need --models bedrock or --models openai.")
        return None

    def _bedrock(self) -> BedrockChoice:
        from local.models.credentials import CredentialsError, checked_choice

        if self.base_url or self.text_model or self.image_model:
            raise InputError("--base-url, --text-model and --image-model are for --models openai.")
        try:
            return checked_choice(self.profile, self.region, self.max_usd)
        except CredentialsError as error:
            raise LocalSystemError(str(error)) from error

    def _openai(self) -> OpenAIChoice:
        from local.models.choice import OpenAIChoice, PriceError

        if not self.base_url:
            raise InputError("--models openai needs --base-url, such as http://127.0.0.1:11434/v1.")
        if not (self.text_model or self.image_model):
            raise InputError("--models openai needs --text-model, --image-model or both.")
        try:
            return OpenAIChoice(
                base_url=self.base_url,
                text_model=self.text_model,
                image_model=self.image_model,
                text_price=self.text_price,
                image_price=f"{self.image_price:g}",
                reference=self.reference,
                max_usd=self.max_usd,
            )
        except PriceError as error:
            raise InputError(f"--text-price takes two numbers, such as 0.15/0.60, not {self.text_price}.") from error
