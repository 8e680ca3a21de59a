"""Puts the agent on Bedrock AgentCore: `python -m scripts.deploy_agent --sandbox dev`.

Role, code, runtime and the parameter that the topology reads are made, or set right: run it again after every
change of the agent or of a setting; where nothing changed, nothing is updated. scripts/create_infrastructure.py
goes before it, the deployment of the functions after it.
"""

from dataclasses import dataclass, field
from pathlib import Path

from scripts.infrastructure.agent_policy import AgentModels
from scripts.infrastructure.agent_role import delete_agent_role
from scripts.infrastructure.agent_runtime import AgentRuntimes, Patience
from scripts.infrastructure.connection import ClientFactory
from scripts.infrastructure.names import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOptions:
    """What a sandbox's agent may have of its own.

    Attributes:
        models: the models that it calls, and may call.
        package: the agent's code zip; built if left out.
        smoke: whether it is invoked once at the end, with what it must refuse: no model is called.
        patience: how AWS is waited for.
    """

    models: AgentModels = field(default_factory=AgentModels)
    package: Path | None = None
    smoke: bool = True
    patience: Patience = field(default_factory=Patience)


def deploy_agent(client: ClientFactory, names: Names, options: AgentOptions | None = None) -> str:
    """Puts a sandbox's agent on AgentCore, or sets what is there right.

    Args:
        client: makes a client for a service.
        names: the names of the sandbox's resources.
        options: what this sandbox's agent has of its own.

    Returns:
        The ARN of its runtime, which the parameter that the topology reads holds then.

    Raises:
        AgentRuntimeError: if the runtime fails, is not ready in time, or does not answer as it should.
        BuildError: if its code can't be built.
        ClientError: if AWS refuses.
    """
    raise NotImplementedError


def destroy_agent(client: ClientFactory, names: Names, patience: Patience | None = None) -> None:
    """Deletes a sandbox's agent and its role; what is not there is not missed.

    The parameter and the bucket that its code lies in are left.

    Args:
        client: makes a client for a service.
        names: the names of the sandbox's resources.
        patience: how AWS is waited for.

    Raises:
        AgentRuntimeError: if the runtime is not gone in time.
        ClientError: if AWS refuses.
    """
    AgentRuntimes(client("bedrock-agentcore-control"), patience or Patience()).delete(names.agent_runtime)
    delete_agent_role(client("iam"), names)
