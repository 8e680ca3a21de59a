"""Puts the agent on Bedrock AgentCore: `python -m scripts.deploy_agent --sandbox dev`.

Role, code, runtime and the parameter that the topology reads are made, or set right: run it again after every
change of the agent or of a setting; where nothing changed, nothing is updated. scripts/create_infrastructure.py
goes before it, the deployment of the functions after it.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import SubprocessError

from deployment.agent.deploy import AgentOptions, deploy_agent
from deployment.agent.policy import AgentModels
from deployment.agent.role import ensure_agent_role
from deployment.agent.runtime import AgentRuntimeError, PollSettings
from deployment.connection import Connection
from scripts.command import DONE, run, sandbox_parser


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    models = AgentModels()
    parser = sandbox_parser("deploy_agent", __doc__)
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
    return AgentOptions(models=models, package=arguments.zip, smoke=not arguments.no_smoke, polling=PollSettings())


def main(argv: Sequence[str] | None = None) -> int:
    """The command: 0 if the agent serves, 1 if it does not or AWS refused, 2 if the arguments make no sense."""
    arguments = _arguments(argv)

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        client, names, options = connection.client, connection.names, _options(arguments)
        if arguments.role_only:
            print(f"Role: {ensure_agent_role(client('iam'), names, options.models)}")
        else:
            print(f"The agent of sandbox {names.sandbox} serves: {deploy_agent(client, names, options)}")
        return DONE

    return run(work, stopping=(AgentRuntimeError, OSError, SubprocessError))


if __name__ == "__main__":
    sys.exit(main())
