"""The agent's runtime on AgentCore, and its role."""

from collections.abc import Iterator

from deployment.agent.policy import agent_policy
from scripts.doctor.checks.models import models_of
from scripts.doctor.findings import Check, Flaw, Level
from scripts.doctor.policies import granted_to, missing_and_more
from scripts.doctor.sandbox import Sandbox


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Runtime and role."""
    yield Check(subject="agent runtime", sound="it is ready", look=_ready, mend=sandbox.deploy_agent)
    yield Check(
        subject="agent's role",
        sound="it may do what it must, no more",
        look=_rights,
        mend=sandbox.deploy_agent,
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
