"""The scripts' access to AWS: with the caller's credentials, in one region, for one sandbox."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Self

import boto3
from botocore.config import Config

from deployment.names import Names

ClientFactory = Callable[[str], Any]

_CONFIG: Final = Config(connect_timeout=5, read_timeout=55, retries={"total_max_attempts": 4, "mode": "standard"})


class NoRegionError(ValueError):
    """Neither the arguments, the environment nor the profile set a region."""

    def __init__(self) -> None:
        super().__init__("No region: give --region or set AWS_REGION")


@dataclass(frozen=True, slots=True)
class Connection:
    """A client factory, and the names of the sandbox's resources in the caller's account."""

    client: ClientFactory
    names: Names

    @classmethod
    def open(cls, sandbox: str, region: str | None) -> Self:
        """Connects to AWS, and reads the account from the caller's identity.

        Args:
            sandbox: the sandbox's name.
            region: the AWS region; None for that of AWS_REGION, which tc also reads, or of the profile.

        Raises:
            NoRegionError: if no region is set.
            InvalidSandboxError: if the sandbox's name is invalid.
            ClientError: if AWS does not know the caller.
        """
        # boto3 itself reads AWS_DEFAULT_REGION only.
        session = boto3.Session(region_name=region or os.environ.get("AWS_REGION"))
        if session.region_name is None:
            raise NoRegionError
        make: Any = session.client

        @cache
        def client(service: str) -> Any:
            return make(service, config=_CONFIG)

        account = client("sts").get_caller_identity()["Account"]
        return cls(client, Names(account, session.region_name, sandbox))
