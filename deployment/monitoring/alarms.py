"""The alarms of a sandbox. docs/operations.md says what to do when one is raised.

The job alarms are created with the infrastructure. The deployment alarms need resources of tc, so they come after it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Final

from deployment.monitoring.alarm import MINUTE_S, Alarm, share, total
from deployment.monitoring.metrics import (
    api_metric,
    function_metric,
    our_metric,
    queue_metric,
    rule_metric,
    table_metric,
)
from deployment.names import Names

EVENT_HANDLER: Final = "s3-event-handler"
WORKER: Final = "process-worker"
WEBHOOK_WORKER: Final = "webhook-worker"

_AGENT: Final = "agent"
_VISIBLE: Final = "ApproximateNumberOfMessagesVisible"
_QUEUE_DEPTH: Final = 100
_OLDEST_MESSAGE_S: Final = 900
# One that is due later is put back every fifteen minutes.
_OLDEST_WEBHOOK_S: Final = 1800
_JOB_S: Final = 120
_AGENT_ERRORS: Final = 5
_BEDROCK_ERROR_PERCENT: Final = 10
_FAILED_JOBS_PERCENT: Final = 20
_FUNCTION_ERROR_PERCENT: Final = 5
_SERVER_ERROR_PERCENT: Final = 1
JOBS_AN_HOUR: Final = 200
"""What three busy workers make, at a minute a job."""
USD_AN_HOUR: Final = 35.0
"""What so many jobs cost by the default models' list prices (docs/costs.md), and half as much again."""
# CloudWatch takes no more in one expression.
_MOST_METRICS: Final = 10
# With fewer in a period, a percentage says nothing.
_FEW_CALLS: Final = 10
_FEW_JOBS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingLimits:
    """Above what the alarms on spending are raised, by the hour."""

    jobs_an_hour: int = JOBS_AN_HOUR
    usd_an_hour: float = USD_AN_HOUR


def job_alarms(names: Names, spending: SpendingLimits) -> Iterator[Alarm]:
    """Alarms on queues, table, jobs, agent and spending."""
    yield Alarm(
        name="jobs-an-hour",
        meaning=f"More than {spending.jobs_an_hour} jobs ended within an hour.",
        metrics={
            "completed": our_metric(names, "ProcessingSuccess", WORKER),
            "failed": our_metric(names, "ProcessingFailure", WORKER),
        },
        expression=total(("completed", "failed")),
        above=spending.jobs_an_hour,
        period_s=60 * MINUTE_S,
    )
    yield Alarm(
        name="model-spend",
        meaning=f"Models cost more than {spending.usd_an_hour:.2f} US dollars within an hour, by list price.",
        metrics={"usd": our_metric(names, "EstimatedCostUSD", _AGENT)},
        above=spending.usd_an_hour,
        period_s=60 * MINUTE_S,
    )
    yield Alarm(
        name="processing-dlq",
        meaning="A job's message failed three times and is in the dead-letter queue.",
        metrics={"messages": queue_metric(names.dead_letter_queue, _VISIBLE)},
        statistic="Maximum",
    )
    yield Alarm(
        name="upload-events-dlq",
        meaning="S3 received an upload, but its event could not be handled: no job was created.",
        metrics={"messages": queue_metric(names.upload_events_dead_letter_queue, _VISIBLE)},
        statistic="Maximum",
    )
    yield Alarm(
        name="queue-depth",
        meaning=f"More than {_QUEUE_DEPTH} jobs are waiting for a worker.",
        metrics={"messages": queue_metric(names.queue, _VISIBLE)},
        statistic="Maximum",
        above=_QUEUE_DEPTH,
    )
    yield Alarm(
        name="queue-age",
        meaning=f"A job has waited for more than {_OLDEST_MESSAGE_S} seconds.",
        metrics={"age": queue_metric(names.queue, "ApproximateAgeOfOldestMessage")},
        statistic="Maximum",
        above=_OLDEST_MESSAGE_S,
    )
    yield Alarm(
        name="webhook-dlq",
        meaning="A webhook was not taken for a day, or could not be sent.",
        metrics={"messages": queue_metric(names.webhook_dead_letter_queue, _VISIBLE)},
        statistic="Maximum",
    )
    yield Alarm(
        name="webhook-age",
        meaning=f"A webhook has waited for more than {_OLDEST_WEBHOOK_S} seconds to be sent or put back.",
        metrics={"age": queue_metric(names.webhook_queue, "ApproximateAgeOfOldestMessage")},
        statistic="Maximum",
        above=_OLDEST_WEBHOOK_S,
    )
    yield Alarm(
        name="table-throttled",
        meaning="DynamoDB throttled requests to the table of jobs.",
        metrics={
            "reads": table_metric(names, "ReadThrottleEvents"),
            "writes": table_metric(names, "WriteThrottleEvents"),
        },
        expression=total(("reads", "writes")),
    )
    yield Alarm(
        name="bedrock-errors",
        meaning=f"More than {_BEDROCK_ERROR_PERCENT} % of the calls to models failed.",
        metrics={
            "calls": our_metric(names, "BedrockAPICall", _AGENT),
            "errors": our_metric(names, "BedrockAPIError", _AGENT),
        },
        expression=share("errors", ("calls",), _FEW_CALLS),
        above=_BEDROCK_ERROR_PERCENT,
    )
    yield Alarm(
        name="failed-jobs",
        meaning=f"More than {_FAILED_JOBS_PERCENT} % of the jobs that ended have failed.",
        metrics={
            "completed": our_metric(names, "ProcessingSuccess", WORKER),
            "failed": our_metric(names, "ProcessingFailure", WORKER),
        },
        expression=share("failed", ("completed", "failed"), _FEW_JOBS),
        above=_FAILED_JOBS_PERCENT,
        period_s=15 * MINUTE_S,
    )
    yield Alarm(
        name="slow-jobs",
        meaning=f"One job in ten took more than {_JOB_S} seconds.",
        metrics={"seconds": our_metric(names, "JobCompletionTime", WORKER)},
        statistic="p90",
        above=_JOB_S,
        period_s=15 * MINUTE_S,
    )
    yield Alarm(
        name="agent-errors",
        meaning=f"More than {_AGENT_ERRORS} runs of the agent failed.",
        metrics={"errors": our_metric(names, "Error", _AGENT)},
        above=_AGENT_ERRORS,
    )


def deployment_alarms(names: Names, functions: Collection[str], worker_timeout_s: int, api_id: str) -> Iterator[Alarm]:
    """Alarms on resources that tc creates.

    Args:
        names: the sandbox's names.
        functions: the functions of the topology.
        worker_timeout_s: the timeout of the worker, in seconds.
        api_id: the id of the HTTP API.
    """
    for function in functions:
        yield Alarm(
            name=f"{function}-errors",
            meaning=f"More than {_FUNCTION_ERROR_PERCENT} % of the calls of {function} failed.",
            metrics={
                "calls": function_metric(names, function, "Invocations"),
                "errors": function_metric(names, function, "Errors"),
            },
            expression=share("errors", ("calls",), _FEW_JOBS),
            above=_FUNCTION_ERROR_PERCENT,
        )
    for part, some in enumerate(batched(functions, _MOST_METRICS, strict=False), 1):
        throttles = {f"t{number}": function_metric(names, name, "Throttles") for number, name in enumerate(some)}
        yield Alarm(
            name="functions-throttled" if part == 1 else f"functions-throttled-{part}",
            meaning="Lambda throttled functions: the account's or a function's concurrency is used up.",
            metrics=throttles,
            expression=total(throttles),
        )
    yield Alarm(
        name="worker-duration",
        meaning="A worker ran for more than nine tenths of its timeout.",
        metrics={"milliseconds": function_metric(names, WORKER, "Duration")},
        statistic="Maximum",
        above=0.9 * 1000 * worker_timeout_s,
    )
    yield Alarm(
        name="api-errors",
        meaning=f"More than {_SERVER_ERROR_PERCENT} % of the API's answers were 5xx.",
        metrics={"requests": api_metric(api_id, "Count"), "errors": api_metric(api_id, "5xx")},
        expression=share("errors", ("requests",), _FEW_CALLS),
        above=_SERVER_ERROR_PERCENT,
    )
    yield Alarm(
        name="upload-events-lost",
        meaning="An upload's event could neither be handled nor be sent to its dead-letter queue: it is lost.",
        metrics={
            "rule": rule_metric(names, "InvocationsFailedToBeSentToDlq"),
            "handler": function_metric(names, EVENT_HANDLER, "DestinationDeliveryFailures"),
        },
        expression=total(("rule", "handler")),
    )
