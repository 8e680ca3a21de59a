"""A monthly budget that sees a sandbox's resources and its models, and somebody is notified of it."""

from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from deployment.monitoring.budget import BEDROCK_SERVICES, Budget, counts_callers, put_budget, remove_budget
from deployment.names import Names

NAMES = Names("123456789012", "eu-central-1", "dev")
BUDGET = Budget(100, "a@example.org")
OURS = [("project", "petavatar"), ("sandbox", "dev")]


def tagged(prefix: str) -> dict[str, Any]:
    tags = [{"Tags": {"Key": prefix + key, "Values": [value], "MatchOptions": ["EQUALS"]}} for key, value in OURS]
    return {"And": tags}


@pytest.fixture
def budgets() -> Any:
    return boto3.client("budgets", region_name="eu-central-1")


@pytest.fixture
def costs() -> Any:
    return boto3.client("ce", region_name="eu-central-1")


@pytest.mark.parametrize(
    ("by_caller", "models"),
    [
        (True, tagged("iamPrincipal/")),
        (
            False,
            {"Dimensions": {"Key": "SERVICE", "Values": list(BEDROCK_SERVICES), "MatchOptions": ["EQUALS"]}},
        ),
    ],
)
def test_it_counts_what_is_tagged_and_the_models(budgets: Any, by_caller: bool, models: dict[str, Any]) -> None:
    sent: dict[str, Any] = {}
    budgets.meta.events.register("before-parameter-build.budgets.CreateBudget", lambda params, **_: sent.update(params))
    with Stubber(budgets) as stub:
        stub.add_client_error("delete_budget", "NotFoundException")
        stub.add_response("create_budget", {}, dict.fromkeys(sent_members(), ANY))
        put_budget(budgets, NAMES, BUDGET, by_caller=by_caller)

    assert sent["AccountId"] == "123456789012"
    assert sent["Budget"]["BudgetName"] == "petavatar-dev"
    assert sent["Budget"]["BudgetLimit"] == {"Amount": "100.00", "Unit": "USD"}
    assert sent["Budget"]["TimeUnit"] == "MONTHLY"
    assert sent["Budget"]["FilterExpression"] == {"Or": [tagged(""), models]}
    assert [
        (each["Notification"]["NotificationType"], each["Notification"]["Threshold"], each["Subscribers"])
        for each in sent["NotificationsWithSubscribers"]
    ] == [
        (kind, percent, [{"SubscriptionType": "EMAIL", "Address": "a@example.org"}])
        for kind, percent in (("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100))
    ]
    assert [(tag["Key"], tag["Value"]) for tag in sent["ResourceTags"]] == OURS


def sent_members() -> tuple[str, ...]:
    return "AccountId", "Budget", "NotificationsWithSubscribers", "ResourceTags"


@pytest.mark.parametrize(
    ("active", "counts"),
    [([], False), (["iamPrincipal/project"], False), (["iamPrincipal/project", "iamPrincipal/sandbox"], True)],
)
def test_callers_count_once_the_account_has_activated_their_tags(costs: Any, active: list[str], counts: bool) -> None:
    found = [{"TagKey": key, "Type": "UserDefined", "Status": "Active"} for key in active]
    with Stubber(costs) as stub:
        stub.add_response("list_cost_allocation_tags", {"CostAllocationTags": found})
        assert counts_callers(costs, NAMES) is counts


def test_an_account_that_may_not_ask_counts_all_models(costs: Any) -> None:
    with Stubber(costs) as stub:
        stub.add_client_error("list_cost_allocation_tags", "AccessDeniedException")
        assert not counts_callers(costs, NAMES)


def test_removing_says_whether_there_was_one(budgets: Any) -> None:
    with Stubber(budgets) as stub:
        stub.add_response("delete_budget", {}, {"AccountId": "123456789012", "BudgetName": "petavatar-dev"})
        stub.add_client_error("delete_budget", "NotFoundException")
        assert remove_budget(budgets, NAMES)
        assert not remove_budget(budgets, NAMES)
