"""Puts the agent on Bedrock AgentCore: `python -m scripts.deploy_agent --sandbox dev`.

Role, code, runtime and the parameter that the topology reads are made, or set right: run it again after every
change of the agent or of a setting; where nothing changed, nothing is updated. scripts/create_infrastructure.py
goes before it, the deployment of the functions after it.
"""

import argparse
import sys
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import SubprocessError
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from petavatar.agent_runtime import AgentRuntime
from petavatar.errors import AgentFailure
from scripts.create_infrastructure import ClientFactory
from scripts.infrastructure.agent_code import ensure_agent_code
from scripts.infrastructure.agent_policy import AgentModels
from scripts.infrastructure.agent_role import delete_agent_role, ensure_agent_role
from scripts.infrastructure.agent_runtime import AgentRuntimeError, AgentRuntimes, Patience
from scripts.infrastructure.agent_settings import runtime_parameters
from scripts.infrastructure.names import InvalidSandboxError, Names
from scripts.infrastructure.parameters import set_agent_runtime
from scripts.packaging.agent import agent_zip

# The first answer of a new runtime takes longest.
_CONFIG: Final = Config(connect_timeout=5, read_timeout=60, retries={"total_max_attempts": 4, "mode": "standard"})


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
        CalledProcessError: if its code can't be built.
        ClientError: if AWS refuses.
    """
    options = options or AgentOptions()
    role_arn = ensure_agent_role(client("iam"), names, options.models)
    code_key = _upload(client, names, options.package)
    runtimes = AgentRuntimes(client("bedrock-agentcore-control"), options.patience)
    wanted = runtime_parameters(names, options.models, role_arn, code_key)
    arn = runtimes.ensure(names.agent_runtime, wanted)
    if options.smoke:
        _try(client("bedrock-agentcore"), arn)
    set_agent_runtime(client("ssm"), names, arn)
    return arn


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


def _upload(client: ClientFactory, names: Names, package: Path | None) -> str:
    content = package.read_bytes() if package else agent_zip()
    return ensure_agent_code(client("s3"), names.artefact_bucket, content)


def _try(agentcore: Any, arn: str) -> None:
    """Sends the agent what it must refuse, and reads the refusal from its stream of events."""
    try:
        events = list(AgentRuntime(agentcore, arn).run({}, f"smoke-{uuid.uuid4()}"))
    except AgentFailure as error:
        raise AgentRuntimeError(f"{arn} is ready, but could not be invoked: {error}") from error
    refusals = [event["error"]["type"] for event in events if event["type"] == "error"]
    if len(events) != 1 or refusals != [AgentFailure("").record()["type"]]:
        raise AgentRuntimeError(f"{arn} is ready, but does not answer as our agent would")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    models = AgentModels()
    parser = argparse.ArgumentParser(prog="deploy_agent", description=__doc__)
    parser.add_argument("--sandbox", required=True, help="the sandbox that create_infrastructure has made")
    parser.add_argument("--region", help="the AWS region; the profile's own if left out")
    parser.add_argument("--text-model", default=models.text, help="model or inference profile that analyses and writes")
    parser.add_argument("--orchestrator-model", default=models.orchestrator, help="that which calls the tools")
    parser.add_argument("--image-model", default=models.image, help="that which draws")
    parser.add_argument("--image-region", default=models.image_region, help="where the image model is served")
    parser.add_argument("--zip", type=Path, help="the agent's code zip; built if left out")
    parser.add_argument("--no-smoke", action="store_true", help="don't invoke the agent once when it is ready")
    parser.add_argument("--role-only", action="store_true", help="make the role only, for the agentcore CLI's project")
    return parser.parse_args(argv)


def _options(arguments: argparse.Namespace) -> AgentOptions:
    models = AgentModels(
        text=arguments.text_model,
        orchestrator=arguments.orchestrator_model,
        image=arguments.image_model,
        image_region=arguments.image_region,
    )
    return AgentOptions(models=models, package=arguments.zip, smoke=not arguments.no_smoke, patience=Patience())


def main(argv: Sequence[str] | None = None) -> int:
    """The command: 0 if the agent serves, 1 if it does not or AWS refused, 2 if the arguments make no sense."""
    arguments = _arguments(argv)
    session = boto3.Session(region_name=arguments.region)
    if session.region_name is None:
        print("No region: give --region or set AWS_REGION", file=sys.stderr)
        return 2
    make: Any = session.client

    def client(service: str) -> Any:
        return make(service, config=_CONFIG)

    try:
        account = client("sts").get_caller_identity()["Account"]
        names = Names(account, session.region_name, arguments.sandbox)
        options = _options(arguments)
        if arguments.role_only:
            print(f"Role: {ensure_agent_role(client('iam'), names, options.models)}")
        else:
            print(f"The agent of sandbox {names.sandbox} serves: {deploy_agent(client, names, options)}")
    except InvalidSandboxError as error:
        print(error, file=sys.stderr)
        return 2
    except (ClientError, BotoCoreError, AgentRuntimeError, OSError, SubprocessError) as error:
        print(f"Stopped: {error}. It is safe to run this again.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
