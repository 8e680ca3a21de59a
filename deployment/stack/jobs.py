"""What starts work and does it: the rule for uploads, the queues, and the functions behind them."""

import json
from collections.abc import Mapping
from typing import Final

from deployment.finish import ASYNC_RETRIES
from deployment.infrastructure.queues import Redelivery, queue_attributes
from deployment.monitoring.alarms import WORKER
from deployment.stack.functions import function, function_id, permission
from deployment.stack.options import Artefacts, StackOptions
from deployment.stack.values import Json, attribute, logical, ref, resource
from deployment.tags import tag_list
from deployment.topology import EventRule, TopologyError
from deployment.workers import WEBHOOKS_AT_ONCE

# AWS's advice, and the project's rule: a message stays hidden for six times the worker's timeout.
_VISIBILITY_PER_TIMEOUT: Final = 6
_NUMBERS: Final = frozenset({"VisibilityTimeout", "MessageRetentionPeriod"})


def jobs(options: StackOptions, artefacts: Artefacts) -> dict[str, Json]:
    """The queues with their workers.

    Raises:
        TopologyError: if the topology has a queue that nobody makes.
    """
    topology, names = options.topology, options.names
    hidden_s = topology.functions[WORKER].timeout * _VISIBILITY_PER_TIMEOUT
    queues = queue_attributes(names, Redelivery(visibility_s=hidden_s))
    found: dict[str, Json] = {}
    for name, attributes in queues.items():
        found |= _queue(options, name, {str(key): value for key, value in attributes.items()})
    for mapping in topology.queues:
        if mapping.queue not in queues:
            raise TopologyError(f"topology.yml: nobody makes the queue {mapping.queue}")
        found |= function(options, artefacts, mapping.function)
        found[f"{logical(mapping.function)}Mapping"] = resource(
            "AWS::Lambda::EventSourceMapping",
            {
                "EventSourceArn": attribute(queue_id(options, mapping.queue), "Arn"),
                "FunctionName": ref(function_id(mapping.function)),
                "BatchSize": 1,
                "ScalingConfig": {
                    "MaximumConcurrency": options.workers if mapping.function == WORKER else WEBHOOKS_AT_ONCE
                },
                "Tags": tag_list(names),
            },
        )
    return found


def uploads(options: StackOptions, artefacts: Artefacts) -> dict[str, Json]:
    """The rules for events, and the functions that get them."""
    found: dict[str, Json] = {}
    for event in options.topology.events:
        found |= function(options, artefacts, event.function)
        found |= _rule(options, event)
    return found


def queue_id(options: StackOptions, queue: str) -> str:
    """The logical id of a queue: its name without project and sandbox."""
    own = queue.removeprefix("petavatar-").removesuffix(f"-{options.sandbox}").removesuffix("-queue")
    return f"{logical(own)}Queue"


def _queue(options: StackOptions, name: str, attributes: Mapping[str, str]) -> dict[str, Json]:
    """A queue, and its policy if it has one, from the attributes that SetQueueAttributes takes."""
    own = queue_id(options, name)
    properties: Json = {"QueueName": name}
    for key, value in attributes.items():
        if key != "Policy":
            properties[key] = int(value) if key in _NUMBERS else json.loads(value)
    if redrive := properties.get("RedrivePolicy"):
        target = redrive["deadLetterTargetArn"].rpartition(":")[2]
        redrive["deadLetterTargetArn"] = attribute(queue_id(options, target), "Arn")
    found = {own: resource("AWS::SQS::Queue", properties, DeletionPolicy="Delete", UpdateReplacePolicy="Retain")}
    if "Policy" in attributes:
        rights = {"Queues": [ref(own)], "PolicyDocument": json.loads(attributes["Policy"])}
        found[f"{own}Policy"] = resource("AWS::SQS::QueuePolicy", rights)
    return found


def _rule(options: StackOptions, event: EventRule) -> dict[str, Json]:
    own, dead_letters = logical(event.name), attribute(queue_id(options, event.dead_letter_queue), "Arn")
    target = {
        "Id": event.function,
        "Arn": attribute(function_id(event.function), "Arn"),
        "RetryPolicy": {"MaximumRetryAttempts": event.retries, "MaximumEventAgeInSeconds": event.max_age_s},
        "DeadLetterConfig": {"Arn": dead_letters},
    }
    rule = {
        "Name": options.topology.rule_name(event),
        "EventPattern": json.loads(event.pattern),
        "Targets": [target],
        "Tags": tag_list(options.names),
    }
    return {
        f"{own}Rule": resource("AWS::Events::Rule", rule),
        f"{own}Permission": permission(event.function, "events.amazonaws.com", attribute(f"{own}Rule", "Arn")),
        f"{own}FailedEvents": resource(
            "AWS::Lambda::EventInvokeConfig",
            {
                "FunctionName": ref(function_id(event.function)),
                "Qualifier": "$LATEST",
                "MaximumRetryAttempts": ASYNC_RETRIES,
                "DestinationConfig": {"OnFailure": {"Destination": dead_letters}},
            },
        ),
    }
