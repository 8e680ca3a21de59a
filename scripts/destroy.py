"""Removes a sandbox, photos and results included: `python -m scripts.destroy --sandbox dev`.

Run `tc delete` first; what it leaves, its event rule above all, is removed here too. It asks for the sandbox's name,
stops if jobs are waiting or at work, and can be run again at any time: what is not there is fine.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from petavatar.errors import StorageFailure
from petavatar.settings import Settings
from petavatar.table import JobTable
from scripts.infrastructure.agent_runtime import AgentRuntimeError
from scripts.infrastructure.connection import ClientFactory, Connection, NoRegionError
from scripts.infrastructure.names import InvalidSandboxError, Names
from scripts.removal.absence import tolerating
from scripts.removal.agent import remove_agent
from scripts.removal.configuration import remove_configuration
from scripts.removal.deployment import remove_deployment
from scripts.removal.monitoring import remove_monitoring
from scripts.removal.storage import NotEmptiedError, remove_storage


def destroy(client: ClientFactory, names: Names, *, secret_at_once: bool = False) -> Iterator[str]:
    """Removes all that belongs to a sandbox, and yields each thing once it is gone.

    Args:
        client: makes a client for a service.
        names: the names of the sandbox's resources.
        secret_at_once: whether the API keys go at once, beyond recovery.

    Raises:
        ClientError: if AWS refuses.
        AgentRuntimeError: if the agent does not go away.
        NotEmptiedError: if S3 keeps an object.
    """
    yield from remove_deployment(client, names)
    yield from remove_agent(client, names)
    yield from remove_monitoring(client, names)
    yield from remove_storage(client, names)
    yield from remove_configuration(client, names, secret_at_once=secret_at_once)


def jobs_at_work(client: ClientFactory, names: Names) -> int:
    """How many jobs wait or are at work; none if there is no table.

    Raises:
        StorageFailure: if the table can't be read.
    """
    dynamodb = client("dynamodb")
    with tolerating("ResourceNotFoundException"):
        dynamodb.describe_table(TableName=names.table)
        return len(JobTable(dynamodb, names.table).unfinished(time.time(), Settings().max_receives))
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="destroy", description=__doc__)
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--region", help="the AWS region; the profile's own if left out")
    parser.add_argument("--yes", action="store_true", help="don't ask")
    parser.add_argument("--force", action="store_true", help="even while jobs are waiting or at work")
    parser.add_argument(
        "--force-delete-secret", action="store_true", help="delete the API keys at once, beyond recovery"
    )
    return parser.parse_args(argv)


def _is_meant(names: Names) -> bool:
    """Asks for the sandbox's name. Without anybody to answer it is not meant."""
    print(f"This removes the sandbox {names.sandbox} of account {names.account} in {names.region}: photos,")
    print("avatars, jobs and API keys. There is no way back.")
    try:
        return input("Type the sandbox's name to go on: ").strip() == names.sandbox
    except EOFError:
        return False


def main(argv: Sequence[str] | None = None) -> int:
    """The command: 0 if all is gone, 1 if something stays, 2 if the arguments make no sense."""
    arguments = _arguments(argv)
    try:
        connection = Connection.open(arguments.sandbox, arguments.region)
        client, names = connection.client, connection.names
        if not arguments.yes and not _is_meant(names):
            print("Nothing was removed.", file=sys.stderr)
            return 1
        if not arguments.force and (number := jobs_at_work(client, names)):
            print(f"Nothing was removed: jobs waiting or at work: {number}. --force removes them too.", file=sys.stderr)
            return 1
        for removed in destroy(client, names, secret_at_once=arguments.force_delete_secret):
            print(f"removed {removed}", flush=True)
    except (InvalidSandboxError, NoRegionError) as error:
        print(error, file=sys.stderr)
        return 2
    except (ClientError, BotoCoreError, WaiterError, AgentRuntimeError, StorageFailure, NotEmptiedError) as error:
        print(f"Stopped: {error}. It is safe to run this again.", file=sys.stderr)
        return 1
    print(f"Nothing of sandbox {names.sandbox} is left.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
