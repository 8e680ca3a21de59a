"""The agent on AgentCore, and its role."""

from collections.abc import Iterator

from deployment.agent.deploy import destroy_agent
from deployment.connection import ClientFactory
from deployment.ignore_errors import ignore_errors
from deployment.names import Names


def remove_agent(client: ClientFactory, names: Names) -> Iterator[str]:
    """Removes the agent's runtime and role.

    Raises:
        AgentRuntimeError: if the runtime is not deleted in time.
        ClientError: if AWS refuses.
    """
    present = list(_present(client, names))
    destroy_agent(client, names)
    yield from present


def _present(client: ClientFactory, names: Names) -> Iterator[str]:
    pages = client("bedrock-agentcore-control").get_paginator("list_agent_runtimes").paginate()
    if any(runtime["agentRuntimeName"] == names.agent_runtime for page in pages for runtime in page["agentRuntimes"]):
        yield f"agent {names.agent_runtime}"
    with ignore_errors("NoSuchEntity"):
        client("iam").get_role(RoleName=names.agent_role)
        yield f"role {names.agent_role}"
