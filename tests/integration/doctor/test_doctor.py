"""The doctor finds nothing in a healthy system, and of each planted fault just what it is."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import pytest

from deployment.connection import ClientFactory, Connection
from deployment.deployer import deployer_policy
from deployment.finish import FUNCTIONS
from deployment.names import Names
from local.system import LocalSystem
from scripts.doctor.__main__ import diagnose, main
from scripts.doctor.findings import Finding, Level
from scripts.doctor.sandbox import Sandbox
from testing.loopback import serving
from tests.integration.doctor import agent_faults, faults, rights_faults, spending_faults, storage_faults
from tests.integration.doctor.control_planes import IMAGE, TEXT, ControlPlanes
from tests.integration.doctor.deployed import DeployedSystem
from tests.integration.doctor.faults import A_SECRET
from tests.support.operator_rights import Calls, refused
from tests.support.sampling import one_in

Inspect = Callable[..., list[Finding]]

SANDBOX: Final = ["--sandbox", "local"]
FAULTS: Final = (
    storage_faults.FAULTS | faults.FAULTS | rights_faults.FAULTS | agent_faults.FAULTS | spending_faults.FAULTS
)
PLAYED: Final = ("BEDROCK", "BEDROCK_AGENTCORE_CONTROL", "SERVICE_QUOTAS", "BUDGETS", "COST_EXPLORER")


@pytest.fixture(scope="module")
def patient() -> Iterator[LocalSystem]:
    """A system that bears to be broken and repaired. Nobody works on it."""
    with DeployedSystem() as deployed:
        yield deployed


@pytest.fixture(scope="module")
def planes(patient: LocalSystem) -> Iterator[ControlPlanes]:
    """The control planes, and an environment in which the command reaches them and the patient."""
    planes = ControlPlanes.healthy(patient)
    with serving(planes.app()) as url, pytest.MonkeyPatch.context() as environment:
        for service in PLAYED:
            environment.setenv(f"AWS_ENDPOINT_URL_{service}", url)
        for name, value in patient.credentials.environment().items():
            environment.setenv(name, value)
        environment.setenv("AWS_ENDPOINT_URL", patient.endpoint_url)
        environment.setenv("AWS_CONFIG_FILE", "/nowhere")
        yield planes


@pytest.fixture
def control(patient: LocalSystem, planes: ControlPlanes) -> ControlPlanes:
    """The control planes, healthy again."""
    vars(planes).update(vars(ControlPlanes.healthy(patient)))
    return planes


@pytest.fixture(scope="module")
def connect(planes: ControlPlanes) -> ClientFactory:
    """A maker of the operator's clients; making them takes longer than all that they are asked."""
    return cache(Connection.open("local", None).client)


@pytest.fixture
def inspect(patient: LocalSystem, connect: ClientFactory) -> Inspect:
    """Inspects the patient and returns what is not well."""
    return lambda names=patient.names: [
        finding for finding in diagnose(Sandbox(connect, names)) if finding.level is not Level.OK
    ]


@pytest.mark.usefixtures("control")
class TestAHealthySystem:
    def test_has_no_faults_and_no_warnings(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(SANDBOX) == 0

        shown = capsys.readouterr().out
        assert "0 faults, 0 warnings" in shown
        assert f"model us.{TEXT} in us-east-1: it is available" in shown
        assert f"model {IMAGE} in us-west-2: it is available" in shown

    def test_nothing_is_changed_by_looking_and_who_operates_may_look(self, patient: LocalSystem) -> None:
        calls, rights = list[str](), Calls(patient.names)

        def client(service: str) -> Any:
            made = rights.watch(Connection.open("local", None).client(service))
            made.meta.events.register("before-call.*.*", lambda model, **_: calls.append(model.name))
            return made

        diagnose(Sandbox(client, patient.names))

        assert len(calls) > 50
        assert not [
            name for name in calls if not name.startswith(("Get", "Head", "List", "Describe", "FilterLogEvents"))
        ]
        assert refused(rights, [deployer_policy(patient.names, "operate")]) == set()


@pytest.mark.parametrize("name", one_in(16, sorted(FAULTS)))
def test_a_fault_is_found_as_what_it_is_and_with_what_fixes_it(
    name: str, patient: LocalSystem, control: ControlPlanes, inspect: Inspect
) -> None:
    fault = FAULTS[name]
    with fault.planted(patient, control):
        found = [finding for finding in inspect() if finding.subject != fault.beside]

    assert len(found) == 1, found
    (finding,) = found
    assert finding.level is fault.level
    assert finding.subject.startswith(fault.subject)
    assert fault.what in finding.what
    assert finding.fix
    assert fault.fix in finding.fix
    assert A_SECRET not in str(finding)


@pytest.mark.verify
def test_on_aws_runtime_architecture_and_tls_are_looked_at_too(
    patient: LocalSystem, control: ControlPlanes, connect: ClientFactory
) -> None:
    sandbox = Sandbox(connect, patient.names)
    vars(sandbox)["on_aws"] = True

    found = [finding for finding in diagnose(sandbox) if finding.level is not Level.OK]

    # The engine runs functions by a runtime of its own, speaks no TLS, and does not list the tags of secrets.
    *whats, tags = [finding.what for finding in found]
    assert tags.startswith("a bill can't show the costs of arn:aws:secretsmanager")
    assert whats == [
        "the setting is missing: it refuses requests without TLS",
        "the setting is missing: it refuses requests without TLS",
        *["it runs on provided.al2023, not on python3.13", "it is not built for arm64"] * len(FUNCTIONS),
    ]


class TestTheCommand:
    def test_a_fault_is_its_exit_code_and_the_last_thing_shown(
        self, patient: LocalSystem, control: ControlPlanes, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with FAULTS["no keys"].planted(patient, control):
            assert main(SANDBOX) == 1

        *_, fault, fix, summary = capsys.readouterr().out.splitlines()
        assert fault.startswith("fault    secret petavatar-api-keys-local: ")
        assert fix.strip().startswith("fix: python -m scripts.api_keys")
        assert summary.startswith("1 faults, 0 warnings")

    def test_a_warning_is_no_fault(
        self, patient: LocalSystem, control: ControlPlanes, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with FAULTS["dead letters"].planted(patient, control):
            assert main([*SANDBOX, "--json"]) == 0

        levels = [finding["level"] for finding in json.loads(capsys.readouterr().out)]
        assert (levels.count("warning"), levels.count("fault")) == (1, 0)

    @pytest.mark.parametrize("sandbox", ["My_Sandbox", ""])
    def test_a_senseless_sandbox_is_refused(
        self, sandbox: str, control: ControlPlanes, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["--sandbox", sandbox]) == 2
        assert "is not a letter" in capsys.readouterr().err

    def test_who_is_not_known_to_aws_can_look_at_nothing(
        self, control: ControlPlanes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAUNKNOWN000000000")

        assert main(SANDBOX) == 2
        assert capsys.readouterr().out == ""


class TestWhatCannotBeLookedAt:
    @pytest.mark.verify
    def test_is_a_warning_for_each_thing_where_it_is_denied(self, control: ControlPlanes, inspect: Inspect) -> None:
        control.denied.add("runtimes")

        found = inspect()

        assert {finding.level for finding in found} == {Level.WARNING}
        assert {finding.subject for finding in found} == {"agent runtime", "agent's role", "signing certificate"}
        assert all("could not check: GetAgentRuntime was denied" in finding.what for finding in found)

    def test_a_sandbox_that_is_not_there_is_full_of_faults_and_no_crash(
        self, patient: LocalSystem, inspect: Inspect
    ) -> None:
        found = inspect(Names(patient.account, patient.region, "nowhere"))

        assert {finding.subject for finding in found if "does not exist" in finding.what} >= {
            "table petavatar-jobs-nowhere",
            "queue petavatar-processing-queue-nowhere",
            "secret petavatar-api-keys-nowhere",
            "function petavatar_process-worker_nowhere",
        }
        assert not [finding for finding in found if "failed with" in finding.what]

    def test_the_local_system_alone_has_no_models_to_look_at(
        self, control: ControlPlanes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for service in PLAYED:
            monkeypatch.delenv(f"AWS_ENDPOINT_URL_{service}")

        assert main(SANDBOX) == 0
        assert "model " not in capsys.readouterr().out
