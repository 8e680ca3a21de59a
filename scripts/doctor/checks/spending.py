"""Checks of what bounds and splits a bill: tags, the monthly budget, and whether costs show the tags."""

import re
from collections.abc import Iterator
from typing import Final

from deployment.ignore_errors import ignore_errors
from deployment.monitoring.budget import CALLER
from deployment.tags import infrastructure_arns, tag_list, tags
from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.sandbox import Sandbox

# The local engine tags them, and does not list them.
_UNLISTED: Final = re.compile("^arn:aws:(secretsmanager|ssm):")
_CONSOLE: Final = "activate it in the billing console of the organization's management account, Cost allocation tags"


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of all resources' tags, of the budget, and of the account's cost allocation tags."""
    yield Check(subject="tags", ok="every resource carries the sandbox's", inspect=_tags, fix=sandbox.create)
    if not sandbox.is_emulated("budgets"):
        yield Check(
            subject=f"budget {sandbox.names.budget}",
            ok="there is one",
            inspect=_budget,
            fix=f"{sandbox.create} --budget-usd USD --alarm-email ADDRESS",
        )
    if not sandbox.is_emulated("ce"):
        yield Check(subject="cost allocation tags", ok="they are active", inspect=_cost_tags, fix=_CONSOLE)


def _tags(sandbox: Sandbox) -> Iterator[Issue]:
    secret = sandbox.client("secretsmanager").describe_secret(SecretId=sandbox.names.secret)["ARN"]
    pages = (
        sandbox.client("resourcegroupstaggingapi")
        .get_paginator("get_resources")
        .paginate(TagFilters=[{"Key": tag["Key"], "Values": [tag["Value"]]} for tag in tag_list(sandbox.names)])
    )
    tagged = {found["ResourceARN"] for page in pages for found in page["ResourceTagMappingList"]}
    listed = [arn for arn in infrastructure_arns(sandbox.names, secret) if sandbox.on_aws or not _UNLISTED.search(arn)]
    missing = [arn for arn in listed if arn not in tagged]
    if missing:
        yield Issue(f"a bill can't show the costs of {', '.join(missing)}: they lack tags", Level.WARNING)
    if sandbox.has_agent and not sandbox.is_emulated("bedrock-agentcore-control"):
        runtime = sandbox.parameter(sandbox.names.agent_runtime_parameter)
        control = sandbox.client("bedrock-agentcore-control")
        found = control.list_tags_for_resource(resourceArn=runtime)["tags"]
        if not tags(sandbox.names).items() <= found.items():
            yield Issue("a bill can't show the costs of the agent: it lacks tags", Level.WARNING, sandbox.deploy_agent)


def _budget(sandbox: Sandbox) -> Iterator[Issue]:
    with ignore_errors("NotFoundException"):
        budgets, name = sandbox.client("budgets"), sandbox.names.budget
        budgets.describe_budget(AccountId=sandbox.names.account, BudgetName=name)
        return
    yield Issue("there is none: nobody hears of a bill that grows", Level.WARNING)


def _cost_tags(sandbox: Sandbox) -> Iterator[Issue]:
    wanted = [f"{prefix}{key}" for prefix in ("", CALLER) for key in tags(sandbox.names)]
    answer = sandbox.client("ce").list_cost_allocation_tags(Status="Active", TagKeys=wanted)
    active = {tag["TagKey"] for tag in answer["CostAllocationTags"]}
    if missing := [key for key in wanted if key not in active]:
        yield Issue(f"costs do not show {', '.join(missing)}: a budget can't go by them", Level.WARNING)
