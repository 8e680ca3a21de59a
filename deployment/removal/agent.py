"""The agent on AgentCore, and its role."""

from collections.abc import Iterator

from deployment.agent.role import delete_role
from deployment.agent.runtime import AgentRuntimes, PollSettings
from deployment.connection import ClientFactory
from deployment.ignore_errors import ignore_errors
from deployment.names import Names


def remove_agent(client: ClientFactory, names: Names, polling: PollSettings | None = None) -> Iterator[str]:
    """Removes the agent's runtime and role.

    Raises:
        AgentRuntimeError: if the runtime is not deleted in time.
        ClientError: if AWS refuses.
    """
    runtimes = AgentRuntimes(client("bedrock-agentcore-control"), polling or PollSettings())
    if runtimes.delete(names.agent_runtime):
        yield f"agent {names.agent_runtime}"
    with ignore_errors("NoSuchEntity"):
        delete_role(client("iam"), names.agent_role)
        yield f"role {names.agent_role}"
