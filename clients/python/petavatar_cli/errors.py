"""Every way in which the command can fail, in one tree. The text of each is what the user reads.

CliError                exit code 1
├── InputError          exit code 2: what the user gave can't be used
├── ServiceError        the deployment, its storage or the way to them failed, or refused
├── PhotosFailedError   some of several photos came to nothing
└── LocalSystemError    the local system did not start
"""

from typing import ClassVar


class CliError(Exception):
    """The root of the tree."""

    exit_code: ClassVar[int] = 1


class InputError(CliError):
    """A photo, directory, address or key that can't be used."""

    exit_code = 2


class ServiceError(CliError):
    """What the deployment answered, or that it did not."""


class PhotosFailedError(CliError):
    """Some of several photos came to no avatar; the reason was printed for each."""


class LocalSystemError(CliError):
    """A local system that did not start."""
