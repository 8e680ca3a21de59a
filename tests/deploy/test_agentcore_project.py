"""The agentcore CLI's project files: in its form, and the same runtime as scripts/deploy_agent.py makes."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from deployment.agent.models import AgentModels
from deployment.agent.settings import agent_environment, runtime_parameters
from deployment.names import Names
from scripts import agentcore_project
from scripts.build import AGENT_FOLDER
from tests.deploy import agentcore_rules

ROOT = Path(__file__).parents[2]
NAMES = Names("123456789012", "us-east-1", "dev")
CLI = ("@aws/agentcore@0.30.0", "zod@4")
CHECK = """
const schemas = process.argv[1] + "/node_modules/@aws/agentcore/dist/schema/schemas/";
const read = name => JSON.parse(require("fs").readFileSync(process.argv[2] + "/agentcore/" + name));
require(schemas + "agentcore-project.js").AgentCoreProjectSpecSchema.parse(read("agentcore.json"));
require(schemas + "aws-targets.js").AwsDeploymentTargetsSchema.parse(read("aws-targets.json"));
"""


def content(name: str) -> Any:
    return json.loads((ROOT / "agentcore" / name).read_text())


def test_project_file_is_in_the_clis_form() -> None:
    agentcore_rules.Project.model_validate(content("agentcore.json"))


def test_targets_file_is_in_the_clis_form() -> None:
    agentcore_rules.Targets.model_validate(content("aws-targets.json"))


def test_files_are_those_that_the_script_writes(tmp_path: Path) -> None:
    agentcore_project.write_project(NAMES, AgentModels.of("us-east-1"), tmp_path)

    for name in ("agentcore.json", "aws-targets.json"):
        assert (tmp_path / name).read_text() == (ROOT / "agentcore" / name).read_text()


def test_limit_prices_and_formats_are_those_of_the_flags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agentcore_project, "FOLDER", tmp_path)
    flags = ["--sandbox", "dev", "--account", NAMES.account, "--region", "us-east-1", "--accepted-formats", "jpeg,png"]
    flags += ["--max-cost-usd", "0.5", "--text-model", "a.model", "--model-price", "a.model=3/15"]

    assert agentcore_project.main(flags) == 0

    (runtime,) = json.loads((tmp_path / "agentcore.json").read_text())["runtimes"]
    variables = {variable["name"]: variable["value"] for variable in runtime["envVars"]}
    assert (variables["MAX_COST_USD"], variables["MODEL_PRICES"]) == ("0.5", "a.model=3/15")
    assert variables["ACCEPTED_FORMATS"] == "jpeg,png"


def test_a_model_without_a_price_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--sandbox", "dev", "--account", NAMES.account, "--region", "us-east-1", "--text-model", "a.model"]

    assert agentcore_project.main(flags) == 2

    assert "No price is known of a.model" in capsys.readouterr().err


def test_runtime_is_the_one_that_the_script_would_deploy() -> None:
    project = content("agentcore.json")
    (runtime,) = project["runtimes"]
    role = f"arn:aws:iam::123456789012:role/{NAMES.agent_role}"
    deployed = runtime_parameters(NAMES, AgentModels.of("us-east-1"), role, "key")
    code = deployed["agentRuntimeArtifact"]["codeConfiguration"]

    assert f"{project['name']}_{runtime['name']}" == NAMES.agent_runtime
    assert runtime["executionRoleArn"] == role
    assert {variable["name"]: variable["value"] for variable in runtime["envVars"]} == agent_environment(
        NAMES, AgentModels.of("us-east-1")
    )
    assert runtime["lifecycleConfiguration"] == deployed["lifecycleConfiguration"]
    assert runtime["runtimeVersion"] == code["runtime"]
    # The CLI itself puts opentelemetry-instrument before the entry point.
    assert code["entryPoint"] == ["opentelemetry-instrument", runtime["entrypoint"]]
    assert runtime["instrumentation"]["enableOtel"]


def test_code_is_where_make_build_puts_it() -> None:
    assert ROOT / content("agentcore.json")["runtimes"][0]["codeLocation"] == AGENT_FOLDER


def test_command_writes_a_sandboxs_own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agentcore_project, "FOLDER", tmp_path)
    flags = ["--account", "210987654321", "--region", "eu-west-1", "--image-region", "us-west-2"]

    assert agentcore_project.main(["--sandbox", "try1", *flags]) == 0

    assert json.loads((tmp_path / "aws-targets.json").read_text()) == [
        {"name": "try1", "account": "210987654321", "region": "eu-west-1"}
    ]
    assert json.loads((tmp_path / "agentcore.json").read_text())["runtimes"][0]["name"] == "try1"


def test_each_sandbox_has_a_stack_of_its_own() -> None:
    stacks = set()
    for sandbox in ("dev", "prod"):
        names = Names("123456789012", "us-east-1", sandbox)
        project = agentcore_project.project_file(names, AgentModels.of(names.region))
        (target,) = agentcore_project.targets_file(names)
        stacks.add(agentcore_rules.stack_name(project["name"], target["name"]))

    assert stacks == {"AgentCore-petavatar-dev", "AgentCore-petavatar-prod"}


def test_the_document_pins_the_cli_that_the_rules_are_of_and_deploys_the_sandboxs_target() -> None:
    document = (ROOT / "docs" / "agent-deployment.md").read_text("utf-8")

    assert f"npm install -g {CLI[0]}\n" in document
    assert "agentcore deploy --target dev\n" in document


def test_command_refuses_a_senseless_sandbox(capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--account", "210987654321", "--region", "eu-west-1"]

    assert agentcore_project.main(["--sandbox", "Not-One", *flags]) == 2
    assert "Not-One" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rule", "mistake"),
    [
        (agentcore_rules.Lifecycle, {"idleRuntimeSessionTimeout": 900, "maxLifetime": 60}),
        (agentcore_rules.Variable, {"name": "A-B", "value": ""}),
        (agentcore_rules.Target, {"name": "default", "account": "1234", "region": "us-east-1"}),
        (agentcore_rules.Project, {"$schema": "s", "name": "pet_avatar", "version": 1, "managedBy": "CDK", "tags": {}}),
    ],
)
def test_the_rules_themselves_refuse_what_the_cli_refuses(rule: type[BaseModel], mistake: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rule.model_validate(mistake)


@pytest.fixture
def cli(tmp_path: Path) -> Path:
    """A folder with the CLI's own schema and the library that it is written with, if npm can get them."""
    if not (shutil.which("npm") and shutil.which("node")):
        pytest.skip("there is no Node here")
    command = ["npm", "pack", "--silent", "--prefer-offline", *CLI]
    try:
        packed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True).stdout
    except (subprocess.SubprocessError, OSError):
        pytest.skip("npm does not get the CLI")
    for package, archive in zip(CLI, packed.split(), strict=True):
        target = tmp_path / "node_modules" / re.sub(r"(?<=.)@.*", "", package)
        target.mkdir(parents=True)
        unpack = ["tar", "xzf", archive, "-C", str(target), "--strip-components=1"]
        subprocess.run(unpack, cwd=tmp_path, check=True, timeout=60)
    return tmp_path


@pytest.mark.verify
def test_the_clis_own_schema_takes_the_files(cli: Path) -> None:
    command = ["node", "-e", CHECK, str(cli), str(ROOT)]

    end = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert end.returncode == 0, end.stderr


@pytest.mark.verify
def test_the_cli_calls_stacks_as_the_rules_say(cli: Path) -> None:
    app = cli / "node_modules" / "@aws" / "agentcore" / "dist" / "assets" / "cdk" / "bin" / "cdk.ts"

    assert "return `AgentCore-${sanitize(projectName)}-${sanitize(targetName)}`;" in app.read_text()
