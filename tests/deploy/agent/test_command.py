"""The command that deploys the agent."""

from pathlib import Path

import pytest

from scripts import deploy_agent as command
from tests.deploy.agent.deploying import POLLING, Client
from tests.support.agentcore_control import ControlPlane
from tests.support.cloud import NAMES

pytestmark = pytest.mark.usefixtures("no_stacks")


@pytest.fixture(autouse=True)
def impatient(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "PollSettings", lambda: POLLING)


def run(package: Path, *more: str) -> int:
    return command.main(["--sandbox", "test", "--region", "us-east-1", "--zip", str(package), *more])


def test_arn_is_printed(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(package) == 0
    assert "runtime/petavatar_test-0123456789" in capsys.readouterr().out


def test_models_are_those_of_the_flags(control: ControlPlane, package: Path) -> None:
    flags = ["--text-model", "t", "--orchestrator-model", "o", "--image-model", "i", "--image-region", "eu-west-1"]
    flags += ["--model-price", "t=3/15", "--model-price", "o=1/5", "--model-price", "i=0.05"]

    assert run(package, *flags) == 0

    variables = control.calls[0][1]["environmentVariables"]
    assert [variables[name] for name in ("TEXT_MODEL_ID", "ORCHESTRATOR_MODEL_ID", "IMAGE_MODEL_ID")] == list("toi")
    assert variables["IMAGE_MODEL_REGION"] == "eu-west-1"


def test_a_model_without_a_price_is_refused_before_anything_is_made(
    control: ControlPlane, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(package, "--text-model", "a.model") == 1

    assert "No price is known of a.model" in capsys.readouterr().err
    assert control.operations == []


def test_limit_and_prices_are_those_of_the_flags(control: ControlPlane, package: Path) -> None:
    assert run(package, "--max-cost-usd", "0.75", "--model-price", "a.model=3/15", "--text-model", "a.model") == 0

    variables = control.calls[0][1]["environmentVariables"]
    assert (variables["MAX_COST_USD"], variables["MODEL_PRICES"]) == ("0.75", "a.model=3/15")


def test_formats_and_memory_are_those_of_the_flags(control: ControlPlane, package: Path) -> None:
    assert run(package, "--accepted-formats", "PNG,jpg", "--photo-memory-bytes", "900000000") == 0

    variables = control.calls[0][1]["environmentVariables"]
    assert (variables["ACCEPTED_FORMATS"], variables["PHOTO_MEMORY_BYTES"]) == ("jpeg,png", "900000000")


@pytest.mark.parametrize("flags", [["--accepted-formats", "jpeg,psd"], ["--photo-memory-bytes", "0"]])
def test_formats_and_memory_that_are_none_are_refused(package: Path, flags: list[str]) -> None:
    with pytest.raises(SystemExit):
        run(package, *flags)


@pytest.mark.parametrize("amount", ["0", "-1", "nan", "inf", "much"])
def test_a_limit_that_is_none_is_refused(package: Path, amount: str) -> None:
    with pytest.raises(SystemExit):
        run(package, "--max-cost-usd", amount)


@pytest.mark.parametrize(("flags", "sent"), [([], "V2"), (["V1"], "V1"), (["default"], None)])
def test_platform_is_that_of_the_flag_or_suits_the_region(
    control: ControlPlane, package: Path, flags: list[str], sent: str | None
) -> None:
    assert run(package, *[part for flag in flags for part in ("--platform-version", flag)]) == 0

    assert control.calls[0][1].get("platformVersion") == sent


def test_role_alone_is_made_on_request(
    client: Client, control: ControlPlane, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(package, "--role-only") == 0

    assert f"role/{NAMES.agent_role}" in capsys.readouterr().out
    assert control.operations == []


def test_failure_is_told_in_a_sentence(
    control: ControlPlane, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    control.fails = "CREATE_FAILED"

    assert run(package) == 1
    assert "the zip has no main.py" in capsys.readouterr().err


def test_a_missing_zip_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "missing.zip") == 1
    assert "missing.zip" in capsys.readouterr().err


def test_a_senseless_sandbox_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--sandbox", "Not-One", "--region", "us-east-1"]) == 2
    assert "Not-One" in capsys.readouterr().err


def test_no_region_is_no_guess(
    monkeypatch: pytest.MonkeyPatch, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(variable)

    assert command.main(["--sandbox", "test", "--zip", str(package)]) == 2
    assert "--region" in capsys.readouterr().err
