"""The agent deployed again: twice is once, and what is not as it should be is set right."""

from pathlib import Path
from typing import Any

import pytest

from deployment.agent.deploy import deploy_agent
from deployment.agent.models import AgentModels
from deployment.agent.runtime import AgentRuntimeError
from tests.deploy.agent.deploying import Client, options
from tests.support.agentcore_control import ControlPlane
from tests.support.cloud import NAMES


@pytest.mark.verify
def test_nothing_is_updated_where_nothing_changed(client: Client, control: ControlPlane, package: Path) -> None:
    first = deploy_agent(client, NAMES, options(package))

    assert deploy_agent(client, NAMES, options(package)) == first
    assert control.operations == ["create"]


def test_new_code_is_an_update_and_old_code_stays(client: Client, control: ControlPlane, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))
    package.write_bytes(b"PK newer code")

    deploy_agent(client, NAMES, options(package))

    assert control.operations == ["create", "update"]
    assert len(client("s3").list_objects_v2(Bucket=NAMES.artefact_bucket)["Contents"]) == 2


@pytest.mark.verify
def test_another_model_is_an_update(client: Client, control: ControlPlane, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))

    deploy_agent(client, NAMES, options(package, models=AgentModels(text="eu.anthropic.claude-x", orchestrator="o")))

    assert control.calls[-1][1]["environmentVariables"]["TEXT_MODEL_ID"] == "eu.anthropic.claude-x"


@pytest.mark.parametrize(
    "drift",
    [
        {"environmentVariables": {"LEFT": "over"}},
        {"metadataConfiguration": {"requireMMDSV2": False}},
        {"platformVersion": "V1"},
        {"lifecycleConfiguration": {"idleRuntimeSessionTimeout": 900, "maxLifetime": 28800}},
    ],
)
def test_what_somebody_changed_is_set_right(
    client: Client, control: ControlPlane, package: Path, drift: dict[str, Any]
) -> None:
    deploy_agent(client, NAMES, options(package))
    (runtime,) = control.runtimes.values()
    right = {key: runtime.record[key] for key in drift}
    runtime.record |= drift

    deploy_agent(client, NAMES, options(package))

    assert control.operations == ["create", "update"]
    assert {key: runtime.record[key] for key in drift} == right


@pytest.mark.verify
def test_what_aws_adds_by_itself_is_no_change(client: Client, control: ControlPlane, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))
    (runtime,) = control.runtimes.values()
    runtime.record["networkConfiguration"]["networkModeConfig"] = {"securityGroups": [], "subnets": []}

    deploy_agent(client, NAMES, options(package))

    assert control.operations == ["create"]


def test_a_runtime_that_could_not_be_created_is_made_anew(client: Client, control: ControlPlane, package: Path) -> None:
    control.fails = "CREATE_FAILED"
    with pytest.raises(AgentRuntimeError):
        deploy_agent(client, NAMES, options(package))
    control.fails = ""

    deploy_agent(client, NAMES, options(package))

    assert control.operations == ["create", "delete", "create"]


@pytest.mark.verify
def test_a_runtime_whose_update_failed_is_updated_again(client: Client, control: ControlPlane, package: Path) -> None:
    deploy_agent(client, NAMES, options(package))
    (runtime,) = control.runtimes.values()
    runtime.record["status"] = runtime.then = "UPDATE_FAILED"

    deploy_agent(client, NAMES, options(package))

    assert control.operations == ["create", "update"]
