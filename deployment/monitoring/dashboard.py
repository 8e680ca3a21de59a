"""The dashboard of a sandbox: jobs, queues, models, functions and API on one page."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from deployment.monitoring.alarms import WORKER
from deployment.monitoring.metrics import Metric, api_metric, function_metric, our_metric, queue_metric
from deployment.names import Names

_AGENT: Final = "agent"
# A dashboard's grid is 24 wide.
_WIDTH: Final = 8
_HEIGHT: Final = 6
_COLUMNS: Final = 3
_PERIOD_S: Final = 300
_VISIBLE: Final = "ApproximateNumberOfMessagesVisible"


@dataclass(frozen=True, slots=True)
class Graph:
    """One graph: its lines by their labels, each with its metric and statistic."""

    title: str
    lines: Mapping[str, tuple[Metric, str]]

    def widget(self, region: str, position: int) -> dict[str, Any]:
        """The graph in CloudWatch's dashboard format, at this position in the grid."""
        return {
            "type": "metric",
            "x": position % _COLUMNS * _WIDTH,
            "y": position // _COLUMNS * _HEIGHT,
            "width": _WIDTH,
            "height": _HEIGHT,
            "properties": {
                "title": self.title,
                "region": region,
                "view": "timeSeries",
                "period": _PERIOD_S,
                "metrics": [_line(label, metric, stat) for label, (metric, stat) in self.lines.items()],
            },
        }


def put_dashboard(cloudwatch: Any, names: Names, functions: Collection[str], api_id: str) -> None:
    """Creates or updates the sandbox's dashboard.

    Raises:
        ClientError: if AWS refuses.
    """
    body = json.dumps(dashboard(names, functions, api_id))
    cloudwatch.put_dashboard(DashboardName=names.dashboard, DashboardBody=body)


def dashboard(names: Names, functions: Collection[str], api_id: str) -> dict[str, Any]:
    """The dashboard's body, in CloudWatch's format."""
    graphs = [*_jobs(names), *_models(names), *_functions(names, functions), *_api(api_id)]
    return {"widgets": [graph.widget(names.region, position) for position, graph in enumerate(graphs)]}


def _jobs(names: Names) -> list[Graph]:
    return [
        Graph(
            "Uploads and jobs",
            {
                "accepted by POST": (our_metric(names, "UploadSuccess", "process-handler"), "Sum"),
                "accepted by event": (our_metric(names, "UploadSuccess", "s3-event-handler"), "Sum"),
                "refused by POST": (our_metric(names, "UploadFailure", "process-handler"), "Sum"),
                "refused by event": (our_metric(names, "UploadFailure", "s3-event-handler"), "Sum"),
                "completed": (our_metric(names, "ProcessingSuccess", WORKER), "Sum"),
                "failed": (our_metric(names, "ProcessingFailure", WORKER), "Sum"),
            },
        ),
        Graph(
            "Time of a job, s",
            {stat: (our_metric(names, "JobCompletionTime", WORKER), stat) for stat in ("p50", "p90", "Maximum")},
        ),
        Graph(
            "Messages",
            {
                "waiting": (queue_metric(names.queue, _VISIBLE), "Maximum"),
                "at work": (queue_metric(names.queue, "ApproximateNumberOfMessagesNotVisible"), "Maximum"),
                "dead letters": (queue_metric(names.dead_letter_queue, _VISIBLE), "Maximum"),
                "upload events": (queue_metric(names.upload_events_dead_letter_queue, _VISIBLE), "Maximum"),
            },
        ),
        Graph(
            "Age of the oldest message, s",
            {"oldest": (queue_metric(names.queue, "ApproximateAgeOfOldestMessage"), "Maximum")},
        ),
    ]


def _models(names: Names) -> list[Graph]:
    return [
        Graph(
            "Calls to Bedrock",
            {
                "calls": (our_metric(names, "BedrockAPICall", _AGENT), "Sum"),
                "errors": (our_metric(names, "BedrockAPIError", _AGENT), "Sum"),
                "failed runs": (our_metric(names, "Error", _AGENT), "Sum"),
            },
        ),
        Graph(
            "Time of an avatar, ms",
            {stat: (our_metric(names, "AvatarGenerationTime", _AGENT), stat) for stat in ("p50", "p90", "Maximum")},
        ),
    ]


def _functions(names: Names, functions: Collection[str]) -> list[Graph]:
    def graph(title: str, metric: str, stat: str) -> Graph:
        return Graph(title, {name: (function_metric(names, name, metric), stat) for name in functions})

    return [
        graph("Functions: errors", "Errors", "Sum"),
        graph("Functions: throttles", "Throttles", "Sum"),
        graph("Functions: duration, p90, ms", "Duration", "p90"),
    ]


def _api(api_id: str) -> list[Graph]:
    return [
        Graph(
            "API: answers",
            {"all": (api_metric(api_id, "Count"), "Sum")}
            | {kind: (api_metric(api_id, kind), "Sum") for kind in ("4xx", "5xx")},
        ),
        Graph(
            "API: latency, ms",
            {stat: (api_metric(api_id, "Latency"), stat) for stat in ("p50", "p90", "p99")},
        ),
    ]


def _line(label: str, metric: Metric, stat: str) -> list[Any]:
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    return [metric.namespace, metric.name, *dimensions, {"label": label, "stat": stat}]
