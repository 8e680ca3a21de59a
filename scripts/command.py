"""Common arguments and exit codes of the operators' commands."""

import argparse
import sys
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from deployment.connection import NoRegionError
from deployment.names import InvalidSandboxError

DONE, STOPPED, MISUSED = 0, 1, 2
"""Exit codes: done; AWS refused or nothing was changed; the arguments are invalid."""


def sandbox_parser(name: str, description: str | None) -> argparse.ArgumentParser:
    """A parser with `--sandbox` and `--region`; each command adds its own arguments."""
    parser = argparse.ArgumentParser(prog=name, description=description)
    parser.add_argument("--sandbox", required=True, help="a letter and up to 19 letters or digits, in lower case")
    parser.add_argument("--region", help="the AWS region; by default AWS_REGION or the profile's region")
    return parser


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
