"""Removes all that belongs to a sandbox."""

from collections.abc import Iterator

from deployment.connection import ClientFactory
from deployment.names import Names
from deployment.removal.absence import tolerating
from deployment.removal.agent import remove_agent
from deployment.removal.configuration import remove_configuration
from deployment.removal.deployment import remove_deployment
from deployment.removal.monitoring import remove_monitoring
from deployment.removal.storage import remove_storage
from petavatar.settings import Settings
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore


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
        return len(JobTable(ItemStore(dynamodb, names.table, Settings().max_receives)).unfinished())
    return 0
