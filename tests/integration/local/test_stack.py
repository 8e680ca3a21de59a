"""A sandbox's stack on the engine: made, changed, brought back, deleted; and what is said when it fails."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from deployment.infrastructure.key_ring import KeyRing
from deployment.infrastructure.sandbox import create_infrastructure
from deployment.names import Names
from deployment.removal.sandbox import destroy
from deployment.stack.cloudformation import Stack, StackError
from deployment.stack.deployment import Edge, StackDeployment, StuckError
from deployment.stack.site import upload_page
from deployment.stack.ways import OtherWayError, require_no_stack
from scripts.deploy import first_key
from scripts.doctor.__main__ import diagnose
from scripts.doctor.findings import Level
from scripts.doctor.sandbox import Sandbox
from scripts.redrive import main as redrive
from tests.support.inventory import inventory
from tests.support.stacks import put, quick

Clients = Callable[[str], Any]

pytestmark = pytest.mark.own_engine("CloudFormation of other engines was not looked at")


@pytest.fixture
def deployment(client: Clients, names: Names) -> Iterator[StackDeployment]:
    yield quick(client, names)
    list(destroy(client, names, secret_at_once=True))


def variables(client: Clients, names: Names) -> dict[str, str]:
    found = client("lambda").get_function_configuration(FunctionName=names.function("process-worker"))
    return dict(found["Environment"]["Variables"])


def code_of(client: Clients, names: Names, function: str) -> str:
    found = client("lambda").get_function_configuration(FunctionName=names.function(function))
    return str(found["CodeSha256"])


@pytest.mark.verify
@pytest.mark.parametrize("times", [1, 2])
def test_it_is_made_changed_brought_back_and_deleted_with_nothing_left(
    deployment: StackDeployment, client: Clients, names: Names, times: int
) -> None:
    for _ in range(times):
        assert {change.action for change in put(deployment)} == {"Add"}
        before, other = code_of(client, names, "process-handler"), code_of(client, names, "status-handler")

        assert put(deployment) == []

        changed = put(deployment, process_handler=b"x = 2")
        functions = [change.logical_id for change in changed if change.kind == "AWS::Lambda::Function"]
        assert functions == ["ProcessHandlerFunction"]
        assert code_of(client, names, "process-handler") != before
        assert code_of(client, names, "status-handler") == other

        (alarm,) = put(deployment, {"UsdAnHour": "7"}, process_handler=b"x = 2")
        assert (alarm.logical_id, alarm.action) == ("ModelSpendAlarm", "Modify")

        deployment.roll_back()
        assert code_of(client, names, "process-handler") != before
        deployment.roll_back()
        assert code_of(client, names, "process-handler") == before
        with pytest.raises(StackError, match="no release"):
            deployment.roll_back()

        # No upload: nobody runs, and logs, while all is deleted.
        client("s3").put_object(Bucket=names.upload_bucket, Key="others/a", Body=b"x")
        assert f"stack {names.stack}" in list(destroy(client, names, secret_at_once=True))
        assert inventory(client, names.sandbox) == {}


@pytest.mark.verify
def test_a_value_that_is_not_given_stays(deployment: StackDeployment, client: Clients, names: Names) -> None:
    put(deployment, {"CorsOrigins": "https://pets.example"})
    put(deployment, workers=3)

    (rule,) = client("s3").get_bucket_cors(Bucket=names.upload_bucket)["CORSRules"]
    assert rule["AllowedOrigins"] == ["https://pets.example"]


@pytest.mark.verify
def test_the_first_key_is_made_once_and_redrive_finds_its_queues(
    deployment: StackDeployment, client: Clients, names: Names, in_the_engine: None
) -> None:
    put(deployment)
    ring = KeyRing(client("secretsmanager"), names.secret)

    assert str(first_key(ring)).startswith("pa_")
    assert first_key(ring) is None
    assert redrive(["--sandbox", names.sandbox]) == 0


@pytest.mark.verify
def test_the_doctor_finds_no_fault_but_what_the_engine_drops(
    deployment: StackDeployment, client: Clients, names: Names, in_the_engine: None
) -> None:
    put(deployment)
    first_key(KeyRing(client("secretsmanager"), names.secret))

    faults = [finding for finding in diagnose(Sandbox(client, names)) if finding.level is Level.FAULT]

    buckets = {f"bucket {bucket}" for bucket in (names.upload_bucket, names.generated_bucket)}
    assert {finding.subject for finding in faults} == {*buckets, f"table {names.table}"}
    assert {finding.fix for finding in faults} == {f"python -m scripts.deploy --sandbox {names.sandbox}"}


class TestWhenItFails:
    def test_the_first_reason_comes_first_and_the_next_run_starts_anew(
        self, deployment: StackDeployment, client: Clients, names: Names
    ) -> None:
        client("ssm").put_parameter(Name=names.secret_parameter, Value="taken", Type="String")
        said: list[str] = []
        deployment.say = said.append

        with pytest.raises(StackError) as failed:
            put(deployment)
        assert str(failed.value).startswith("ApiKeysParameter (AWS::SSM::Parameter): ")
        assert deployment.stack.status == "ROLLBACK_COMPLETE"
        client("ssm").delete_parameter(Name=names.secret_parameter)

        put(deployment)

        assert deployment.stack.status == "CREATE_COMPLETE"
        assert "nothing is in it" in said[0]

    def test_a_run_that_was_killed_is_taken_up_by_the_next(
        self, deployment: StackDeployment, client: Clients, names: Names, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Killed(BaseException):
            """The process is gone."""

        def dies(*_: object) -> None:
            raise Killed

        deployment.watch = dies
        for _ in ("the bootstrap stack", "the sandbox's own"):
            with pytest.raises(Killed):
                put(deployment)
        assert deployment.stack.exists

        deployment.watch = lambda *_: None
        put(deployment)

        assert str(deployment.stack.status).endswith("_COMPLETE")
        assert deployment.releases.last() is not None

    def test_an_update_that_got_stuck_is_explained_with_the_way_out(
        self, deployment: StackDeployment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(deployment)
        monkeypatch.setattr(
            Stack, "describe", lambda self: {"StackStatus": "UPDATE_ROLLBACK_FAILED", "StackStatusReason": "no role"}
        )

        with pytest.raises(StuckError, match=r"(?s)no role.*UPDATE_ROLLBACK_FAILED.*--rollback"):
            deployment._settle(deployment.stack)


def test_a_sandbox_of_one_way_is_refused_by_the_other(
    deployment: StackDeployment, client: Clients, names: Names
) -> None:
    create_infrastructure(client, names)
    with pytest.raises(OtherWayError, match=r"create_infrastructure and tc have made"):
        put(deployment)
    list(destroy(client, names, secret_at_once=True))

    put(deployment)

    with pytest.raises(OtherWayError, match=r"CloudFormation has made .* scripts\.deploy"):
        require_no_stack(client, names)


@pytest.mark.verify
def test_the_page_is_served_with_the_api_behind_a_firewall(
    deployment: StackDeployment, client: Clients, names: Names
) -> None:
    found = deployment.put_edge(Edge(firewall=True))
    assert found["WebAclArn"].startswith("arn:aws:wafv2:")

    put(deployment, {"Page": "true", **found})

    outputs = deployment.stack.outputs()
    upload_page(client("s3"), names, outputs["PageUrl"])
    config = client("s3").get_object(Bucket=names.page_bucket, Key="config.json")["Body"].read()
    assert json.loads(config) == {"api_url": outputs["PageUrl"]}
    assert variables(client, names)["API_URL"] == outputs["PageUrl"] == f"https://{outputs['CloudFrontName']}"
    index = client("s3").head_object(Bucket=names.page_bucket, Key="index.html")
    assert (index["ContentType"], index["CacheControl"]) == ("text/html", "no-cache")

    removed = list(destroy(client, names, secret_at_once=True))

    assert {f"stack {name}" for name in (names.stack, names.edge_stack, names.bootstrap_stack)} <= set(removed)
    assert client("wafv2").list_web_acls(Scope="CLOUDFRONT")["WebACLs"] == []
    assert inventory(client, names.sandbox) == {}
