"""Common arguments and exit codes of the operators' commands."""

import argparse
import sys
from collections.abc import Callable
from math import inf

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from deployment.agent.models import AgentModels
from deployment.agent.photos import AgentPhotos
from deployment.agent.signing import AgentSigning
from deployment.agent.spending import AgentSpending
from deployment.connection import NoRegionError
from deployment.names import InvalidSandboxError
from petavatar.image_format import FORMATS, ImageFormat, formats_of

DONE, STOPPED, MISUSED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; AWS refused or nothing was changed; the arguments are invalid; stopped by Ctrl-C."""


class OpenOriginsError(ValueError):
    """A production sandbox without `--cors-origin`."""

    def __init__(self, sandbox: str) -> None:
        super().__init__(
            f"Name the web origins that may use the sandbox {sandbox}, such as --cors-origin https://pets.example; "
            "--cors-origin '*' allows all"
        )


def sandbox_parser(name: str, description: str | None) -> argparse.ArgumentParser:
    """A parser with `--sandbox` and `--region`; each command adds its own arguments."""
    parser = argparse.ArgumentParser(prog=name, description=description)
    parser.add_argument("--sandbox", required=True, help="a letter and up to 19 letters or digits, in lower case")
    parser.add_argument("--region", help="the AWS region; by default AWS_REGION or the profile's region")
    return parser


def add_models(parser: argparse.ArgumentParser) -> None:
    """Adds the options for the models that the agent calls; `models_of` reads them."""
    parser.add_argument("--text-model", help="model or inference profile that analyses and writes; by region")
    for step in ("analysis", "career", "identity"):
        parser.add_argument(f"--{step}-model", help=f"text model for the {step} alone; the text model if left out")
    parser.add_argument("--orchestrator-model", help="model or inference profile that calls the tools; by region")
    parser.add_argument("--image-model", help="model that draws")
    parser.add_argument("--image-region", help="region of the image model")


def models_of(arguments: argparse.Namespace, region: str) -> AgentModels:
    """The models that the options name, or the region's default ones."""
    standard = AgentModels.of(region)
    return AgentModels(
        text=arguments.text_model or standard.text,
        orchestrator=arguments.orchestrator_model or standard.orchestrator,
        analysis=arguments.analysis_model,
        career=arguments.career_model,
        identity=arguments.identity_model,
        image=arguments.image_model or standard.image,
        image_region=arguments.image_region or standard.image_region,
    )


def add_limits(parser: argparse.ArgumentParser) -> None:
    """Adds the options for what a job may cost, for its photo, and for what its pictures are signed with.

    `spending_of`, `photos_of` and `signing_of` read them.
    """
    parser.add_argument(
        "--max-cost-usd",
        type=_dollars,
        help="what the models of one job may cost, all its attempts together; left out, the agent's own default",
    )
    parser.add_argument(
        "--model-price",
        action="append",
        default=[],
        metavar="MODEL=PRICE",
        help="the price of a model that the agent's list lacks: US dollars per million tokens, INPUT/OUTPUT, or per "
        "image; repeatable",
    )
    parser.add_argument(
        "--accepted-formats",
        type=_formats,
        metavar="FORMAT,...",
        help=f"the formats of photos; left out, all: {','.join(FORMATS)}. Give the functions the same list",
    )
    parser.add_argument(
        "--photo-memory-bytes", type=_bytes, help="the memory that decoding a photo may take; left out, 700000000"
    )
    parser.add_argument(
        "--signing-secret",
        help="name or ARN of the secret with the certificate for C2PA manifests (docs/ai-act.md); left out, pictures "
        "are marked in XMP alone",
    )


def spending_of(arguments: argparse.Namespace) -> AgentSpending:
    """What the options allow a job to cost."""
    return AgentSpending(max_cost_usd=arguments.max_cost_usd, prices=tuple(arguments.model_price or ()))


def photos_of(arguments: argparse.Namespace) -> AgentPhotos:
    """Which photos the options allow."""
    return AgentPhotos(formats=arguments.accepted_formats, memory_bytes=arguments.photo_memory_bytes)


def signing_of(arguments: argparse.Namespace) -> AgentSigning:
    """What the options have pictures signed with."""
    return AgentSigning(secret=arguments.signing_secret or None)


def _dollars(text: str) -> float:
    amount = float(text)
    if not 0 < amount < inf:
        raise ValueError
    return amount


def _bytes(text: str) -> int:
    if (count := int(text)) <= 0:
        raise ValueError
    return count


def _formats(text: str) -> tuple[ImageFormat, ...]:
    return formats_of(text)


def run(
    work: Callable[[], int],
    *,
    stopping: tuple[type[Exception], ...] = (),
    misuse: tuple[type[Exception], ...] = (),
    repeatable: bool = True,
) -> int:
    """Runs a command, and prints known errors as one sentence.

    Args:
        work: the command; returns its exit code.
        stopping: errors that stop the command, besides those of AWS.
        misuse: errors of invalid arguments, besides a bad sandbox and a missing region.
        repeatable: whether to say that it is safe to run the command again.

    Returns:
        The exit code.
    """
    misused: tuple[type[Exception], ...] = (InvalidSandboxError, NoRegionError, *misuse)
    stopped: tuple[type[Exception], ...] = (ClientError, BotoCoreError, WaiterError, *stopping)
    try:
        return work()
    except misused as error:
        print(error, file=sys.stderr)
        return MISUSED
    except stopped as error:
        again = " It is safe to run this again." if repeatable else ""
        print(f"Stopped: {str(error).rstrip('.')}.{again}", file=sys.stderr)
        return STOPPED
