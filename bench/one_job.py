"""One job whose models answer with fixed delays: what everything around them adds.

The worker is warm and is handed the job's message by hand, so that the clock starts when it has it; it stops at the
job's `completed_at`. Both are of this machine's clock.
"""

import json
import time
from collections.abc import Iterator
from datetime import datetime
from statistics import median
from typing import Any, Final

from bench.models import CRITICAL_PATH_S, slow_models
from bench.pictures import SAMPLE
from bench.rows import Row
from local.system import LocalSystem
from testing.api import ApiUser
from testing.bedrock import ORCHESTRATOR

TIMES: Final = 3
_MARK: Final = 1.06
_TURNS: Final = 3
"""The turns in which the model calls its tools; a fourth would be one that closes the run."""


def measure() -> Iterator[Row]:
    """The rows of one job."""
    with slow_models() as models, LocalSystem(bedrock_url=models.url, page=False) as system:
        user, worker = ApiUser(system), _Worker(system)
        # The first one starts the worker, and loads what the agent loads late.
        worker.completed_after(user)
        before = len(models.asked(ORCHESTRATOR))
        taken = [worker.completed_after(user) for _ in range(TIMES)]
        turns = (len(models.asked(ORCHESTRATOR)) - before) / TIMES
    whole = median(taken)
    yield Row("one job: receipt to completed over its models' critical path", whole / CRITICAL_PATH_S, _MARK)
    yield Row("one job: what is not the models'", round((whole - CRITICAL_PATH_S) * 1000), unit="ms")
    yield Row("one job: turns of the orchestrating model", turns, _TURNS, unit="turns")


class _Worker:
    """The worker's function, with its queue in our hands."""

    def __init__(self, system: LocalSystem) -> None:
        self._lambda, self._sqs = system.client("lambda"), system.client("sqs")
        self._function = system.topology.lambda_name("process-worker")
        self._queue = self._sqs.get_queue_url(QueueName=system.names.queue)["QueueUrl"]
        (mapping,) = self._lambda.list_event_source_mappings(FunctionName=self._function)["EventSourceMappings"]
        self._lambda.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)

    def completed_after(self, user: ApiUser) -> float:
        """Has the worker do a new job: seconds from its receipt to `completed_at`."""
        # Its event alone starts the job: asked for as well, it could be sent twice.
        ticket = user.upload(SAMPLE.read_bytes())
        message = self._message()
        event = json.dumps({"Records": [message]})
        started = time.time()
        answer = self._lambda.invoke(FunctionName=self._function, Payload=event.encode())
        if "FunctionError" in answer:
            raise RuntimeError(answer["Payload"].read().decode())
        self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["receiptHandle"])
        completed_at = user.results(ticket["job_id"])["completed_at"]
        return datetime.fromisoformat(completed_at).timestamp() - started

    def _message(self) -> dict[str, Any]:
        """The job's message as Lambda's mapping hands it over."""
        (message,) = self._sqs.receive_message(
            QueueUrl=self._queue, WaitTimeSeconds=5, MessageSystemAttributeNames=["All"]
        )["Messages"]
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message["Attributes"],
            "eventSource": "aws:sqs",
        }
