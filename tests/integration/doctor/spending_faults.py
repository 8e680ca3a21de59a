"""Faults of what bounds and splits a bill."""

from collections.abc import Iterator
from typing import Final

from deployment.tags import tags
from local.system import LocalSystem
from scripts.doctor.findings import Level
from tests.integration.doctor.control_planes import ControlPlanes
from tests.integration.doctor.planting import Faults, replaced

FAULTS: Final = Faults()
fault = FAULTS.add


@fault(
    "table without tags", "tags", "table/petavatar-jobs-local: they lack tags", Level.WARNING, "create_infrastructure"
)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    tagging = system.client("resourcegroupstaggingapi")
    table = f"arn:aws:dynamodb:{system.region}:{system.account}:table/{system.names.table}"
    tagging.untag_resources(ResourceARNList=[table], TagKeys=["project"])
    yield
    tagging.tag_resources(ResourceARNList=[table], Tags=tags(system.names))


@fault("agent without tags", "tags", "costs of the agent", Level.WARNING, fix="scripts.deploy_agent")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(vars(control), "agent_tags", {"project": "petavatar"})


@fault("no budget", "budget petavatar-local", "there is none", Level.WARNING, fix="--budget-usd USD --alarm-email")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(vars(control), "budgets", set())


@fault("costs without callers", "cost allocation tags", "iamPrincipal/sandbox", Level.WARNING, fix="billing console")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(vars(control), "cost_tags", {"project", "sandbox", "iamPrincipal/project"})


@fault("costs that may not be seen", "cost allocation tags", "ListCostAllocationTags was denied", Level.WARNING)
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(vars(control), "denied", {"cost tags"})
