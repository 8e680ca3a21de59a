"""Checks of the API keys, and of the parameters with the ARNs of keys and agent."""

from collections.abc import Iterator

from deployment.infrastructure.key_ring import KeyRing
from petavatar.api_keys import expired
from scripts.doctor.findings import Check, Issue
from scripts.doctor.sandbox import Sandbox


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of the secret and of two parameters."""
    names = sandbox.names
    yield Check(subject=f"secret {names.secret}", ok="it holds valid keys", inspect=_keys, fix=sandbox.create)
    yield Check(
        subject=f"parameter {names.secret_parameter}", ok="it names the secret", inspect=_secret, fix=sandbox.create
    )
    yield Check(
        subject=f"parameter {names.agent_runtime_parameter}",
        ok="it names the agent",
        inspect=_agent,
        fix=sandbox.create,
    )


def _keys(sandbox: Sandbox) -> Iterator[Issue]:
    entries = KeyRing(sandbox.client("secretsmanager"), sandbox.names.secret).entries()
    if all(map(expired, entries)):
        create = f"python -m scripts.api_keys --sandbox {sandbox.names.sandbox} create"
        yield Issue("nobody can use the API: it holds no valid key", fix=create)


def _secret(sandbox: Sandbox) -> Iterator[Issue]:
    secret = sandbox.client("secretsmanager").describe_secret(SecretId=sandbox.names.secret)
    if "DeletedDate" in secret:
        yield Issue("the secret is scheduled for deletion")
    if sandbox.parameter(sandbox.names.secret_parameter) != secret["ARN"]:
        yield Issue("it does not name the sandbox's secret", fix=f"{sandbox.create}, then {sandbox.deploy}")


def _agent(sandbox: Sandbox) -> Iterator[Issue]:
    if not sandbox.parameter(sandbox.names.agent_runtime_parameter).startswith("arn:"):
        yield Issue("the agent is not deployed", fix=f"{sandbox.deploy_agent}, then {sandbox.deploy}")
