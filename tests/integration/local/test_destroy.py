"""scripts/destroy.py: nothing of a sandbox stays, nothing of another goes."""

import io
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from deployment.agent.models import AgentModels
from deployment.agent.role import ensure_agent_role
from deployment.finish import finish_deployment
from deployment.infrastructure.sandbox import create_infrastructure
from deployment.names import Names
from deployment.removal.sandbox import destroy
from deployment.topology import load_topology
from local.deploy import Deployment
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from scripts.destroy import main
from testing.jobs import a_job
from tests.support.engines.place import REGION
from tests.support.inventory import inventory

Clients = Callable[[str], Any]

pytestmark = pytest.mark.needs("sandbox", "deployment")


def deploy(client: Clients, names: Names) -> None:
    create_infrastructure(client, names)
    topology = load_topology(names)
    Deployment(topology, client).run({})
    finish_deployment(client, names, 2)
    role = ensure_agent_role(client("iam"), names, AgentModels.of("us-east-1"))
    client("bedrock-agentcore-control").create_agent_runtime(
        agentRuntimeName=names.agent_runtime,
        agentRuntimeArtifact={"containerConfiguration": {"containerUri": "an-image"}},
        roleArn=role,
        networkConfiguration={"networkMode": "PUBLIC"},
    )


def add_job(client: Clients, names: Names, **values: Any) -> None:
    now = time.time()
    job = a_job(**{"deadline": now + 60, "ttl": int(now + 600)} | values)
    assert JobTable(ItemStore(client("dynamodb"), names.table, 3)).create(job) is None


class TestDestroy:
    @pytest.fixture
    def neighbour(self, client: Clients, names: Names) -> Names:
        """A sandbox whose name begins like the other's."""
        neighbour = Names(names.account, names.region, f"{names.sandbox}x")
        deploy(client, neighbour)
        return neighbour

    @pytest.mark.verify
    def test_everything_of_a_sandbox_goes_and_nothing_of_its_neighbour(
        self, client: Clients, names: Names, neighbour: Names
    ) -> None:
        deploy(client, names)
        before = inventory(client, neighbour.sandbox)
        kinds = inventory(client, names.sandbox).keys()
        assert kinds == before.keys()
        assert kinds >= {
            "buckets",
            "functions",
            "rules",
            "roles",
            "runtimes",
            "alarms",
            "dashboards",
            "topics",
            "log groups",
        }

        removed = list(destroy(client, names, secret_at_once=True))

        assert inventory(client, names.sandbox) == {}
        assert inventory(client, neighbour.sandbox) == before
        assert f"function {names.function('process-worker')}" in removed
        assert len(set(removed)) == len(removed)
        assert list(destroy(client, neighbour, secret_at_once=True))
        assert inventory(client, neighbour.sandbox) == {}

    def test_done_again_or_without_a_sandbox_it_removes_nothing(self, client: Clients, names: Names) -> None:
        create_infrastructure(client, names)
        list(destroy(client, names))

        assert list(destroy(client, names)) == []
        assert list(destroy(client, Names(names.account, names.region, "never"))) == []

    def test_one_that_broke_off_is_taken_up_where_it_stopped(self, client: Clients, names: Names) -> None:
        create_infrastructure(client, names)
        for _ in zip(range(14), destroy(client, names, secret_at_once=True), strict=False):
            pass
        assert inventory(client, names.sandbox)

        list(destroy(client, names, secret_at_once=True))

        assert inventory(client, names.sandbox) == {}

    def test_buckets_are_emptied_of_old_versions_and_markers_too(self, client: Clients, names: Names) -> None:
        create_infrastructure(client, names)
        s3, bucket = client("s3"), names.generated_bucket
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        for content in (b"1", b"2"):
            s3.put_object(Bucket=bucket, Key="generated/a b+c.png", Body=content)
        s3.delete_object(Bucket=bucket, Key="generated/a b+c.png")
        s3.put_object(Bucket=names.upload_bucket, Key="uploads/a/b", Body=b"x")

        removed = list(destroy(client, names))

        assert f"bucket {bucket} with 3 objects" in removed
        assert f"bucket {names.upload_bucket} with 1 objects" in removed

    @pytest.mark.verify
    def test_keys_can_be_restored_for_a_week(self, client: Clients, names: Names) -> None:
        create_infrastructure(client, names)

        list(destroy(client, names))

        assert client("secretsmanager").describe_secret(SecretId=names.secret)["DeletedDate"]
        again = create_infrastructure(client, names)
        assert again.api_key is None


class TestCommand:
    @pytest.fixture(autouse=True)
    def _in_its_region(self, in_the_engine: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_REGION", REGION)
        monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)

    def answer(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    @pytest.mark.usefixtures("made")
    def test_without_its_name_nothing_goes(
        self, client: Clients, names: Names, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = inventory(client, names.sandbox)

        for answer in ("", "yes\n", "dev\n", "\n"):
            self.answer(monkeypatch, answer)
            assert main(["--sandbox", names.sandbox]) == 1

        assert inventory(client, names.sandbox) == before

    @pytest.mark.usefixtures("made")
    def test_with_its_name_it_goes_and_what_went_is_told(
        self, client: Clients, names: Names, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.answer(monkeypatch, f"{names.sandbox}\n")

        assert main(["--sandbox", names.sandbox, "--force-delete-secret"]) == 0

        shown = capsys.readouterr().out
        assert f"removed table {names.table}\n" in shown
        assert names.account in shown
        assert inventory(client, names.sandbox) == {}

    @pytest.mark.usefixtures("made")
    @pytest.mark.parametrize("status", ["queued", "processing"])
    def test_jobs_at_work_hold_it_up_unless_forced(
        self, client: Clients, names: Names, status: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        add_job(client, names, status=status)
        before = inventory(client, names.sandbox)

        assert main(["--sandbox", names.sandbox, "--yes"]) == 1
        assert "processing: 1" in capsys.readouterr().err
        assert inventory(client, names.sandbox) == before

        assert main(["--sandbox", names.sandbox, "--yes", "--force"]) == 0

    @pytest.mark.usefixtures("made")
    def test_jobs_that_are_over_do_not(self, client: Clients, names: Names) -> None:
        for over in ({"status": "completed"}, {"status": "queued", "deadline": 1.0}, {"status": "queued", "ttl": 1}):
            add_job(client, names, job_id=str(uuid4()), **over)

        assert main(["--sandbox", names.sandbox, "--yes"]) == 0

    def test_a_senseless_sandbox_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--sandbox", "My_Sandbox", "--yes"]) == 2
        assert "My_Sandbox" in capsys.readouterr().err

    def test_a_missing_region_is_refused(
        self, names: Names, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.delenv("AWS_REGION")
        monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")

        assert main(["--sandbox", names.sandbox, "--yes"]) == 2
        assert "AWS_REGION" in capsys.readouterr().err

    @pytest.mark.needs("iam-enforcement")
    def test_what_aws_refuses_is_told_without_a_trace(
        self, names: Names, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAUNKNOWN000000000")

        assert main(["--sandbox", names.sandbox, "--yes"]) == 1
        assert capsys.readouterr().err.startswith("Stopped: ")
