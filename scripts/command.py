"""What the operators' commands share: their common arguments, and the exit codes of what can go wrong."""

import argparse
import sys
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

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
