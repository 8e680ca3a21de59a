"""What the operators' commands share: their common arguments, and the exit codes of what can go wrong."""

import argparse
import sys
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from deployment.agent.policy import AgentModels
from deployment.connection import NoRegionError
from deployment.names import InvalidSandboxError

DONE, STOPPED, MISUSED = 0, 1, 2
"""The exit codes: all is done; AWS refused or something stays as it was; the arguments make no sense."""


def sandbox_parser(name: str, description: str | None) -> argparse.ArgumentParser:
    """A parser of `--sandbox` and `--region`, to which a command adds its own arguments."""
    parser = argparse.ArgumentParser(prog=name, description=description)
    parser.add_argument("--sandbox", required=True, help="a letter and up to 19 letters or digits, in lower case")
    parser.add_argument("--region", help="the AWS region; AWS_REGION or the profile's own if left out")
    return parser


def add_models(parser: argparse.ArgumentParser) -> None:
    """Adds the options for the models that the agent calls; `models_of` reads them."""
    models = AgentModels()
    parser.add_argument("--text-model", default=models.text, help="model or inference profile that analyses and writes")
    parser.add_argument("--orchestrator-model", default=models.orchestrator, help="that which calls the tools")
    parser.add_argument("--image-model", default=models.image, help="that which draws")
    parser.add_argument("--image-region", default=models.image_region, help="where the image model is served")


def models_of(given: argparse.Namespace) -> AgentModels:
    """The models that the options name."""
    return AgentModels(
        text=given.text_model,
        orchestrator=given.orchestrator_model,
        image=given.image_model,
        image_region=given.image_region,
    )


def run(
    work: Callable[[], int],
    *,
    stopping: tuple[type[Exception], ...] = (),
    misuse: tuple[type[Exception], ...] = (),
    repeatable: bool = True,
) -> int:
    """Runs a command and says in one sentence why it could not go on.

    Args:
        work: the command; returns its exit code.
        stopping: what stops it beside AWS's refusals.
        misuse: what arguments that make no sense raise, beside a bad sandbox and a missing region.
        repeatable: whether it is worth saying that it can be run again.

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
