"""Ignores the errors that AWS gives for resources that are missing, or exist already."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from petavatar.aws import error_code


@contextmanager
def ignore_errors(*codes: str) -> Iterator[None]:
    """Ends the block without an error if AWS answers with one of these error codes.

    Raises:
        ClientError: if it answers with another code.
    """
    try:
        yield
    except ClientError as error:
        if error_code(error) not in codes:
            raise
