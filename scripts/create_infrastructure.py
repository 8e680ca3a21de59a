"""Makes what tc can't: buckets, table, queues, the secret of the API keys, two parameters, alarms and their topic.

It can be run again at any time: what is there stays, and its settings are set right.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from scripts.infrastructure.api_keys import ensure_secret
from scripts.infrastructure.buckets import (
    BucketTakenError,
    ensure_artefact_bucket,
    ensure_generated_bucket,
    ensure_upload_bucket,
)
from scripts.infrastructure.connection import ClientFactory, Connection, NoRegionError
from scripts.infrastructure.names import InvalidSandboxError, Names
from scripts.infrastructure.parameters import NOT_DEPLOYED, ensure_parameters
from scripts.infrastructure.queues import Redelivery, ensure_queues
from scripts.infrastructure.table import WrongTableError, ensure_table
from scripts.monitoring.alarm import put_alarms
from scripts.monitoring.alarms import job_alarms
from scripts.monitoring.topic import ensure_topic

ANY_ORIGIN: Final = "*"
PRODUCTION: Final = frozenset({"prod", "production"})


class OpenOriginsError(ValueError):
    """A production sandbox whose web origins were not named."""

    def __init__(self, sandbox: str) -> None:
        super().__init__(
            f"Name the web origins that may use the sandbox {sandbox}, such as --cors-origin https://pets.example; "
            "--cors-origin '*' if it really is for all"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a sandbox may have of its own.

    Attributes:
        cors_origins: the web origins whose pages may upload photos and fetch avatars.
        tls_only: whether the buckets refuse requests without TLS.
        agent_runtime_arn: the agent's runtime; None to leave the parameter as it is.
        redelivery: when and how often a job's message comes again.
        alarm_email: who is notified of alarms; None to leave the topic's subscribers as they are.
    """

    cors_origins: Sequence[str] = (ANY_ORIGIN,)
    tls_only: bool = True
    agent_runtime_arn: str | None = None
    redelivery: Redelivery = field(default_factory=Redelivery)
    alarm_email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Infrastructure:
    """What is there now; `api_key` is the first key if it was made just now, and can't be read again."""

    names: Names
    queue_url: str
    secret_arn: str
    agent_runtime_arn: str
    alarm_topic_arn: str
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
    topic = ensure_topic(client("sns"), names, options.alarm_email)
    put_alarms(client("cloudwatch"), names, job_alarms(names), topic)
    return Infrastructure(
        names=names,
        queue_url=queue_url,
        secret_arn=secret.arn,
        agent_runtime_arn=agent,
        alarm_topic_arn=topic,
        api_key=secret.key,
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
        f"  alarms       {infrastructure.alarm_topic_arn}",
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
    parser.add_argument("--cors-origin", action="append", help="a web origin that may upload; repeatable; * if none")
    parser.add_argument("--agent-runtime-arn", help="the ARN of the deployed agent; kept as it is if left out")
    parser.add_argument("--alarm-email", help="an address that AWS asks to confirm, and then notifies of alarms")
    parser.add_argument("--allow-insecure-transport", action="store_true", help="let the buckets answer without TLS")
    return parser.parse_args(argv)


def _origins(arguments: argparse.Namespace) -> tuple[str, ...]:
    """The origins that were named.

    Raises:
        OpenOriginsError: if production would be open to every origin without a word.
    """
    if arguments.cors_origin is None and arguments.sandbox in PRODUCTION:
        raise OpenOriginsError(arguments.sandbox)
    return tuple(arguments.cors_origin or (ANY_ORIGIN,))


def main(argv: Sequence[str] | None = None) -> int:
    """The command: 0 if all is there, 1 if AWS refused, 2 if the arguments make no sense."""
    arguments = _arguments(argv)
    try:
        options = Options(
            cors_origins=_origins(arguments),
            tls_only=not arguments.allow_insecure_transport,
            agent_runtime_arn=arguments.agent_runtime_arn,
            alarm_email=arguments.alarm_email,
        )
        connection = Connection.open(arguments.sandbox, arguments.region)
        print(summary(create_infrastructure(connection.client, connection.names, options)))
    except (InvalidSandboxError, NoRegionError, OpenOriginsError) as error:
        print(error, file=sys.stderr)
        return 2
    except (ClientError, BotoCoreError, BucketTakenError, WrongTableError) as error:
        print(f"Stopped: {error}. It is safe to run this again.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
