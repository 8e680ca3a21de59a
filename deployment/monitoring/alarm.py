"""An alarm: its metrics, its threshold, and its request to CloudWatch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from deployment.monitoring.metrics import Metric
from deployment.names import Names

MINUTE_S: Final = 60
_STATISTIC: Final = frozenset({"Sum", "Average", "Maximum", "Minimum", "SampleCount"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm.

    Attributes:
        name: its name between `petavatar-` and the sandbox; docs/operations.md has a row for each.
        meaning: what has happened when it is raised, in one sentence.
        metrics: its metrics, by the names that the expression uses.
        expression: metric math over `metrics`; empty to use the only metric itself.
        statistic: how the values of one period are combined: a statistic, or a percentile such as `p90`.
        above: the alarm is raised above this value.
        period_s: the length of a period, in seconds.
        periods: how many periods in a row must be above.
    """

    name: str
    meaning: str
    metrics: Mapping[str, Metric]
    expression: str = ""
    statistic: str = "Sum"
    above: float = 0
    period_s: int = 5 * MINUTE_S
    periods: int = 1

    def request(self, names: Names, topic_arn: str) -> dict[str, Any]:
        """The arguments of PutMetricAlarm. Missing data is no alarm, because an idle sandbox has none."""
        return {
            "AlarmName": names.alarm(self.name),
            "AlarmDescription": self.meaning,
            "ActionsEnabled": True,
            "AlarmActions": [topic_arn],
            "OKActions": [topic_arn],
            "EvaluationPeriods": self.periods,
            "Threshold": self.above,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
            **(self._math() if self.expression else self._single()),
        }

    def _single(self) -> dict[str, Any]:
        (metric,) = self.metrics.values()
        kind = "Statistic" if self.statistic in _STATISTIC else "ExtendedStatistic"
        return {
            "Namespace": metric.namespace,
            "MetricName": metric.name,
            "Dimensions": _dimensions(metric),
            kind: self.statistic,
            "Period": self.period_s,
        }

    def _math(self) -> dict[str, Any]:
        queries: list[dict[str, Any]] = [
            {
                "Id": key,
                "ReturnData": False,
                "MetricStat": {
                    "Metric": {
                        "Namespace": metric.namespace,
                        "MetricName": metric.name,
                        "Dimensions": _dimensions(metric),
                    },
                    "Period": self.period_s,
                    "Stat": self.statistic,
                },
            }
            for key, metric in self.metrics.items()
        ]
        result = {"Id": "result", "Expression": self.expression, "Label": self.name, "ReturnData": True}
        return {"Metrics": [*queries, result]}


def share(part: str, of: Iterable[str], at_least: int) -> str:
    """Metric math: `part` in percent of the sum of `of`; 0 while that sum is below `at_least`."""
    whole = total(of)
    return f"IF(({whole}) >= {at_least}, 100 * FILL({part}, 0) / ({whole}), 0)"


def total(of: Iterable[str]) -> str:
    """Metric math: the sum of metrics. A metric without data in a period counts as 0."""
    return " + ".join(f"FILL({name}, 0)" for name in of)


def put_alarms(cloudwatch: Any, names: Names, alarms: Iterable[Alarm], topic_arn: str) -> None:
    """Creates or updates alarms.

    Raises:
        ClientError: if AWS refuses.
    """
    for alarm in alarms:
        cloudwatch.put_metric_alarm(**alarm.request(names, topic_arn))


def _dimensions(metric: Metric) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in metric.dimensions.items()]
