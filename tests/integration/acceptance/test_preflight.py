"""What can be known before it costs: each planted fault is named, with its way out."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from deployment.connection import Connection
from local.system import LocalSystem
from scripts.acceptance.__main__ import main
from scripts.acceptance.preflight import preflight
from scripts.doctor.findings import Finding, Level
from scripts.doctor.sandbox import Sandbox
from testing.loopback import serving
from tests.integration.acceptance.account_faults import FAULTS
from tests.integration.acceptance.conftest import AccountPlanes
from tests.integration.doctor import faults as doctors

CHECK = ["--sandbox", "local", "--preflight-only"]
NOTHING_THERE = "nothing of it is deployed here"
EXPIRED = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error>
<RequestId>0</RequestId></ErrorResponse>"""


def not_ok(sandbox: Sandbox) -> list[Finding]:
    """All but passed checks and the one finding that nothing is deployed."""
    return [
        finding for finding in preflight(sandbox) if finding.level is not Level.OK and finding.what != NOTHING_THERE
    ]


@pytest.fixture
def expired_at_sts() -> Iterator[str]:
    """An STS that says that a token has expired."""
    answer = Response(EXPIRED, 403, media_type="text/xml")
    with serving(Starlette(routes=[Route("/", lambda _: answer, methods=["POST"])])) as url:
        yield url


class TestBeforeADeployment:
    def test_an_account_where_all_is_well_lacks_the_sandbox_alone(
        self, undeployed: Sandbox, control: AccountPlanes
    ) -> None:
        findings = list(preflight(undeployed))

        faults = [finding for finding in findings if finding.level is not Level.OK]
        assert [(finding.subject, finding.what) for finding in faults] == [("sandbox nowhere", NOTHING_THERE)]
        assert faults[0].fix.startswith("docs/deploy.md")
        assert findings[0].what.startswith("arn:aws:iam::000000000000:")
        assert len(findings) == 14

    @pytest.mark.parametrize("name", sorted(FAULTS))
    def test_each_fault_of_the_account_is_named_with_its_way_out(
        self, name: str, system: LocalSystem, undeployed: Sandbox, control: AccountPlanes
    ) -> None:
        fault = FAULTS[name]
        with fault.planted(system, control):
            found = not_ok(undeployed)

        assert found
        finding = found[0]
        assert finding.level is fault.level
        assert finding.subject.startswith(fault.subject)
        assert fault.what in finding.what
        assert fault.fix in finding.fix
        assert finding.fix

    def test_a_region_where_agentcore_does_not_answer_is_a_fault(
        self, control: AccountPlanes, monkeypatch: pytest.MonkeyPatch, no_waiting_between_attempts: None
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE_CONTROL", "http://127.0.0.1:9")
        connection = Connection.open("nowhere", None)

        (finding,) = not_ok(Sandbox(connection.client, connection.names))

        assert (finding.level, finding.subject) == (Level.FAULT, "AgentCore in us-east-1")
        assert "such as ap-northeast-1" in finding.fix


class TestADeployedSandbox:
    def test_the_doctors_own_faults_are_found_too_and_stop_before_any_cost(
        self, system: LocalSystem, control: AccountPlanes, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        written = tmp_path / "found.json"
        with doctors.FAULTS["lost events"].planted(system, control):
            assert main(["--sandbox", "local", "--yes", "--json", str(written)]) == 1

        shown = capsys.readouterr()
        assert "an upload event is lost" in shown.out
        assert "Running one job" not in shown.out
        assert shown.err == "Stopped before anything cost.\n"
        levels = [finding["level"] for finding in json.loads(written.read_text())["findings"]]
        assert levels.count("fault") == 1

    def test_nobody_pays_who_did_not_say_so(
        self,
        control: AccountPlanes,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def ask(_: str) -> str:
            raise AssertionError("there is nobody to ask")

        assert main(["--sandbox", "local"], ask) == 1
        shown = capsys.readouterr()
        assert "US$ 0.0800  Image model: stability.stable-image-ultra-v1:1" in shown.out
        assert "--yes pays for one job. Nothing was spent" in shown.err

        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        assert main(["--sandbox", "local"], lambda _: "") == 1
        shown = capsys.readouterr()
        assert "Running one job" not in shown.out
        assert "Nothing was spent" in shown.err


@pytest.mark.usefixtures("control", "no_waiting_between_attempts")
class TestCredentials:
    @pytest.mark.parametrize(
        ("environment", "what", "fix"),
        [
            ({"AWS_ACCESS_KEY_ID": "AKIAUNKNOWN000000000"}, "credentials: AWS does not take them", "sign in again"),
            ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "credentials: there are none", "sign in again"),
            ({"AWS_PROFILE": "nobody"}, "credentials: they can't be used: The config profile", "sign in again"),
            ({"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9"}, "credentials: nobody could be asked", "the network"),
            ({"AWS_REGION": "", "AWS_DEFAULT_REGION": ""}, "region: none is set", "--region"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
    )
    def test_those_that_can_not_be_used_are_named_with_the_way_out(
        self,
        environment: dict[str, str],
        what: str,
        fix: str,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)

        assert main(CHECK) == 1

        fault, way_out, summary = capsys.readouterr().out.splitlines()
        assert what in fault
        assert fix in way_out
        assert summary.startswith("1 faults")

    def test_expired_ones_are_called_that(
        self, expired_at_sts: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", expired_at_sts)

        assert main(CHECK) == 1

        assert "credentials: they have expired" in capsys.readouterr().out

    def test_a_senseless_sandbox_and_a_photo_that_is_none_are_misuse(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--sandbox", "My_One"]) == 2
        assert main(["--sandbox", "local", "--photo", "README.md"]) == 2
        assert main(["--sandbox", "local", "--photo", "nowhere.jpg"]) == 2
