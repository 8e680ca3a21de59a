"""The API keys, and the parameters through which a deployment finds keys and agent."""

from collections.abc import Iterator

from deployment.infrastructure.key_ring import KeyRing
from petavatar.api_keys import expired
from scripts.doctor.findings import Check, Flaw
from scripts.doctor.sandbox import Sandbox


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """The secret and two parameters."""
    names = sandbox.names
    yield Check(subject=f"secret {names.secret}", sound="it holds valid keys", look=_keys, mend=sandbox.create)
    yield Check(
        subject=f"parameter {names.secret_parameter}", sound="it names the secret", look=_secret, mend=sandbox.create
    )
    yield Check(
        subject=f"parameter {names.agent_runtime_parameter}",
        sound="it names the agent",
        look=_agent,
        mend=sandbox.create,
    )


def _keys(sandbox: Sandbox) -> Iterator[Flaw]:
    entries = KeyRing(sandbox.client("secretsmanager"), sandbox.names.secret).entries()
    if all(map(expired, entries)):
        make = f"python -m scripts.api_keys --sandbox {sandbox.names.sandbox} create"
        yield Flaw("nobody can use the API: it holds no key that is valid", mend=make)


def _secret(sandbox: Sandbox) -> Iterator[Flaw]:
    secret = sandbox.client("secretsmanager").describe_secret(SecretId=sandbox.names.secret)
    if "DeletedDate" in secret:
        yield Flaw("the secret waits for its deletion")
    if sandbox.parameter(sandbox.names.secret_parameter) != secret["ARN"]:
        yield Flaw("it names another secret than the sandbox's", mend=f"{sandbox.create}, then {sandbox.deploy}")


def _agent(sandbox: Sandbox) -> Iterator[Flaw]:
    if not sandbox.parameter(sandbox.names.agent_runtime_parameter).startswith("arn:"):
        mend = f"{sandbox.deploy_agent}, then {sandbox.deploy}"
        yield Flaw("the agent is not deployed", mend=mend)
