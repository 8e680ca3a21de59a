"""The agent's runtime on AgentCore, and its role."""

from collections.abc import Iterator
from typing import Final

from scripts.doctor.checks.models import models_of
from scripts.doctor.findings import Check, Flaw, Level
from scripts.doctor.policies import granted_to, missing_and_more
from scripts.doctor.sandbox import Sandbox
from scripts.infrastructure.agent_policy import agent_policy

_DEPLOY: Final = "deploy the agent again (see Deploy in README.md)"


def checks() -> Iterator[Check]:
    """Runtime and role."""
    yield Check(subject="agent runtime", sound="it is ready", look=_ready, mend=_DEPLOY)
    yield Check(
        subject="agent's role",
        sound="it may do what it must, no more",
        look=_rights,
        mend="put scripts/policies/agent.json, filled in for its models, on the role",
    )


def _ready(sandbox: Sandbox) -> Iterator[Flaw]:
    runtime = sandbox.agent
    if runtime["status"] != "READY":
        reason = f": {runtime['failureReason']}" if runtime.get("failureReason") else ""
        yield Flaw(f"its status is {runtime['status']}{reason}")
    variables = runtime.get("environmentVariables", {})
    for name, bucket in (
        ("S3_UPLOAD_BUCKET", sandbox.names.upload_bucket),
        ("S3_GENERATED_BUCKET", sandbox.names.generated_bucket),
    ):
        if variables.get(name) != bucket:
            yield Flaw(f"of its environment, {name} is missing or not the sandbox's bucket")


def _rights(sandbox: Sandbox) -> Iterator[Flaw]:
    role = sandbox.agent["roleArn"].rpartition("/")[2]
    missing, more = missing_and_more(
        granted_to(sandbox.client("iam"), role), agent_policy(sandbox.names, models_of(sandbox))
    )
    if missing:
        yield Flaw(f"it lacks rights: {missing}")
    if more:
        yield Flaw(f"it has rights that it does not need: {more}", Level.WARNING)
