"""What watches a sandbox goes with it, and nothing of another sandbox."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from deployment.monitoring.budget import Budget, put_budget
from deployment.monitoring.logs import expire_logs
from deployment.names import Names
from deployment.removal.monitoring import remove_monitoring

NAMES = Names("123456789012", "us-east-1", "dev")
OTHER = Names("123456789012", "us-east-1", "prod")
Client = Callable[[str], Any]


@pytest.fixture
def client() -> Iterator[Client]:
    make: Any = boto3.client
    with mock_aws():
        yield lambda service: make(service, region_name=NAMES.region)


def budgets(client: Client) -> list[str]:
    found = client("budgets").describe_budgets(AccountId=NAMES.account).get("Budgets", [])
    return [budget["BudgetName"] for budget in found]


def access_logs(client: Client) -> list[str]:
    return [group["logGroupName"] for group in client("logs").describe_log_groups()["logGroups"]]


def test_budget_and_access_log_go_and_those_of_another_sandbox_stay(client: Client) -> None:
    for names in (NAMES, OTHER):
        put_budget(client("budgets"), names, Budget(100, "ops@example.org"), by_caller=False)
        expire_logs(client("logs"), names.access_log)

    removed = list(remove_monitoring(client, NAMES))

    assert removed == [f"budget {NAMES.budget}", f"log group {NAMES.access_log}"]
    assert budgets(client) == [OTHER.budget]
    assert access_logs(client) == [OTHER.access_log]
    assert list(remove_monitoring(client, NAMES)) == []
