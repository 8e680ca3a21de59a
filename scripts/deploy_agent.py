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
from deployment.agent.role import ensure_agent_role
from deployment.agent.runtime import AgentRuntimeError, Patience
from deployment.connection import Connection
from scripts.command import DONE, add_models, models_of, run, sandbox_parser


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = sandbox_parser("deploy_agent", __doc__)
    add_models(parser)
    parser.add_argument("--zip", type=Path, help="the agent's code zip; built if left out")
    parser.add_argument("--no-smoke", action="store_true", help="don't invoke the agent once when it is ready")
    parser.add_argument("--role-only", action="store_true", help="make the role only, for the agentcore CLI's project")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """The command: 0 if the agent serves, 1 if it does not or AWS refused, 2 if the arguments make no sense."""
    arguments = _arguments(argv)

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        client, names, models = connection.client, connection.names, models_of(arguments)
        if arguments.role_only:
            print(f"Role: {ensure_agent_role(client('iam'), names, models)}")
        else:
            smoke, patience = not arguments.no_smoke, Patience()
            options = AgentOptions(models=models, package=arguments.zip, smoke=smoke, patience=patience)
            print(f"The agent of sandbox {names.sandbox} serves: {deploy_agent(client, names, options)}")
        return DONE

    return run(work, stopping=(AgentRuntimeError, OSError, SubprocessError))


if __name__ == "__main__":
    sys.exit(main())
