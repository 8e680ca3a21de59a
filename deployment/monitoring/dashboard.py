"""The dashboard of a sandbox: jobs, queues, models, functions and API on one page."""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from deployment.monitoring.alarms import EVENT_HANDLER, WEBHOOK_WORKER, WORKER
from deployment.monitoring.metrics import Metric, api_metric, function_metric, our_metric, queue_metric
from deployment.names import Names
from petavatar.telemetry import NAMESPACE

_AGENT: Final = "agent"
# A dashboard's grid is 24 wide.
_WIDTH: Final = 8
_HEIGHT: Final = 6
_COLUMNS: Final = 3
_PERIOD_S: Final = 300
_VISIBLE: Final = "ApproximateNumberOfMessagesVisible"

type Lines = dict[str, tuple[Metric | Search, str]]


class Search(NamedTuple):
    """Every metric of a name by the version of the prompts: a line for each."""

    metric: str
    sandbox: str

    def expression(self, stat: str) -> str:
        """The search, in CloudWatch's own language."""
        schema = f"{{{NAMESPACE},component,prompt_version,sandbox}}"
        return f"SEARCH('{schema} MetricName=\"{self.metric}\" sandbox=\"{self.sandbox}\"', '{stat}', {_PERIOD_S})"


def put_dashboard(cloudwatch: Any, names: Names, functions: Collection[str], api_id: str) -> None:
    """Creates or updates the sandbox's dashboard.

    Raises:
        ClientError: if AWS refuses.
    """
    body = json.dumps(dashboard(names, functions, api_id))
    cloudwatch.put_dashboard(DashboardName=names.dashboard, DashboardBody=body)


def dashboard(names: Names, functions: Collection[str], api_id: str) -> dict[str, Any]:
    """The dashboard's body, in CloudWatch's format."""
    graphs = _jobs(names) | _models(names) | _functions(names, functions) | _api(api_id)
    return {"widgets": [_widget(names.region, at, *graph) for at, graph in enumerate(graphs.items())]}


def _widget(region: str, position: int, title: str, lines: Lines) -> dict[str, Any]:
    """A graph in CloudWatch's dashboard format, at this position in the grid."""
    return {
        "type": "metric",
        "x": position % _COLUMNS * _WIDTH,
        "y": position // _COLUMNS * _HEIGHT,
        "width": _WIDTH,
        "height": _HEIGHT,
        "properties": {
            "title": title,
            "region": region,
            "view": "timeSeries",
            "period": _PERIOD_S,
            "metrics": [_line(label, metric, stat) for label, (metric, stat) in lines.items()],
        },
    }


def _jobs(names: Names) -> dict[str, Lines]:
    sums = {
        "accepted by POST": our_metric(names, "UploadSuccess", "process-handler"),
        "accepted by event": our_metric(names, "UploadSuccess", EVENT_HANDLER),
        "refused by POST": our_metric(names, "UploadFailure", "process-handler"),
        "refused by event": our_metric(names, "UploadFailure", EVENT_HANDLER),
        "completed": our_metric(names, "ProcessingSuccess", WORKER),
        "failed": our_metric(names, "ProcessingFailure", WORKER),
    }
    messages = {
        "waiting": queue_metric(names.queue, _VISIBLE),
        "at work": queue_metric(names.queue, "ApproximateNumberOfMessagesNotVisible"),
        "dead letters": queue_metric(names.dead_letter_queue, _VISIBLE),
        "upload events": queue_metric(names.upload_events_dead_letter_queue, _VISIBLE),
        "webhooks": queue_metric(names.webhook_queue, _VISIBLE),
        "webhooks that nobody took": queue_metric(names.webhook_dead_letter_queue, _VISIBLE),
    }
    webhooks = {
        "delivered": our_metric(names, "WebhookSuccess", WEBHOOK_WORKER),
        "tries that failed": our_metric(names, "WebhookFailure", WEBHOOK_WORKER),
    }
    oldest = {"oldest": queue_metric(names.queue, "ApproximateAgeOfOldestMessage")}
    return {
        "Uploads and jobs": _each(sums, "Sum"),
        "Time of a job, s": _stats(our_metric(names, "JobCompletionTime", WORKER), "p50", "p90", "Maximum"),
        "Messages": _each(messages, "Maximum"),
        "Age of the oldest message, s": _each(oldest, "Maximum"),
        "Webhooks": _each(webhooks, "Sum"),
    }


def _models(names: Names) -> dict[str, Lines]:
    calls = {"calls": "BedrockAPICall", "errors": "BedrockAPIError", "failed runs": "Error"}
    time = our_metric(names, "AvatarGenerationTime", _AGENT)
    return {
        "Calls to Bedrock": {label: (our_metric(names, metric, _AGENT), "Sum") for label, metric in calls.items()},
        "Time of an avatar, ms": _stats(time, "p50", "p90", "Maximum"),
        "Likeness by prompts' version": {"": (Search("SimilarityScore", names.sandbox), "Average")},
        "Cost of a run by prompts' version, US$": {"": (Search("EstimatedCostUSD", names.sandbox), "Average")},
        "Cost of models by list price, US$": {"all jobs": (our_metric(names, "EstimatedCostUSD", _AGENT), "Sum")},
    }


def _functions(names: Names, functions: Collection[str]) -> dict[str, Lines]:
    def lines(metric: str, stat: str) -> Lines:
        return {name: (function_metric(names, name, metric), stat) for name in functions}

    return {
        "Functions: errors": lines("Errors", "Sum"),
        "Functions: throttles": lines("Throttles", "Sum"),
        "Functions: duration, p90, ms": lines("Duration", "p90"),
    }


def _api(api_id: str) -> dict[str, Lines]:
    answers = {
        label: api_metric(api_id, metric) for label, metric in {"all": "Count", "4xx": "4xx", "5xx": "5xx"}.items()
    }
    return {
        "API: answers": _each(answers, "Sum"),
        "API: latency, ms": _stats(api_metric(api_id, "Latency"), "p50", "p90", "p99"),
    }


def _each(metrics: Mapping[str, Metric], stat: str) -> Lines:
    return {label: (metric, stat) for label, metric in metrics.items()}


def _stats(metric: Metric, *stats: str) -> Lines:
    return {stat: (metric, stat) for stat in stats}


def _line(label: str, metric: Metric | Search, stat: str) -> list[Any]:
    if isinstance(metric, Search):
        return [{"expression": metric.expression(stat), "label": label}]
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    return [metric.namespace, metric.name, *dimensions, {"label": label, "stat": stat}]
