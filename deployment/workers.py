"""The mapping of the queue to the workers: how many of them run at once."""

import time
from typing import TYPE_CHECKING, Final

from deployment.monitoring.alarms import WORKER
from deployment.names import Names

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import EventSourceMappingConfigurationTypeDef

MAXIMUM_CONCURRENCY: Final = 10
"""How many workers run at once, if nobody says otherwise."""
# Lambda refuses to change a mapping in these states: ResourceInUseException.
_IN_PROGRESS: Final = frozenset({"Creating", "Deleting", "Disabling", "Enabling", "Updating"})
_WAIT_S: Final = 60.0
_INTERVAL_S: Final = 2.0


class NotDeployedError(RuntimeError):
    """A resource that tc creates is missing: the topology is not deployed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: deploy the topology first")


def cap_workers(functions: "LambdaClient", names: Names, maximum_concurrency: int) -> None:
    """Limits how many workers run at once. Waits for a mapping that tc has just made, up to a minute.

    Raises:
        NotDeployedError: if the queue is not mapped to the worker.
        ClientError: if AWS refuses, for instance because the mapping is still being made.
    """
    for mapping in _settled(functions, names):
        if mapping.get("ScalingConfig", {}).get("MaximumConcurrency") != maximum_concurrency:
            functions.update_event_source_mapping(
                UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": maximum_concurrency}
            )


def mappings_of(functions: "LambdaClient", names: Names) -> "list[EventSourceMappingConfigurationTypeDef]":
    """The mappings of the queue to the worker; one, if all is well."""
    return functions.list_event_source_mappings(
        EventSourceArn=names.queue_arn(names.queue), FunctionName=names.function(WORKER)
    )["EventSourceMappings"]


def _settled(functions: "LambdaClient", names: Names) -> "list[EventSourceMappingConfigurationTypeDef]":
    deadline = time.monotonic() + _WAIT_S
    while True:
        mappings = mappings_of(functions, names)
        if not mappings:
            raise NotDeployedError(f"{names.function(WORKER)} is not mapped to {names.queue}")
        if not any(mapping["State"] in _IN_PROGRESS for mapping in mappings) or time.monotonic() > deadline:
            return mappings
        time.sleep(_INTERVAL_S)
