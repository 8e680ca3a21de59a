"""The sandbox that is looked at, and what it should be."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError

from deployment.connection import ClientFactory
from deployment.infrastructure.parameters import NOT_DEPLOYED
from deployment.names import Names
from deployment.topology import Scope, Topology, load_topology

_PROJECT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Sandbox:
    """A sandbox: how to look at it, and what its files say of it."""

    connect: ClientFactory
    names: Names

    @cached_property
    def client(self) -> ClientFactory:
        """The client of a service, made once."""
        return cache(self.connect)

    @cached_property
    def topology(self) -> Topology:
        """What tc's files would deploy."""
        return load_topology(Scope(self.names.account, self.names.region, self.names.sandbox, _PROJECT))

    @cached_property
    def on_aws(self) -> bool:
        """Whether this is AWS. A local engine speaks plain HTTP, and runs functions by a runtime of its own."""
        return str(self.client("sts").meta.endpoint_url).startswith("https://")

    def is_played(self, service: str) -> bool:
        """Whether the local engine plays a service that it does not have, with answers that say nothing."""
        endpoint = self.client(service).meta.endpoint_url
        return not self.on_aws and bool(endpoint == self.client("sts").meta.endpoint_url)

    def in_region(self, service: str, region: str) -> Any:
        """A client for a service in a region, which need not be the sandbox's."""
        near = self.client(service)
        make: Any = boto3.client
        return near if near.meta.region_name == region else make(service, region_name=region, config=near.meta.config)

    @property
    def now(self) -> datetime:
        """The time, by which ends of life and recent errors are judged."""
        return datetime.now(UTC)

    def parameter(self, name: str) -> str:
        """A parameter's value."""
        value: str = self.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
        return value

    @cached_property
    def has_agent(self) -> bool:
        """Whether the deployment knows an agent; if it does not, the check of its parameter says so."""
        try:
            return self.parameter(self.names.agent_runtime_parameter) != NOT_DEPLOYED
        except ClientError:
            return False

    @cached_property
    def agent(self) -> dict[str, Any]:
        """The agent's runtime, as AgentCore describes it."""
        runtime = self.parameter(self.names.agent_runtime_parameter).rpartition("/")[2]
        described: dict[str, Any] = self.client("bedrock-agentcore-control").get_agent_runtime(agentRuntimeId=runtime)
        return described

    @property
    def create(self) -> str:
        """The command that sets right what tc can't make."""
        return f"python -m scripts.create_infrastructure --sandbox {self.names.sandbox}"

    @property
    def deploy(self) -> str:
        """The command that deploys what tc makes."""
        return f"tc update -s {self.names.sandbox} -e PROFILE (tc create, the first time)"

    @property
    def deploy_agent(self) -> str:
        """The command that puts the agent on AgentCore, with its role and its models."""
        return f"python -m scripts.deploy_agent --sandbox {self.names.sandbox}"

    @property
    def finish(self) -> str:
        """The command that sets what tc leaves undone."""
        return f"python -m scripts.post_deploy --sandbox {self.names.sandbox}"
