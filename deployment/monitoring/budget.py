"""A monthly budget of AWS Budgets for a sandbox, which also sees what its models cost.

AWS Budgets looks at the bill a few times a day: it notifies, and stops nothing. What stops is `MAX_COST_USD` of a job,
the API's rate limit and the number of workers.
"""

from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from deployment.ignore_errors import ignore_errors
from deployment.names import Names
from deployment.tags import tag_list, tags

CALLER: Final = "iamPrincipal/"
"""The prefix of cost allocation tags that Bedrock's costs get from the role that called the model.

https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/iam-principal-cost-allocation.html
"""
BEDROCK_SERVICES: Final = (
    "Amazon Bedrock",
    "Amazon Bedrock AgentCore",
    "Claude Sonnet 4.6 (Amazon Bedrock Edition)",
    "Claude Haiku 4.5 (Amazon Bedrock Edition)",
    "Claude Sonnet 5.5 (Amazon Bedrock Edition)",
    "Claude Haiku 5.5 (Amazon Bedrock Edition)",
    "Stable Image Ultra v1.1 (Amazon Bedrock Edition)",
    "Stable Image Core v1.1 (Amazon Bedrock Edition)",
    "Stable Diffusion 3.5 Large v1.0 (Amazon Bedrock Edition)",
)
"""What the bill calls models. Models of other companies are services of their own; their names are not documented."""
# (kind, percent of the budget)
_NOTIFICATIONS: Final = (("ACTUAL", 80.0), ("ACTUAL", 100.0), ("FORECASTED", 100.0))


@dataclass(frozen=True, slots=True)
class Budget:
    """US dollars a month, and the address to notify."""

    usd: float
    email: str


def put_budget(budgets: Any, names: Names, budget: Budget, *, by_caller: bool) -> None:
    """Creates or updates a sandbox's budget, and notifies the address at 80 and 100 % and when 100 % are foreseen.

    Args:
        budgets: a client of AWS Budgets.
        names: the sandbox's names.
        budget: the budget.
        by_caller: whether models count by the tags of the agent's role, and not all models of the account.

    Raises:
        ClientError: if AWS refuses.
    """
    wanted = budget_parameters(names, f"{budget.usd:.2f}", by_caller=by_caller)
    subscribers = [{"SubscriptionType": "EMAIL", "Address": budget.email}]
    # A budget's notifications can't be updated with it.
    remove_budget(budgets, names)
    budgets.create_budget(
        AccountId=names.account,
        Budget=wanted,
        NotificationsWithSubscribers=[{"Notification": each, "Subscribers": subscribers} for each in notifications()],
        ResourceTags=tag_list(names),
    )


def budget_parameters(names: Names, usd: str, *, by_caller: bool) -> dict[str, Any]:
    """The budget of CreateBudget, which CloudFormation's is like."""
    return {
        "BudgetName": names.budget,
        "BudgetLimit": {"Amount": usd, "Unit": "USD"},
        "TimeUnit": "MONTHLY",
        "BudgetType": "COST",
        "FilterExpression": {"Or": [_tagged(names, ""), _tagged(names, CALLER) if by_caller else _BEDROCK]},
        "Metrics": ["UnblendedCost"],
    }


def notifications() -> list[dict[str, Any]]:
    """When somebody is notified."""
    return [
        {"NotificationType": kind, "ComparisonOperator": "GREATER_THAN", "Threshold": percent}
        for kind, percent in _NOTIFICATIONS
    ]


def remove_budget(budgets: Any, names: Names) -> bool:
    """Deletes a sandbox's budget; returns whether there was one.

    Raises:
        ClientError: if AWS refuses.
    """
    with ignore_errors("NotFoundException"):
        budgets.delete_budget(AccountId=names.account, BudgetName=names.budget)
        return True
    return False


def counts_callers(costs: Any, names: Names) -> bool:
    """Whether the account has activated the tags by which Bedrock's costs show the role that called the model.

    Where AWS does not say, the answer is no: only an organization's management account may ask.
    """
    wanted = {f"{CALLER}{key}" for key in tags(names)}
    try:
        answer = costs.list_cost_allocation_tags(Status="Active", TagKeys=sorted(wanted))
    except ClientError:
        return False
    return wanted <= {tag["TagKey"] for tag in answer["CostAllocationTags"]}


_BEDROCK: Final = {"Dimensions": {"Key": "SERVICE", "Values": list(BEDROCK_SERVICES), "MatchOptions": ["EQUALS"]}}


def _tagged(names: Names, prefix: str) -> dict[str, Any]:
    return {
        "And": [
            {"Tags": {"Key": f"{prefix}{key}", "Values": [value], "MatchOptions": ["EQUALS"]}}
            for key, value in tags(names).items()
        ]
    }
