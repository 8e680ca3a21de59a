"""The stacks of a sandbox that CloudFormation has made. What they leave, the other files of this folder remove."""

from collections.abc import Iterator

from deployment.connection import ClientFactory
from deployment.ignore_errors import ignore_errors
from deployment.names import Names
from deployment.removal.storage import empty_bucket, unprotect_table
from deployment.stack.cloudformation import Polling, Stack
from deployment.stack.deployment import StackDeployment


def remove_sandbox_stack(client: ClientFactory, names: Names, polling: Polling | None = None) -> Iterator[str]:
    """Removes the sandbox's stack with all that it has made.

    Raises:
        StackError: if a resource can't be deleted.
        ClientError: if AWS refuses.
    """
    yield from _removed(StackDeployment(client, names, polling=polling or Polling()).stack, client, names)


def remove_other_stacks(client: ClientFactory, names: Names, polling: Polling | None = None) -> Iterator[str]:
    """Removes the edge stack and the one of the artefact bucket, once the sandbox's own is gone.

    Raises:
        StackError: if a resource can't be deleted.
        ClientError: if AWS refuses.
    """
    stacks = StackDeployment(client, names, polling=polling or Polling())
    for stack in (stacks.edge, stacks.bootstrap):
        yield from _removed(stack, client, names)


def _removed(stack: Stack, client: ClientFactory, names: Names) -> Iterator[str]:
    if stack.status is None:
        return
    if stack.name == names.stack:
        _make_deletable(stack, client, names)
    list(stack.delete())
    yield f"stack {stack.name}"


def _make_deletable(stack: Stack, client: ClientFactory, names: Names) -> None:
    """CloudFormation deletes no bucket with objects in it, and nothing that is protected."""
    stack.protect(protected=False)
    with ignore_errors("ResourceNotFoundException"):
        unprotect_table(client("dynamodb"), names)
    for bucket in (names.upload_bucket, names.generated_bucket, names.page_bucket):
        with ignore_errors("NoSuchBucket"):
            empty_bucket(client("s3"), names, bucket)
