"""The AWS services of the local system: ministack, on the loopback interface, with IAM enforced."""

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import boto3
import botocore.session
from botocore.config import Config

from local.process import ChildProcess, free_port

ACCOUNT: Final = "000000000000"
REGION: Final = "us-east-1"

_START_S: Final = 30.0
# An idle process of a function beyond the first is ended after this time.
_WARM_SECONDS: Final = 60
_CONFIG: Final = Config(
    connect_timeout=2,
    read_timeout=30,
    retries={"total_max_attempts": 2, "mode": "standard"},
    # Whatever proxy the user goes through, it does not lead to the loopback interface.
    proxies={},
)
# boto3 presigns with the older signature otherwise, which accepts tampered addresses.
_S3_CONFIG: Final = _CONFIG.merge(Config(signature_version="s3v4"))


@dataclass(frozen=True, slots=True)
class Credentials:
    """An AWS access key, kept out of representations."""

    access_key_id: str
    secret_access_key: str = field(repr=False)

    @classmethod
    def fresh(cls) -> Self:
        """Makes up a key."""
        return cls("AKIA" + secrets.token_hex(8).upper(), secrets.token_urlsafe(30))

    def environment(self) -> dict[str, str]:
        """The variables by which AWS's tools find the key."""
        return {"AWS_ACCESS_KEY_ID": self.access_key_id, "AWS_SECRET_ACCESS_KEY": self.secret_access_key}


class Engine:
    """A running engine. Leaving the `with` block ends it, and with it all that it holds.

    Attributes:
        endpoint_url: where its services answer.
        credentials: the key of the operator, who may do everything. Nobody else may anything without a role.
        process: its process.
    """

    def __init__(
        self,
        state_dir: Path,
        log_dir: Path,
        origins: Sequence[str] = (),
        *,
        port: int = 0,
        keep: Path | None = None,
        locks: Sequence[int] = (),
    ) -> None:
        """Starts the engine, without waiting for it.

        Args:
            state_dir: a directory of its own, for what it unpacks and saves.
            log_dir: where its log goes.
            origins: the web origins whose pages may ask it.
            port: where to serve; at a free port if it is 0.
            keep: a directory whose data it goes on with, and that keeps the data.
            locks: locks of directories that its process holds, too.
        """
        self.port = port or free_port()
        self.endpoint_url = f"http://127.0.0.1:{self.port}"
        self.credentials = Credentials.fresh()
        temporary = state_dir / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        data = keep or state_dir / "data"
        self.process = ChildProcess(
            "engine",
            "local.engine_process",
            *(f"--origin={origin}" for origin in origins),
            *("--data", str(data), "--deployed", str(state_dir / "deployed")),
            *(["--durable"] if keep else []),
            log_dir=log_dir,
            locks=locks,
            environment={
                **self.credentials.environment(),
                "AUTH": "true",
                "AWS_ENDPOINT_URL": self.endpoint_url,
                "GATEWAY_PORT": str(self.port),
                "IOT_MTLS_ENABLED": "0",
                "LAMBDA_WARM_TTL_SECONDS": str(_WARM_SECONDS),
                "MINISTACK_ACCOUNT_ID": ACCOUNT,
                "MINISTACK_REGION": REGION,
                "S3_DATA_DIR": str(data / "objects"),
                "S3_PERSIST": "1",
                "SFTP_ENABLED": "0",
                "STATE_DIR": str(state_dir / "functions"),
                "TMPDIR": str(temporary),
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stop()

    def ask_to_stop(self) -> None:
        """Asks the engine to end, without waiting for it."""
        self.process.ask_to_stop()

    def wait(self) -> None:
        """Waits until the engine serves.

        Raises:
            StartError: if it does not.
        """
        self.process.wait_until_healthy(f"{self.endpoint_url}/_ministack/ready", _START_S)

    def session(self) -> boto3.Session:
        """A boto3 session of the operator, untouched by the user's own profile."""
        return operator_session(self.credentials, REGION)

    def clients(self) -> Callable[[str], Any]:
        """A maker of the operator's clients, with timeouts."""
        return client_factory(self.session(), self.endpoint_url)


def operator_session(credentials: Credentials, region: str) -> boto3.Session:
    """A boto3 session with this key, untouched by the user's own profile."""
    untouched = botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    return boto3.Session(
        botocore_session=untouched,
        aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key,
        region_name=region,
    )


def client_factory(session: boto3.Session, endpoint_url: str) -> Callable[[str], Any]:
    """A maker of clients that speak to one endpoint, each made once, with timeouts."""
    make: Any = session.client

    @cache
    def client(service: str) -> Any:
        return make(service, endpoint_url=endpoint_url, config=_S3_CONFIG if service == "s3" else _CONFIG)

    return client
