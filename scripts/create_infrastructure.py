"""Makes what tc can't: buckets, table, queues, the secret of the API keys and two parameters.

It can be run again at any time: what is there stays, and its settings are set right.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from scripts.infrastructure.api_keys import ensure_secret
from scripts.infrastructure.buckets import (
    BucketTakenError,
    ensure_artefact_bucket,
    ensure_generated_bucket,
    ensure_upload_bucket,
)
from scripts.infrastructure.names import InvalidSandboxError, Names
from scripts.infrastructure.parameters import NOT_DEPLOYED, ensure_parameters
from scripts.infrastructure.queues import Redelivery, ensure_queues
from scripts.infrastructure.table import WrongTableError, ensure_table

ClientFactory = Callable[[str], Any]

_CONFIG: Final = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 4, "mode": "standard"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a sandbox may have of its own.

    Attributes:
        cors_origins: the web origins whose pages may upload photos and fetch avatars.
        tls_only: whether the buckets refuse requests without TLS.
        agent_runtime_arn: the agent's runtime; None to leave the parameter as it is.
        redelivery: when and how often a job's message comes again.
    """

    cors_origins: Sequence[str] = ("*",)
    tls_only: bool = True
    agent_runtime_arn: str | None = None
    redelivery: Redelivery = field(default_factory=Redelivery)


@dataclass(frozen=True, slots=True, kw_only=True)
class Infrastructure:
    """What is there now; `api_key` is the first key if it was made just now, and can't be read again."""

    names: Names
    queue_url: str
    secret_arn: str
    agent_runtime_arn: str
    api_key: str | None


def create_infrastructure(client: ClientFactory, names: Names, options: Options | None = None) -> Infrastructure:
    """Makes a sandbox's resources, or sets existing ones right.

    Args:
        client: makes a client for a service.
        names: the names of the sandbox's resources.
        options: what this sandbox has of its own.

    Raises:
        BucketTakenError: if a bucket's name belongs to another account.
        WrongTableError: if there is a table of that name with another key.
        ClientError: if AWS refuses.
    """
    options = options or Options()
    s3 = client("s3")
    ensure_upload_bucket(s3, names.upload_bucket, names.region, options.cors_origins, tls_only=options.tls_only)
    ensure_generated_bucket(s3, names.generated_bucket, names.region, options.cors_origins, tls_only=options.tls_only)
    ensure_artefact_bucket(s3, names.artefact_bucket, names.region, tls_only=options.tls_only)
    ensure_table(client("dynamodb"), names.table)
    queue_url = ensure_queues(client("sqs"), names, options.redelivery)
    secret = ensure_secret(client("secretsmanager"), names.secret)
    agent = ensure_parameters(client("ssm"), names, secret.arn, options.agent_runtime_arn)
    return Infrastructure(
        names=names, queue_url=queue_url, secret_arn=secret.arn, agent_runtime_arn=agent, api_key=secret.key
    )


def summary(infrastructure: Infrastructure) -> str:
    """What there is and what to do next, for people."""
    names = infrastructure.names
    lines = [
        f"Sandbox {names.sandbox} in account {names.account}, {names.region}:",
        f"  uploads      s3://{names.upload_bucket}/uploads/",
        f"  avatars      s3://{names.generated_bucket}/generated/",
        f"  jobs         {names.table}",
        f"  queue        {infrastructure.queue_url}",
        f"  dead letters {names.dead_letter_queue}, {names.upload_events_dead_letter_queue}",
        f"  API keys     {infrastructure.secret_arn}",
        f"  agent        {infrastructure.agent_runtime_arn}",
    ]
    if infrastructure.agent_runtime_arn == NOT_DEPLOYED:
        lines.append("The agent is not deployed yet. Deploy it before the functions: they read its ARN then.")
    if infrastructure.api_key is None:
        lines.append("The API keys were left as they are.")
    else:
        lines.append(f"Your API key, shown this once: {infrastructure.api_key}")
    return "\n".join(lines)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="create_infrastructure", description=__doc__)
    parser.add_argument("--sandbox", required=True, help="a letter and up to 19 letters or digits, in lower case")
    parser.add_argument("--region", help="the AWS region; the profile's own if left out")
    parser.add_argument("--cors-origin", action="append", help="a web origin that may upload; repeatable; default *")
    parser.add_argument("--agent-runtime-arn", help="the ARN of the deployed agent; kept as it is if left out")
    parser.add_argument("--allow-insecure-transport", action="store_true", help="let the buckets answer without TLS")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """The command: 0 if all is there, 1 if AWS refused, 2 if the arguments make no sense."""
    arguments = _arguments(argv)
    session = boto3.Session(region_name=arguments.region)
    if session.region_name is None:
        print("No region: give --region or set AWS_REGION", file=sys.stderr)
        return 2
    make: Any = session.client

    def client(service: str) -> Any:
        return make(service, config=_CONFIG)

    try:
        account = client("sts").get_caller_identity()["Account"]
        names = Names(account, session.region_name, arguments.sandbox)
        options = Options(
            cors_origins=tuple(arguments.cors_origin or ("*",)),
            tls_only=not arguments.allow_insecure_transport,
            agent_runtime_arn=arguments.agent_runtime_arn,
        )
        print(summary(create_infrastructure(client, names, options)))
    except InvalidSandboxError as error:
        print(error, file=sys.stderr)
        return 2
    except (ClientError, BotoCoreError, BucketTakenError, WrongTableError) as error:
        print(f"Stopped: {error}. It is safe to run this again.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
