"""Reports the client's errors as the command's own, with what the command's options can do about them."""

from collections.abc import Iterator
from contextlib import contextmanager

from petavatar_cli.errors import CliError, InputError, ServiceError
from petavatar_client import ApiProblem, InvalidInput, JobUnfinished, PetAvatarClientError, UnsuitablePhoto


@contextmanager
def reporting_client_errors() -> Iterator[None]:
    """Raises each error of the client as one of the command.

    Raises:
        CliError: instead.
    """
    try:
        yield
    except PetAvatarClientError as error:
        raise as_cli_error(error) from error


def as_cli_error(error: PetAvatarClientError) -> CliError:
    """The command's own error."""
    match error:
        case UnsuitablePhoto():
            return InputError(f"{error} (--no-check sends it all the same.)")
        case InvalidInput():
            return InputError(str(error))
        case JobUnfinished():
            return ServiceError(f"{error} --timeout waits longer.")
        case ApiProblem(retry_after_s=float(wait_s)):
            return ServiceError(f"{error} Trying again may help in {wait_s:g} s.")
    return ServiceError(str(error))
