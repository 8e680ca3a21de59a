"""Queues, parameters and the secret of the API keys."""

from collections.abc import Iterator
from typing import Any, Final

from deployment.connection import ClientFactory
from deployment.infrastructure.queues import NO_SUCH_QUEUE
from deployment.names import Names
from deployment.tolerance import tolerating

RECOVERY_DAYS: Final = 7
"""The shortest time that Secrets Manager keeps a deleted secret for, but for none."""


def remove_configuration(client: ClientFactory, names: Names, *, secret_at_once: bool) -> Iterator[str]:
    """Removes what is left.

    Args:
        client: makes a client for a service.
        names: the sandbox's names.
        secret_at_once: whether the API keys go at once, beyond recovery.
    """
    sqs = client("sqs")
    for queue in (names.queue, names.dead_letter_queue, names.upload_events_dead_letter_queue):
        with tolerating(*NO_SUCH_QUEUE):
            sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"])
            yield f"queue {queue}"
    parameters = [names.agent_runtime_parameter, names.secret_parameter]
    for name in client("ssm").delete_parameters(Names=parameters)["DeletedParameters"]:
        yield f"parameter {name}"
    yield from _remove_secret(client("secretsmanager"), names.secret, at_once=secret_at_once)


def _remove_secret(secrets: Any, name: str, *, at_once: bool) -> Iterator[str]:
    with tolerating("ResourceNotFoundException"):
        waits = "DeletedDate" in secrets.describe_secret(SecretId=name)
        if at_once:
            secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
            yield f"secret {name}, beyond recovery"
        elif not waits:
            secrets.delete_secret(SecretId=name, RecoveryWindowInDays=RECOVERY_DAYS)
            yield f"secret {name}, which can be restored for {RECOVERY_DAYS} days"
