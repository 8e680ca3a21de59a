"""The mappings of the queues to their workers: how many of them run at once."""

import time
from typing import TYPE_CHECKING, Final

from deployment.monitoring.alarms import WEBHOOK_WORKER, WORKER
from deployment.names import Names

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import EventSourceMappingConfigurationTypeDef

MAXIMUM_CONCURRENCY: Final = 10
"""How many workers run at once, if nobody says otherwise."""
WEBHOOKS_AT_ONCE: Final = 10
"""A receiver that does not answer holds a worker for ten seconds."""
# Lambda refuses to change a mapping in these states: ResourceInUseException.
_IN_PROGRESS: Final = frozenset({"Creating", "Deleting", "Disabling", "Enabling", "Updating"})
_WAIT_S: Final = 60.0
_INTERVAL_S: Final = 2.0


class NotDeployedError(RuntimeError):
    """A resource that tc creates is missing: the topology is not deployed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: deploy the topology first")


def cap_workers(functions: "LambdaClient", names: Names, maximum_concurrency: int) -> None:
    """Limits how many workers run at once. Waits for mappings that tc has just made, up to a minute each.

    Args:
        functions: the client.
        names: the names of the sandbox's resources.
        maximum_concurrency: how many jobs are worked on at once; of webhooks, `WEBHOOKS_AT_ONCE` are sent.

    Raises:
        NotDeployedError: if a queue is not mapped to its worker.
        ClientError: if AWS refuses, for instance because a mapping is still being made.
    """
    for worker, at_once in ((WORKER, maximum_concurrency), (WEBHOOK_WORKER, WEBHOOKS_AT_ONCE)):
        for mapping in _settled(functions, names, worker):
            if mapping.get("ScalingConfig", {}).get("MaximumConcurrency") != at_once:
                functions.update_event_source_mapping(
                    UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": at_once}
                )


def queue_of(names: Names, worker: str) -> str:
    """The queue that a worker works on."""
    return names.queue if worker == WORKER else names.webhook_queue


def mappings_of(
    functions: "LambdaClient", names: Names, worker: str = WORKER
) -> "list[EventSourceMappingConfigurationTypeDef]":
    """The mappings of a queue to its worker; one, if all is well."""
    return functions.list_event_source_mappings(
        EventSourceArn=names.queue_arn(queue_of(names, worker)), FunctionName=names.function(worker)
    )["EventSourceMappings"]


def _settled(functions: "LambdaClient", names: Names, worker: str) -> "list[EventSourceMappingConfigurationTypeDef]":
    deadline = time.monotonic() + _WAIT_S
    while True:
        mappings = mappings_of(functions, names, worker)
        if not mappings:
            raise NotDeployedError(f"{names.function(worker)} is not mapped to {queue_of(names, worker)}")
        if not any(mapping["State"] in _IN_PROGRESS for mapping in mappings) or time.monotonic() > deadline:
            return mappings
        time.sleep(_INTERVAL_S)
