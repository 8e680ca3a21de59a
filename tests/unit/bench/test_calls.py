"""The marks of the calls to AWS are the budget that docs/architecture.md gives, added up."""

from collections import Counter

from bench import calls
from bench.rows import Row, kept
from tests.support.budget import budget


def test_the_marks_are_the_budget_added_up_by_service() -> None:
    added = Counter[str]()
    for owner, actions in budget().items():
        looks = calls.LOOKS if owner == "status-handler" else 1
        for action, times in actions.items():
            service = action.partition(":")[0]
            added[service] += times * (looks if service == "dynamodb" else 1)

    assert dict(added) == calls.MARKS


def test_every_service_was_measured() -> None:
    measured = {row.name.removeprefix("calls: "): row for row in kept() if row.name.startswith("calls: ")}

    assert measured.pop("any other service") == Row("calls: any other service", 0, 0, unit="calls")
    assert {service: row.mark for service, row in measured.items()} == calls.MARKS
