"""Removes a sandbox with all its resources."""

from collections.abc import Iterator

from deployment.connection import ClientFactory
from deployment.ignore_errors import ignore_errors
from deployment.names import Names
from deployment.removal.agent import remove_agent
from deployment.removal.configuration import remove_configuration
from deployment.removal.deployment import remove_deployment
from deployment.removal.monitoring import remove_monitoring
from deployment.removal.stacks import remove_other_stacks, remove_sandbox_stack
from deployment.removal.storage import remove_storage
from petavatar.settings import Settings
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore


def destroy(client: ClientFactory, names: Names, *, secret_at_once: bool = False) -> Iterator[str]:
    """Removes all resources of a sandbox, whichever way it was made, and yields the name of each once it is removed.

    Args:
        client: makes a client for a service.
        names: the names of the sandbox's resources.
        secret_at_once: whether to delete the API keys at once, without recovery.

    Raises:
        ClientError: if AWS refuses.
        AgentRuntimeError: if the agent can't be deleted.
        StackError: if CloudFormation can't delete its stack.
        NotEmptiedError: if S3 does not delete an object.
    """
    yield from remove_sandbox_stack(client, names)
    yield from remove_deployment(client, names)
    yield from remove_agent(client, names)
    yield from remove_monitoring(client, names)
    yield from remove_storage(client, names)
    yield from remove_configuration(client, names, secret_at_once=secret_at_once)
    yield from remove_other_stacks(client, names)


def jobs_at_work(client: ClientFactory, names: Names) -> int:
    """The number of queued and processing jobs; 0 if there is no table.

    Raises:
        StorageFailure: if the table can't be read.
    """
    dynamodb = client("dynamodb")
    with ignore_errors("ResourceNotFoundException"):
        dynamodb.describe_table(TableName=names.table)
        return len(JobTable(ItemStore(dynamodb, names.table, Settings().max_attempts)).unfinished())
    return 0
