"""Creates what tc can't: buckets, table, queues, the secret of the API keys, two parameters, alarms and their topic.

It can be run again at any time: existing resources stay, and their settings are updated.
"""

import argparse
import sys
from collections.abc import Sequence
from math import inf

from deployment.connection import Connection
from deployment.infrastructure.buckets import BucketTakenError, VersionedBucketError
from deployment.infrastructure.parameters import NOT_DEPLOYED
from deployment.infrastructure.sandbox import ANY_ORIGIN, Infrastructure, Options, create_infrastructure
from deployment.infrastructure.table import WrongTableError
from deployment.monitoring.alarms import JOBS_AN_HOUR, USD_AN_HOUR, SpendingLimits
from deployment.monitoring.budget import Budget
from deployment.region import OtherRegionError
from deployment.stack.options import PRODUCTION
from deployment.stack.ways import OtherWayError, require_no_stack
from scripts.command import DONE, OpenOriginsError, run, sandbox_parser


class NobodyToNotifyError(ValueError):
    """A budget without an address."""

    def __init__(self) -> None:
        super().__init__("--budget-usd needs --alarm-email: the address that is notified")


def summary(infrastructure: Infrastructure) -> str:
    """The resources, and what to do next."""
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
    if infrastructure.budget_by_caller is False:
        lines.append("The budget counts all models of the account: docs/costs.md says how to count these alone.")
    if infrastructure.untagged:
        lines.append(f"Without tags, so not in the budget: {', '.join(infrastructure.untagged)}")
    if infrastructure.agent_runtime_arn == NOT_DEPLOYED:
        lines.append("The agent is not deployed yet. Deploy it before the functions: their deployment reads its ARN.")
    if infrastructure.api_key is None:
        lines.append("The API keys were not changed.")
    else:
        lines.append(f"Your API key, shown only once: {infrastructure.api_key}")
    return "\n".join(lines)


def _origins(arguments: argparse.Namespace) -> tuple[str, ...]:
    """The allowed origins.

    Raises:
        OpenOriginsError: if a production sandbox has no `--cors-origin`.
    """
    if arguments.cors_origin is None and arguments.sandbox in PRODUCTION:
        raise OpenOriginsError(arguments.sandbox)
    return tuple(arguments.cors_origin or (ANY_ORIGIN,))


def _usd(text: str) -> float:
    """An amount of US dollars above zero.

    Raises:
        ValueError: if it is none.
    """
    amount = float(text)
    if not 0 < amount < inf:
        raise ValueError
    return amount


def _budget(arguments: argparse.Namespace) -> Budget | None:
    """The budget that was asked for.

    Raises:
        NobodyToNotifyError: if nobody would be notified.
    """
    if arguments.budget_usd is None:
        return None
    if arguments.alarm_email is None:
        raise NobodyToNotifyError
    return Budget(arguments.budget_usd, arguments.alarm_email)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if all resources exist, 1 if AWS refused, 2 if the arguments are invalid."""
    parser = sandbox_parser("create_infrastructure", __doc__)
    parser.add_argument("--cors-origin", action="append", help="a web origin that may upload; repeatable; default *")
    parser.add_argument("--agent-runtime-arn", help="the ARN of the deployed agent; by default unchanged")
    parser.add_argument("--alarm-email", help="an address to notify of alarms; AWS first asks it to confirm")
    parser.add_argument("--budget-usd", type=_usd, help="a monthly budget; --alarm-email is notified of it")
    parser.add_argument(
        "--jobs-alarm",
        type=int,
        default=JOBS_AN_HOUR,
        help="jobs an hour that raise an alarm",
    )
    parser.add_argument("--spend-alarm-usd", type=_usd, default=USD_AN_HOUR, help="the same for US dollars an hour")
    parser.add_argument("--allow-insecure-transport", action="store_true", help="let the buckets answer without TLS")
    arguments = parser.parse_args(argv)

    def work() -> int:
        options = Options(
            cors_origins=_origins(arguments),
            tls_only=not arguments.allow_insecure_transport,
            agent_runtime_arn=arguments.agent_runtime_arn,
            alarm_email=arguments.alarm_email,
            protected=arguments.sandbox in PRODUCTION,
            spending=SpendingLimits(jobs_an_hour=arguments.jobs_alarm, usd_an_hour=arguments.spend_alarm_usd),
            budget=_budget(arguments),
        )
        connection = Connection.open(arguments.sandbox, arguments.region)
        require_no_stack(connection.client, connection.names)
        print(summary(create_infrastructure(connection.client, connection.names, options)))
        return DONE

    return run(
        work,
        stopping=(BucketTakenError, OtherRegionError, OtherWayError, VersionedBucketError, WrongTableError),
        misuse=(OpenOriginsError, NobodyToNotifyError),
    )


if __name__ == "__main__":
    sys.exit(main())
