"""What the engine knows, taken out of ministack and put back, by each service's own functions for that.

Jobs are worked on by processes that end with the engine. So what is put back has nobody at work: every lease is over,
and every message that was in somebody's hands can be received again.
"""

import importlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

DATA: Final = ("s3", "sqs", "dynamodb", "secretsmanager")
"""The services that hold jobs, messages and the hashes of keys; the objects of S3 are files of their own."""

DEPLOYMENT: Final = ("iam", "lambda_svc", "apigateway", "eventbridge", "ssm", "sns", "cloudwatch")
"""The services that hold what is deployed anew at each start of the system."""


def captured(services: Sequence[str]) -> dict[str, Any]:
    """A copy of the state of services at this moment. Where requests are served, none comes between."""
    return {service: _module(service).get_state() for service in services}


def encoded(states: Mapping[str, Any]) -> bytes:
    """Captured states as they are saved."""
    from ministack.core.persistence import _json_default

    return json.dumps(states, default=_json_default).encode()


def put_back(content: bytes) -> None:
    """Puts the state of services back."""
    from ministack.core.persistence import _json_object_hook

    states = json.loads(content, object_hook=_json_object_hook)
    if queues := states.get("sqs"):
        _release_messages(queues)
    if tables := states.get("dynamodb"):
        _end_leases(tables)
    for service, state in states.items():
        _module(service).load_persisted_state(state)
    if deployed := states.get("lambda_svc"):
        _know_keys(deployed)


def _release_messages(state: Mapping[str, Any]) -> None:
    for queue in _values(state["queues"]):
        for message in queue["messages"]:
            message["visible_at"] = min(message["visible_at"], time.time())


def _end_leases(state: Mapping[str, Any]) -> None:
    now = str(time.time())
    for table in _values(state["tables"]):
        for items in table["items"].values():
            for item in items.values():
                if item.get("status") == {"S": "processing"} and "lease_until" in item:
                    item["lease_until"] = {"N": min(item["lease_until"]["N"], now, key=float)}


def _know_keys(state: Mapping[str, Any]) -> None:
    """Addresses that a function has signed stay good: ministack knows a function's key when it has run it once."""
    from ministack.core.lambda_runtime import execution_credentials

    for function in _values(state["functions"]):
        execution_credentials(function["config"])


def _values(scoped: Any) -> Iterator[Any]:
    return iter(scoped.all_values())


def _module(service: str) -> Any:
    return importlib.import_module(f"ministack.services.{service}")
