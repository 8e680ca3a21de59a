"""Queues, parameters and the secret of the API keys."""

from collections.abc import Iterator
from typing import Any, Final

from deployment.connection import ClientFactory
from deployment.ignore_errors import ignore_errors
from deployment.infrastructure.queues import NO_SUCH_QUEUE
from deployment.names import Names

RECOVERY_DAYS: Final = 7
"""Secrets Manager's shortest recovery window for a deleted secret."""


def remove_configuration(client: ClientFactory, names: Names, *, secret_at_once: bool) -> Iterator[str]:
    """Removes queues, parameters and the secret.

    Args:
        client: makes a client for a service.
        names: the sandbox's names.
        secret_at_once: whether to delete the API keys at once, without recovery.
    """
    sqs = client("sqs")
    for queue in names.queues():
        with ignore_errors(*NO_SUCH_QUEUE):
            sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"])
            yield f"queue {queue}"
    parameters = [names.agent_runtime_parameter, names.secret_parameter]
    for name in client("ssm").delete_parameters(Names=parameters)["DeletedParameters"]:
        yield f"parameter {name}"
    yield from _remove_secret(client("secretsmanager"), names.secret, at_once=secret_at_once)


def _remove_secret(secrets: Any, name: str, *, at_once: bool) -> Iterator[str]:
    with ignore_errors("ResourceNotFoundException"):
        is_scheduled = "DeletedDate" in secrets.describe_secret(SecretId=name)
        if at_once:
            secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
            yield f"secret {name}, without recovery"
        elif not is_scheduled:
            secrets.delete_secret(SecretId=name, RecoveryWindowInDays=RECOVERY_DAYS)
            yield f"secret {name}, which can be restored for {RECOVERY_DAYS} days"
