"""Every way in which the command can fail, in one tree. The text of each is what the user reads.

CliError                     exit code 1
├── InputError               exit code 2: what the user gave can't be used
├── UnreachableError         no answer, or none in time
├── UnexpectedAnswerError    an answer, but not one of PetAvatar's
├── ApiProblemError          the API refused a request
├── UploadRefusedError       S3 refused the photo
├── JobFailedError           the job ended without a result
├── JobUnfinishedError       the job takes longer than the user cares to wait
└── LocalSystemError         the local system did not start
"""

from typing import ClassVar


class CliError(Exception):
    """The root of the tree."""

    exit_code: ClassVar[int] = 1


class InputError(CliError):
    """A photo, directory, address or key that can't be used."""

    exit_code = 2


class UnreachableError(CliError):
    """The other side did not answer, or not in time."""


class UnexpectedAnswerError(CliError):
    """The other side answered something that PetAvatar would not."""


class ApiProblemError(CliError):
    """The API's refusal of a request."""


class UploadRefusedError(CliError):
    """S3's refusal of an upload."""


class JobFailedError(CliError):
    """A job that ended without a result."""


class JobUnfinishedError(CliError):
    """A job that was not finished when the waiting was over."""


class LocalSystemError(CliError):
    """A local system that did not start."""
