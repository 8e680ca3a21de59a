"""Writes the project files of the `agentcore` CLI for a sandbox: `python -m scripts.agentcore_project --sandbox dev`.

The CLI (npm `@aws/agentcore`) deploys the folder dist/agent from `make build`, with the role from
`python -m scripts.deploy_agent --role-only`, because the CLI's own role may call every model. It names the runtime
`{project}_{runtime}`, which is the name that scripts/deploy_agent.py uses too.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from deployment import PROJECT
from deployment.agent.models import AgentModels
from deployment.agent.photos import AgentPhotos
from deployment.agent.settings import IDLE_TIMEOUT_S, MAX_LIFETIME_S, PYTHON, agent_environment
from deployment.agent.signing import AgentSigning
from deployment.agent.spending import AgentSpending
from deployment.names import Names
from deployment.packaging.agent import ENTRY_POINT
from petavatar.errors import SettingsError
from scripts.command import DONE, add_limits, add_models, models_of, photos_of, run, signing_of, spending_of

FOLDER: Final = PROJECT / "agentcore"
_SCHEMA: Final = "https://schema.agentcore.aws.dev/v1/agentcore.json"


def project_file(
    names: Names,
    models: AgentModels,
    spending: AgentSpending | None = None,
    photos: AgentPhotos | None = None,
    signing: AgentSigning | None = None,
) -> dict[str, Any]:
    """The content of agentcore.json, for version 0.30 of the CLI."""
    project, _, runtime = names.agent_runtime.partition("_")
    return {
        "$schema": _SCHEMA,
        "name": project,
        "version": 1,
        "managedBy": "CDK",
        "tags": {"project": "petavatar", "sandbox": names.sandbox},
        "runtimes": [
            {
                "name": runtime,
                "description": "Turns a pet photo into an avatar and a career identity",
                "build": "CodeZip",
                "entrypoint": ENTRY_POINT[-1],
                "codeLocation": "dist/agent",
                "runtimeVersion": PYTHON,
                "networkMode": "PUBLIC",
                "protocol": "HTTP",
                "instrumentation": {"enableOtel": True},
                "executionRoleArn": f"arn:aws:iam::{names.account}:role/{names.agent_role}",
                "lifecycleConfiguration": {"idleRuntimeSessionTimeout": IDLE_TIMEOUT_S, "maxLifetime": MAX_LIFETIME_S},
                "envVars": [
                    {"name": name, "value": value}
                    for name, value in agent_environment(names, models, spending, photos, signing).items()
                ],
            }
        ],
    }


def targets_file(names: Names) -> list[dict[str, str]]:
    """The content of aws-targets.json: one deployment target, with the sandbox's name.

    The CLI calls the CloudFormation stack by project and target: under one name for all, the stack of one sandbox
    would take the place of another's, and its runtime with it.
    """
    return [{"name": names.sandbox, "account": names.account, "region": names.region}]


def write_project(
    names: Names,
    models: AgentModels,
    folder: Path,
    spending: AgentSpending | None = None,
    photos: AgentPhotos | None = None,
    signing: AgentSigning | None = None,
) -> None:
    """Writes both files."""
    for name, content in (
        ("agentcore.json", project_file(names, models, spending, photos, signing)),
        ("aws-targets.json", targets_file(names)),
    ):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if both files are written, 2 if the arguments are invalid."""
    parser = argparse.ArgumentParser(prog="agentcore_project", description=__doc__)
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--account", required=True, help="the AWS account's twelve digits")
    parser.add_argument("--region", required=True)
    add_models(parser)
    add_limits(parser)
    arguments = parser.parse_args(argv)

    def work() -> int:
        names = Names(arguments.account, arguments.region, arguments.sandbox)
        models, spending = models_of(arguments, names.region), spending_of(arguments)
        spending.check(models)
        write_project(names, models, FOLDER, spending, photos_of(arguments), signing_of(arguments))
        return DONE

    return run(work, misuse=(SettingsError,))


if __name__ == "__main__":
    sys.exit(main())
