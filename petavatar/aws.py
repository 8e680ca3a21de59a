"""How this project talks to AWS: one place for client settings and for turning AWS's errors into ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from petavatar.errors import StorageFailure

_QUICK: Final = Config(
    connect_timeout=2,
    read_timeout=4,
    retries={"total_max_attempts": 2, "mode": "standard"},
)
# boto3 presigns with an older signature otherwise, which newer regions refuse.
_S3: Final = _QUICK.merge(Config(signature_version="s3v4"))


@cache
def client(service: str) -> Any:
    """A client for one AWS service with short timeouts, made once per process."""
    make: Callable[..., Any] = boto3.client
    return make(service, config=_S3 if service == "s3" else _QUICK)


def error_code(error: ClientError) -> str:
    """The code of an AWS error, such as `NoSuchKey`."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def storage_errors(operation: str) -> Iterator[None]:
    """Turns whatever AWS raises inside into a `StorageFailure` that names the operation and nothing internal."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise StorageFailure(f"Could not {operation}. Please try again.") from error
