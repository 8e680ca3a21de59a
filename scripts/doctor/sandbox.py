"""The sandbox to check, and its expected state."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

import boto3
from botocore.exceptions import ClientError

from deployment.connection import ClientFactory
from deployment.infrastructure.parameters import NOT_DEPLOYED
from deployment.names import Names
from deployment.stack.ways import made_by_stack
from deployment.topology import Topology, load_topology
from deployment.workers import mappings_of


@dataclass(frozen=True)
class Sandbox:
    """A sandbox: clients to read its state, and the files that describe it."""

    connect: ClientFactory
    names: Names

    @cached_property
    def client(self) -> ClientFactory:
        """A client factory that creates one client for each service."""
        return cache(self.connect)

    @cached_property
    def topology(self) -> Topology:
        """The topology in tc's files."""
        return load_topology(self.names)

    @cached_property
    def on_aws(self) -> bool:
        """Whether this is AWS. A local engine uses plain HTTP, and its own runtime for functions."""
        return str(self.client("sts").meta.endpoint_url).startswith("https://")

    def is_emulated(self, service: str) -> bool:
        """Whether the local engine itself answers for a service that it does not have: its answers mean nothing."""
        endpoint = self.client(service).meta.endpoint_url
        return not self.on_aws and bool(endpoint == self.client("sts").meta.endpoint_url)

    def in_region(self, service: str, region: str) -> Any:
        """A client for a service in any region."""
        own = self.client(service)
        make: Any = boto3.client
        return own if own.meta.region_name == region else make(service, region_name=region, config=own.meta.config)

    @property
    def now(self) -> datetime:
        """The current time, to judge ends of life and recent errors."""
        return datetime.now(UTC)

    def parameter(self, name: str) -> str:
        """A parameter's value."""
        value: str = self.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
        return value

    @cached_property
    def has_agent(self) -> bool:
        """Whether the deployment has an agent; if not, the check of its parameter reports it."""
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

    @cached_property
    def workers(self) -> int | None:
        """How many workers may run at once; None if nothing limits them, or nothing is deployed."""
        mappings = mappings_of(self.client("lambda"), self.names)
        caps = [mapping.get("ScalingConfig", {}).get("MaximumConcurrency") for mapping in mappings]
        return next(iter(caps), None)

    @cached_property
    def by_stack(self) -> bool:
        """Whether CloudFormation has made it."""
        return made_by_stack(self.client("cloudformation"), self.names)

    @property
    def create(self) -> str:
        """The command that creates or updates what tc can't create."""
        return self._stack or f"python -m scripts.create_infrastructure --sandbox {self.names.sandbox}"

    @property
    def deploy(self) -> str:
        """The command that deploys the topology."""
        return self._stack or f"tc update -s {self.names.sandbox} -e PROFILE (tc create, the first time)"

    @property
    def deploy_agent(self) -> str:
        """The command that deploys the agent, with its role and its models."""
        return self._stack or f"python -m scripts.deploy_agent --sandbox {self.names.sandbox}"

    @property
    def finish(self) -> str:
        """The command that sets what tc can't set."""
        return self._stack or f"python -m scripts.post_deploy --sandbox {self.names.sandbox}"

    @property
    def _stack(self) -> str:
        """The command that does all of it where CloudFormation has made the sandbox; empty where it has not."""
        return f"python -m scripts.deploy --sandbox {self.names.sandbox}" if self.by_stack else ""
