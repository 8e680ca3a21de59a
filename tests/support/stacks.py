"""A sandbox made by CloudFormation on a local engine, of code that nobody runs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

from deployment.names import Names
from deployment.packaging.zip_file import Entry, zip_bytes
from deployment.stack.cloudformation import Change, Polling
from deployment.stack.code import Code, code_of
from deployment.stack.deployment import StackDeployment
from deployment.stack.options import Artefacts, StackOptions
from deployment.stack.template import stack_template

Clients = Callable[[str], Any]

QUICK: Final = Polling(first_s=0.02, most_s=0.1, timeout_s=60)
ON_AN_ENGINE: Final = {
    "TlsOnly": "false",
    "MetricMath": "false",
    "AgentRuntimeArn": "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/petavatar_dev-0000000000",
}
"""What an engine can't do is off."""


def some_code(options: StackOptions, **changed: bytes) -> Code:
    """Code of every function; that of those in `changed` (with `_` for `-`) is other code."""
    contents = {
        name: zip_bytes([Entry("handler.py", changed.get(name.replace("-", "_"), b"x = 1"))])
        for name in options.topology.functions
    }
    return code_of(contents)


def put(
    deployment: StackDeployment, parameters: Mapping[str, str] | None = None, workers: int = 10, **changed: bytes
) -> list[Change]:
    """Makes or changes the sandbox as scripts/deploy.py does, and returns what has changed."""
    options = replace(StackOptions.of(deployment.names.sandbox, deployment.names.region), workers=workers)
    deployment.prepare(tls_only=False)
    code = some_code(options, **changed)
    deployment.upload_code(code)
    proposal = deployment.propose(options, code, {**ON_AN_ENGINE, **(parameters or {})})
    changes = proposal.changes()
    if changes:
        deployment.apply(proposal, {})
    else:
        proposal.change_set.discard()
        deployment.note(proposal, {})
    return changes


@cache
def a_template(sandbox: str = "dev", region: str = "us-east-1") -> Mapping[str, Any]:
    """The template of a sandbox with all its defaults, of code that was never built."""
    options = StackOptions.of(sandbox, region)
    functions = {name: f"functions/{name}.zip" for name in options.topology.functions}
    return stack_template(options, Artefacts(functions=functions, agent="agent/code.zip"))


def quick(client: Clients, names: Names, **more: Any) -> StackDeployment:
    """The stacks of a sandbox, which are looked at often."""
    return StackDeployment(client, names, polling=QUICK, **more)
