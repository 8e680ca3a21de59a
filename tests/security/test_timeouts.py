"""Every external call has a timeout, and a Bedrock that never answers ends the job as a timeout with its own words."""

import ast
import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import pytest
from botocore.endpoint import DEFAULT_TIMEOUT
from botocore.session import Session

from deployment.connection import Connection
from deployment.stack.deployment import StackDeployment
from petavatar import aws
from scripts import create_infrastructure, post_deploy, redrive
from scripts.doctor.sandbox import Sandbox
from testing import photos
from testing.bedrock import ANALYSIS, CAREER, IDENTITY, IMAGE, ORCHESTRATOR, Answer, Call, error
from testing.events import body_of
from testing.jobs import A_JOB_ID
from tests.security.job_path import JobPath
from tests.support.cloud import NAMES, ROOT
from tests.support.sampling import one_in

_AGENT_MARGIN_S: Final = 15.0
_TIMED_OUT: Final = "urn:petavatar:problem:job-timed-out"
_FUNCTIONS: Final = sorted(path.parent.name for path in ROOT.glob("functions/*/handler.py"))


@pytest.fixture
def path(path: JobPath) -> JobPath:
    # The first attempt is the last one.
    path.cloud.overrides["MAX_ATTEMPTS"] = "1"
    return path


@pytest.fixture
def silence(path: JobPath) -> Iterator["_Silence"]:
    """Nothing that is asked of it is answered before the test is over."""
    held = _Silence()
    yield held
    held.over.set()


class _Silence:
    def __init__(self) -> None:
        self.over = threading.Event()

    def __call__(self, _: Call) -> Answer:
        self.over.wait(60)
        return error(503, "ServiceUnavailableException")


@pytest.mark.parametrize(
    "silent",
    one_in(2, map(pytest.param, [(ANALYSIS,), (ANALYSIS, ORCHESTRATOR), (CAREER,), (IMAGE,), (IDENTITY,)])),
    ids=str,
)
def test_a_bedrock_that_never_answers_ends_the_job_as_a_timeout(
    path: JobPath, silence: _Silence, silent: tuple[str, ...]
) -> None:
    for name in silent:
        path.wires.endpoint.on(name, silence)
    path.worker_lives_s = _AGENT_MARGIN_S + 1.0
    ticket = path.accepted(photos.jpeg())

    path.work()

    # Nothing was answered up to here: the job did not wait for it.
    assert not silence.over.is_set()
    job = body_of(path.request("status-handler", job_id=ticket["job_id"]))
    assert job["status"] == "failed"
    assert job["error"]["type"] == _TIMED_OUT
    assert job["error"]["status"] == 504
    assert job["error"]["detail"] == "The agent ran out of time. Please try again."
    assert job["error"]["retryable"] is True


def test_the_agent_has_less_time_than_its_worker(path: JobPath, silence: _Silence) -> None:
    path.wires.endpoint.on(ANALYSIS, silence)
    path.worker_lives_s = _AGENT_MARGIN_S + 0.5
    ticket = path.accepted(photos.jpeg())

    path.work()

    status = body_of(path.request("status-handler", job_id=ticket["job_id"]))
    assert status["error"]["type"] == _TIMED_OUT
    (invocation,) = path.wires.agent.invocations
    assert invocation.payload["deadline_s"] == pytest.approx(0.5)


class _Clients:
    """The clients that were made, by the module that made each."""

    def __init__(self) -> None:
        self.timeouts: list[tuple[str, float, float]] = []
        self.makers: set[str] = set()

    def note(self, session: Session, name: str, *args: Any, **options: Any) -> Any:
        made = _CREATE(session, name, *args, **options)
        config: Any = made.meta.config
        self.timeouts.append((name, config.connect_timeout, config.read_timeout))
        frame = sys._getframe()
        while frame.f_back is not None and not self._maker(frame.f_code.co_filename):
            frame = frame.f_back
        self.makers.add(self._maker(frame.f_code.co_filename))
        return made

    @staticmethod
    def _maker(file: str) -> str:
        path = Path(file)
        ours = path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in SPEAKERS
        return str(path.relative_to(ROOT)) if ours else ""


SPEAKERS: Final = ("agent", "deployment", "functions", "petavatar", "scripts")
"""The packages that speak to AWS."""
_CREATE: Final = Session.create_client


@pytest.fixture
def clients(path: JobPath) -> Iterator[_Clients]:
    """Notes every client that is made from here on, those that were made before included."""
    noted = _Clients()
    aws._client.cache_clear()
    with patch.object(
        Session, "create_client", lambda session, *args, **options: noted.note(session, *args, **options)
    ):
        yield noted


@pytest.mark.usefixtures("no_stacks")
def test_every_client_of_aws_has_timeouts_of_its_own(
    path: JobPath, clients: _Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    for function in _FUNCTIONS:
        path.cloud.handler(function)
    _load_agent(monkeypatch)
    for script in (create_infrastructure, post_deploy):
        script.main(["--sandbox", "timeouts", "--region", "us-east-1"])
    redrive.main(["--sandbox", "timeouts", "--region", "us-east-1", A_JOB_ID])
    Sandbox(Connection.open("timeouts", "us-east-1").client, NAMES).in_region("bedrock", "us-west-2")
    _ = StackDeployment(Connection.open("timeouts", "eu-central-1").client, NAMES).edge

    assert clients.makers == _files_that_make_clients()
    assert {name for name, _, _ in clients.timeouts} >= {
        *("bedrock-agentcore", "bedrock-runtime", "dynamodb", "s3", "secretsmanager", "sqs", "ssm", "sts")
    }
    for name, connect, read in clients.timeouts:
        assert 0 < connect < DEFAULT_TIMEOUT, name
        assert 0 < read < DEFAULT_TIMEOUT, name


def _load_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S3_UPLOAD_BUCKET", NAMES.upload_bucket)
    monkeypatch.setenv("S3_GENERATED_BUCKET", NAMES.generated_bucket)
    monkeypatch.delitem(sys.modules, "agent.main", raising=False)
    importlib.import_module("agent.main")
    monkeypatch.delitem(sys.modules, "agent.main")


def _files_that_make_clients() -> set[str]:
    """The files that import what makes clients, in so far as they do more than name its types."""
    files = (path for part in SPEAKERS for path in (ROOT / part).rglob("*.py"))
    return {str(path.relative_to(ROOT)) for path in files if _imported(path) & {"boto3", "botocore.session"}}


def _imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    whole = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return whole | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
