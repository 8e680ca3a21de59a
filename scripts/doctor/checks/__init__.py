"""All checks, one file for each area."""

from collections.abc import Iterator

from scripts.doctor.checks import (
    access,
    agent,
    buckets,
    functions,
    models,
    queues,
    quotas,
    spending,
    table,
    telemetry,
    wiring,
)
from scripts.doctor.findings import Check
from scripts.doctor.sandbox import Sandbox


def checks_of(sandbox: Sandbox) -> Iterator[Check]:
    """The checks that apply to this sandbox, in the order of a job's path through it."""
    yield from buckets.checks(sandbox)
    yield from table.checks(sandbox)
    yield from queues.checks(sandbox)
    yield from access.checks(sandbox)
    yield from functions.checks(sandbox)
    yield from wiring.checks(sandbox)
    if sandbox.has_agent and not sandbox.is_emulated("bedrock-agentcore-control"):
        yield from agent.checks(sandbox)
    if not sandbox.is_emulated("bedrock"):
        yield from models.checks(sandbox)
    if not sandbox.is_emulated("service-quotas"):
        yield from quotas.checks(sandbox)
    yield from spending.checks(sandbox)
    yield from telemetry.checks(sandbox)
