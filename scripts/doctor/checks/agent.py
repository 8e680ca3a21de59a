"""Checks of the agent's runtime on AgentCore, and of its role."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from agent.marks.certificate import CertificateError
from deployment.agent.policy import agent_policy
from deployment.agent.settings import V2_REGIONS
from deployment.agent.signing import AgentSigning
from scripts.doctor.checks.models import models_of
from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.policies import granted_to, missing_and_more
from scripts.doctor.sandbox import Sandbox

_WARN_BEFORE: Final = timedelta(days=30)


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of the runtime and of the role."""
    yield Check(subject="agent runtime", ok="it is ready", inspect=_ready, fix=sandbox.deploy_agent)
    yield Check(
        subject="agent's role",
        ok="it has only the rights that it needs",
        inspect=_rights,
        fix=sandbox.deploy_agent,
    )
    yield Check(
        subject="signing certificate",
        ok="pictures can be signed with it, or none is set up",
        inspect=_certificate,
        fix="put a valid certificate and its key into the secret (docs/ai-act.md); the agent reads it again by itself",
    )


def _ready(sandbox: Sandbox) -> Iterator[Issue]:
    runtime = sandbox.agent
    if runtime["status"] != "READY":
        reason = f": {runtime['failureReason']}" if runtime.get("failureReason") else ""
        yield Issue(f"its status is {runtime['status']}{reason}")
    if runtime.get("platformVersion") == "V1" and sandbox.names.region in V2_REGIONS:
        yield Issue(
            "its sessions start cold: it has platform version V1",
            Level.WARNING,
            f"{sandbox.deploy_agent} --platform-version V2",
        )
    variables = runtime.get("environmentVariables", {})
    for name, bucket in (
        ("S3_UPLOAD_BUCKET", sandbox.names.upload_bucket),
        ("S3_GENERATED_BUCKET", sandbox.names.generated_bucket),
    ):
        if variables.get(name) != bucket:
            yield Issue(f"its variable {name} is missing or not the sandbox's bucket")


def _rights(sandbox: Sandbox) -> Iterator[Issue]:
    role = sandbox.agent["roleArn"].rpartition("/")[2]
    missing, more = missing_and_more(
        granted_to(sandbox.client("iam"), role), agent_policy(sandbox.names, models_of(sandbox), _signing(sandbox))
    )
    if missing:
        yield Issue(f"it lacks rights: {missing}")
    if more:
        yield Issue(f"it has rights that it does not need: {more}", Level.WARNING)


def _certificate(sandbox: Sandbox) -> Iterator[Issue]:
    signing = _signing(sandbox)
    if not signing.secret:
        return
    try:
        certificate = signing.read(sandbox.client("secretsmanager"))
    except CertificateError as error:
        yield Issue(f"pictures are not signed: {error}")
        return
    if certificate.not_after - sandbox.now < _WARN_BEFORE:
        yield Issue(f"it expires on {certificate.not_after:%Y-%m-%d}", Level.WARNING)


def _signing(sandbox: Sandbox) -> AgentSigning:
    return AgentSigning(secret=sandbox.agent.get("environmentVariables", {}).get("SIGNING_SECRET"))
