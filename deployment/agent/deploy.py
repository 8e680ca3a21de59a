"""Deploys the agent to Bedrock AgentCore, or removes it: role, code, runtime, and the parameter with its ARN."""

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deployment.agent.code import ensure_agent_code
from deployment.agent.models import AgentModels
from deployment.agent.photos import AgentPhotos
from deployment.agent.role import ensure_agent_role
from deployment.agent.runtime import AgentRuntimeError, AgentRuntimes, PollSettings
from deployment.agent.settings import runtime_parameters
from deployment.agent.signing import AgentSigning
from deployment.agent.spending import AgentSpending
from deployment.connection import ClientFactory
from deployment.infrastructure.parameters import set_agent_runtime
from deployment.monitoring.logs import agent_log_group, expire_logs
from deployment.names import Names
from deployment.packaging.agent import agent_zip
from deployment.tags import tags
from petavatar.agent_runtime import AgentRuntime
from petavatar.errors import AgentFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOptions:
    """Options of a sandbox's agent.

    Attributes:
        models: the models that it calls; its policy allows no others. None for the region's default ones.
        platform: AgentCore's platform version, as `runtime_parameters` takes it.
        spending: what a job may cost.
        photos: which photos it takes.
        signing: what pictures are signed with.
        package: the agent's code zip; None to build it.
        smoke: whether to invoke it once at the end, with a request that it must refuse. This calls no model.
        polling: how to poll AWS.
    """

    models: AgentModels | None = None
    platform: str | None = None
    spending: AgentSpending = field(default_factory=AgentSpending)
    photos: AgentPhotos = field(default_factory=AgentPhotos)
    signing: AgentSigning = field(default_factory=AgentSigning)
    package: Path | None = None
    smoke: bool = True
    polling: PollSettings = field(default_factory=PollSettings)


def deploy_agent(client: ClientFactory, names: Names, options: AgentOptions | None = None) -> str:
    """Deploys a sandbox's agent to AgentCore, or updates it.

    Args:
        client: makes a client for a service.
        names: the names of the sandbox's resources.
        options: the options of this sandbox's agent.

    Returns:
        The ARN of its runtime. The parameter that the topology reads then holds it.

    Raises:
        AgentRuntimeError: if the runtime fails, is not ready in time, or gives a wrong answer.
        CertificateError: if nothing can be signed with the certificate.
        CalledProcessError: if its code can't be built.
        ClientError: if AWS refuses.
    """
    options = options or AgentOptions()
    models = options.models or AgentModels.of(names.region)
    options.signing.check(client("secretsmanager"))
    role_arn = ensure_agent_role(client("iam"), names, models, options.signing)
    code = options.package.read_bytes() if options.package else agent_zip()
    code_key = ensure_agent_code(client("s3"), names.artefact_bucket, code)
    runtimes = AgentRuntimes(client("bedrock-agentcore-control"), options.polling)
    wanted = runtime_parameters(
        names, models, role_arn, code_key, options.platform, options.spending, options.photos, options.signing
    )
    arn = runtimes.ensure(names.agent_runtime, wanted)
    client("bedrock-agentcore-control").tag_resource(resourceArn=arn, tags=tags(names))
    expire_logs(client("logs"), agent_log_group(arn))
    if options.smoke:
        smoke_test(client("bedrock-agentcore"), arn)
    set_agent_runtime(client("ssm"), names, arn)
    return arn


def smoke_test(agentcore: Any, arn: str) -> None:
    """Sends the agent an invalid request, and checks that its event stream holds just the refusal.

    Raises:
        AgentRuntimeError: if it can't be invoked, or answers something else.
    """
    try:
        events = list(AgentRuntime(agentcore, arn).run({}, f"smoke-{uuid.uuid4()}"))
    except AgentFailure as error:
        raise AgentRuntimeError(f"{arn} is ready, but could not be invoked: {error}") from error
    refusals = [event["error"]["type"] for event in events if event["type"] == "error"]
    if len(events) != 1 or refusals != [AgentFailure("").record()["type"]]:
        raise AgentRuntimeError(f"{arn} is ready, but its answer is not that of our agent")
