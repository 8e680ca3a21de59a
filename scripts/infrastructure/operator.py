"""How the scripts of an operator reach AWS: one session, fixed timeouts, and no region taken for granted."""

from collections.abc import Callable
from typing import Any, Final

import boto3
from botocore.config import Config

from scripts.infrastructure.names import Names

ClientFactory = Callable[..., Any]
"""Makes a client for a service; takes `region_name` for one of another region."""

_CONFIG: Final = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 4, "mode": "standard"})


class NoRegionError(ValueError):
    """Nobody has said which AWS region is meant."""

    def __init__(self) -> None:
        super().__init__("No region: give --region or set AWS_REGION")


def operator_clients(region: str | None) -> ClientFactory:
    """A maker of clients in a region; the profile's own region if it is None.

    Endpoints are AWS's, or those that the standard `AWS_ENDPOINT_URL` variables name.

    Raises:
        NoRegionError: if the profile has no region either.
    """
    session = boto3.Session(region_name=region)
    if session.region_name is None:
        raise NoRegionError
    make: Any = session.client

    def client(service: str, **options: str) -> Any:
        return make(service, config=_CONFIG, **options)

    return client


def sandbox_names(client: ClientFactory, sandbox: str) -> Names:
    """The names of a sandbox in the account that the credentials belong to.

    Raises:
        InvalidSandboxError: if the sandbox's name can't be one.
        ClientError: if AWS does not know the credentials.
    """
    sts = client("sts")
    # A senseless name is told before AWS is asked.
    Names("", sts.meta.region_name, sandbox)
    return Names(sts.get_caller_identity()["Account"], sts.meta.region_name, sandbox)
