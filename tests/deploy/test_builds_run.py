"""The real builds, made for this machine, run in a bare Python 3.13: no module may first be missed on AWS.

Functions find the standard library, their zip, and the packages of boto3 that Lambda has; the agent finds the
standard library and its zip. The agent's own tests run once more with the libraries of its zip, which are newer than
those beside the engine.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from deployment.agent.models import AgentModels
from deployment.agent.settings import agent_environment
from deployment.packaging.agent import ENTRY_POINT
from deployment.packaging.function import function_folders, function_libraries, function_zip
from deployment.packaging.libraries import THIS_MACHINE
from local.process import free_port
from tests.deploy.builds import FUNCTIONS, Package, agent_for_this_machine
from tests.support.cloud import AGENT_ARN, NAMES, ROOT
from tests.support.sampling import one_in

EVENTS: Final = Path(__file__).parents[2] / "testing" / "recorded"
PYTHON: Final = Path(sys.base_prefix) / "bin" / "python3.13"
LAMBDA_HAS: Final = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")
SECRETS: Final = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
START_S: Final = 120
HANDLE: Final = """
import json, sys
sys.path[:0] = json.loads(sys.argv[1])
from handler import handler
class Context:
    function_name, function_version, memory_limit_in_mb = "f", "1", 512
    invoked_function_arn, aws_request_id = "arn:aws:lambda:us-east-1:123456789012:function:f", "r"
    def get_remaining_time_in_millis(self): return 10_000
answer = handler(json.loads(sys.argv[2]), Context())
print(json.dumps({"answer": answer, "botocore": sys.modules["botocore"].__file__}))
"""


type Answer = Callable[[str, dict[str, Any]], Any]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Package]:
    """Builds a function for this machine, once, by its name."""
    libraries = function_libraries(tmp_path_factory.mktemp("libraries"), THIS_MACHINE)
    folders = {folder.name: folder for folder in function_folders()}
    return cache(lambda name: Package(function_zip(folders[name], libraries)))


@pytest.fixture(scope="session")
def lambda_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages that Lambda's Python has, and no others."""
    folder = tmp_path_factory.mktemp("lambda")
    for name in LAMBDA_HAS:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        source = Path(spec.origin).parent if spec.submodule_search_locations else Path(spec.origin)
        (folder / source.name).symlink_to(source)
    return folder


def event(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((EVENTS / name).read_text())
    return content


WORKERS = {"process-worker", "webhook-worker", "s3-event-handler"}
FOR_EVERYBODY = "shared-result-handler"
"""Functions that answer no request."""


@pytest.fixture
def answer(built: Callable[[str], Package], tmp_path: Path, lambda_packages: Path) -> Answer:
    """What a function answers to an event, as it was built, in a fresh bare process."""
    return lambda function, given: handled(given, built(function).unpack(tmp_path), lambda_packages)


def handled(given: dict[str, Any], unpacked: Path, lambda_packages: Path) -> Any:
    """What the unpacked function answers, run by a Python that has Lambda's packages and no others."""
    environment = {
        **SECRETS,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        # Nobody answers there.
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "DYNAMODB_TABLE_NAME": NAMES.table,
        "S3_UPLOAD_BUCKET": NAMES.upload_bucket,
        "S3_GENERATED_BUCKET": NAMES.generated_bucket,
        "SQS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/q",
        "SQS_DLQ_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/dlq",
        "WEBHOOK_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/webhooks",
        "WEBHOOK_DLQ_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/webhooks-dlq",
        "API_KEY_SECRET_ARN": "arn",
        "AGENT_RUNTIME_ARN": AGENT_ARN,
        "SANDBOX": NAMES.sandbox,
    }
    where = json.dumps([str(unpacked), str(lambda_packages)])
    end = subprocess.run(
        [str(PYTHON), "-I", "-S", "-c", HANDLE, where, json.dumps(given)],
        env=environment,
        cwd=unpacked,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert end.returncode == 0, end.stderr
    said = json.loads(end.stdout.splitlines()[-1])
    assert said["botocore"].startswith(str(lambda_packages))
    return said["answer"]


@pytest.mark.parametrize("function", one_in(12, [name for name in FUNCTIONS if name not in WORKERS | {FOR_EVERYBODY}]))
def test_an_api_function_lets_nobody_in_without_a_key(function: str, answer: Answer) -> None:
    request = event("api_payload_2.0.json")
    del request["headers"]["x-api-key"]

    response = answer(function, request)

    assert response["statusCode"] == 401
    assert json.loads(response["body"])["status"] == 401


def test_a_function_for_everybody_says_that_it_can_not_read_its_secret(answer: Answer) -> None:
    asked = event("api_payload_2.0.json") | {"routeKey": "GET /shared/{token}", "pathParameters": {"token": 44 * "A"}}

    response = answer(FOR_EVERYBODY, asked)

    assert response["statusCode"] == 503
    assert json.loads(response["body"])["status"] == 503


def test_the_event_handler_takes_s3s_own_test(answer: Answer) -> None:
    assert answer("s3-event-handler", event("s3_test_event.json")) is None


@pytest.mark.parametrize("worker", one_in(2, ["process-worker", "webhook-worker"]))
def test_a_worker_consumes_a_message_that_is_none(worker: str, answer: Answer) -> None:
    delivery = event("sqs.json")
    for record in delivery["Records"]:
        record["body"] = "not a job's"

    assert answer(worker, delivery) is None


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The agent's zip, unpacked."""
    return agent_for_this_machine().unpack(tmp_path_factory.mktemp("agent"))


@pytest.fixture(scope="module")
def agent_url(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The agent as AgentCore starts it: its entry point, telemetry and all, with the variables of a deployment."""
    bare = tmp_path_factory.mktemp("bare")
    subprocess.run([str(PYTHON), "-m", "venv", "--without-pip", str(bare)], check=True, timeout=60)
    port, log = free_port(), bare / "log"
    environment = {
        **SECRETS,
        **agent_environment(NAMES, AgentModels.of("us-east-1")),
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "HOME": str(bare),
        "PATH": f"{bare}/bin:{os.defpath}",
        "PORT": str(port),
        "PYTHONPATH": str(unpacked),
        "OTEL_PYTHON_DISTRO": "aws_distro",
        "OTEL_PYTHON_CONFIGURATOR": "aws_configurator",
        "OTEL_TRACES_EXPORTER": "none",
        "OTEL_METRICS_EXPORTER": "none",
        "OTEL_LOGS_EXPORTER": "none",
    }
    command = [str(unpacked / "bin" / ENTRY_POINT[0]), "python", ENTRY_POINT[1]]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=unpacked, env=environment, stdout=output, stderr=output)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(process, url, log)
        yield url
    finally:
        process.terminate()
        process.wait(30)
    assert "Traceback" not in log.read_text()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    give_up = time.monotonic() + START_S
    while time.monotonic() < give_up:
        assert process.poll() is None, log.read_text()
        try:
            httpx.get(f"{url}/ping", timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(log.read_text())


@pytest.mark.verify
def test_the_agent_is_healthy(agent_url: str) -> None:
    assert httpx.get(f"{agent_url}/ping", timeout=10).json()["status"] == "Healthy"


@pytest.mark.verify
def test_the_agent_refuses_what_is_no_invocation(agent_url: str) -> None:
    response = httpx.post(f"{agent_url}/invocations", json={}, timeout=10)

    (line,) = [line for line in response.text.splitlines() if line]
    assert json.loads(line.removeprefix("data: "))["type"] == "error"


@pytest.mark.verify
@pytest.mark.timeout(1200)
def test_the_agents_tests_pass_with_the_libraries_of_its_zip(unpacked: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}

    def python(*arguments: str) -> str:
        environment = {**kept, "PYTHONPATH": str(unpacked)}
        command = [sys.executable, *arguments]
        end = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1100)
        assert end.returncode == 0, end.stdout[-5000:] + end.stderr
        return end.stdout

    assert str(unpacked) in python("-c", "import botocore; print(botocore.__file__)")
    assert " passed" in python("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit/agent")
