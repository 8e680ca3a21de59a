"""Deploys the agent to Bedrock AgentCore: `python -m scripts.deploy_agent --sandbox dev`.

It creates or updates role, code, runtime and the parameter that the topology reads. Run it again after every change
of the agent or of a setting; the runtime is updated only if something changed. Run scripts/create_infrastructure.py
before it, and deploy the functions after it.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import SubprocessError
from typing import Final

from agent.marks.certificate import CertificateError
from deployment.agent.deploy import AgentOptions, deploy_agent
from deployment.agent.role import ensure_agent_role
from deployment.agent.runtime import AgentRuntimeError, PollSettings
from deployment.agent.settings import PLATFORM_VERSIONS
from deployment.connection import Connection
from deployment.region import OtherRegionError, require_own_region
from deployment.stack.ways import OtherWayError, require_no_stack
from petavatar.errors import SettingsError
from scripts.command import (
    DONE,
    add_limits,
    add_models,
    models_of,
    photos_of,
    run,
    sandbox_parser,
    signing_of,
    spending_of,
)

_STOPPING: Final = (
    AgentRuntimeError,
    CertificateError,
    OtherRegionError,
    OtherWayError,
    OSError,
    SettingsError,
    SubprocessError,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if the agent is ready, 1 if not, 2 if the arguments are invalid."""
    parser = sandbox_parser("deploy_agent", __doc__)
    add_models(parser)
    parser.add_argument(
        "--platform-version",
        choices=PLATFORM_VERSIONS,
        help="AgentCore's platform: V2 starts sessions from a snapshot, V1 from nothing, default is the region's own; "
        "left out, it is V2 in the regions that are known to have it",
    )
    add_limits(parser)
    parser.add_argument("--zip", type=Path, help="the agent's code zip; built if left out")
    parser.add_argument("--no-smoke", action="store_true", help="don't invoke the agent once when it is ready")
    parser.add_argument("--role-only", action="store_true", help="create only the role, for the agentcore CLI")
    arguments = parser.parse_args(argv)

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        client, names = connection.client, connection.names
        require_no_stack(client, names)
        models = models_of(arguments, names.region)
        spending = spending_of(arguments)
        spending.check(models)
        require_own_region(client("s3"), names)
        if arguments.role_only:
            print(f"Role: {ensure_agent_role(client('iam'), names, models, signing_of(arguments))}")
        else:
            options = AgentOptions(
                models=models,
                platform=arguments.platform_version,
                spending=spending,
                photos=photos_of(arguments),
                signing=signing_of(arguments),
                package=arguments.zip,
                smoke=not arguments.no_smoke,
                polling=PollSettings(),
            )
            print(f"The agent of sandbox {names.sandbox} is ready: {deploy_agent(client, names, options)}")
        return DONE

    return run(work, stopping=_STOPPING)


if __name__ == "__main__":
    sys.exit(main())
