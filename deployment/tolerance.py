"""Goes on where AWS refuses because something is there already, or is not there."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from petavatar.aws import error_code


@contextmanager
def tolerating(*codes: str) -> Iterator[None]:
    """Leaves the block without an error if AWS answers with one of these codes.

    Raises:
        ClientError: if it answers with another.
    """
    try:
        yield
    except ClientError as error:
        if error_code(error) not in codes:
            raise
