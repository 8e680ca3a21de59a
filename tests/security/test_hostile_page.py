"""A hostile page in the browser of somebody who runs the local system gets nothing from it and does nothing to it.

The page is of another origin of this machine, or of a host name that leads to this machine by now: then the browser
takes the system itself for the page's own server.
"""

import io
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit
from uuid import uuid4
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, Response

from local.infrastructure import AGENT_RUNTIME_ARN
from local.process import free_port
from local.system import LocalSystem
from tests.support.chromium import NoBrowserError, is_required, running_chromium
from tests.support.unguarded import unguarded_system

REBOUND: Final = "evil.example"
TREASURE: Final = "treasure of the user"
FETCH: Final = """
async ({url, ...init}) => {
  try { const answer = await fetch(url, init); return await answer.text() } catch (error) { return "" }
}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attack: the text that the page could read, and the status that the browser saw."""

    text: str
    status: int


@dataclass(frozen=True, slots=True)
class Attack:
    """One request of the page, and how to see that it succeeded."""

    url: str
    succeeded: Callable[[Answer], bool]
    init: dict[str, Any] = field(default_factory=dict)


def as_root(service: str, **headers: str) -> dict[str, str]:
    """Headers that ministack takes for the account's root, with a signature that is none."""
    scope = f"test/20260101/us-east-1/{service}/aws4_request"
    signature = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}"
    return {"Authorization": signature, "X-Amz-Date": "20260101T000000Z", **headers}


def call(system: LocalSystem, service: str, target: str, body: dict[str, str], treasure: str) -> Attack:
    headers = as_root(service, **{"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target})
    init = {"method": "POST", "headers": headers, "body": json.dumps(body)}
    return Attack(f"{system.endpoint_url}/", lambda answer: treasure in answer.text, init)


def blind(url: str, body: dict[str, Any]) -> Attack:
    """A request that a browser sends without asking before; the page can't read the answer."""
    init = {"method": "POST", "mode": "no-cors", "body": json.dumps(body)}
    return Attack(url, lambda answer: answer.status == 200, init)


def zip_of(script: str) -> str:
    """A function's code as the API takes it."""
    archive = io.BytesIO()
    with ZipFile(archive, "w") as files:
        files.writestr("bootstrap", script)
    return b64encode(archive.getvalue()).decode()


class Target:
    """A running system with something to steal, and the attacks on it."""

    def __init__(self, system: LocalSystem) -> None:
        self.system = system
        self.function = system.names.function("status-handler")
        self.digest = self.code()
        self.attacks = self.prepared()
        system.client("s3").put_object(Bucket=system.generated_bucket, Key="work/treasure", Body=TREASURE)
        system.client("dynamodb").put_item(TableName=system.names.table, Item={"job_id": {"S": TREASURE}})

    def leave(self) -> None:
        self.system.client("s3").delete_object(Bucket=self.system.generated_bucket, Key="work/treasure")
        self.system.client("dynamodb").delete_item(TableName=self.system.names.table, Key={"job_id": {"S": TREASURE}})

    def code(self) -> str:
        functions = self.system.client("lambda")
        return str(functions.get_function_configuration(FunctionName=self.function)["CodeSha256"])

    def endpoints(self) -> str:
        configuration = self.system.client("lambda").get_function_configuration(
            FunctionName=self.system.names.function("process-worker")
        )
        return str(configuration["Environment"]["Variables"]["AWS_ENDPOINT_URL_BEDROCK_AGENTCORE"])

    def is_wiped(self, _: Answer) -> bool:
        return not self.system.client("s3").list_buckets()["Buckets"]

    def prepared(self) -> dict[str, Attack]:
        system, engine, endpoints = self.system, self.system.endpoint_url, self.endpoints()
        code = {"method": "PUT", "headers": as_root("lambda"), "body": json.dumps({"ZipFile": zip_of("evil")})}
        return {
            "read jobs": call(
                system, "dynamodb", "DynamoDB_20120810.Scan", {"TableName": system.names.table}, TREASURE
            ),
            "read the keys": call(
                system, "secretsmanager", "secretsmanager.GetSecretValue", {"SecretId": system.names.secret}, "sha256"
            ),
            "read an object": Attack(
                f"{engine}/{system.generated_bucket}/work/treasure",
                lambda answer: TREASURE in answer.text,
                {"headers": as_root("s3")},
            ),
            "read the API's answer": Attack(
                f"{system.api_url}/status/{uuid4()}", lambda answer: answer.text.startswith("{")
            ),
            "change code": Attack(
                f"{engine}/2015-03-31/functions/{self.function}/code", lambda _: self.code() != self.digest, code
            ),
            "invoke the agent": blind(f"{system.agent_url}/invocations", {}),
            "invoke the agent by the gateway": blind(
                f"{endpoints}/runtimes/{quote(AGENT_RUNTIME_ARN, safe='')}/invocations", {}
            ),
            "ask a model": blind(
                f"{endpoints}/model/stability.stable-image-core-v1:1/invoke", {"prompt": "a woman", "seed": 3}
            ),
            "wipe": Attack(f"{engine}/_ministack/reset", self.is_wiped, {"method": "POST", "mode": "no-cors"}),
        }


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for which the hostile host name leads to this machine, without a defence that not all browsers have."""
    arguments = (f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1", "--disable-features=LocalNetworkAccessChecks")
    try:
        with running_chromium(*arguments) as chromium:
            yield chromium
    except NoBrowserError as error:
        if is_required():
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


def run(page: Page, attack: Attack, *, rebound: bool) -> Answer:
    """Lets a page of the attacker's send its request."""
    url, origin = attack.url, f"http://127.0.0.1:{free_port()}"
    if rebound:
        origin = f"http://{REBOUND}:{urlsplit(url).port}"
        url = origin + url.removeprefix(f"http://{urlsplit(url).netloc}")
    page.route(f"{origin}/hostile", lambda route: route.fulfill(content_type="text/html", body="<h1>Win a cat</h1>"))
    page.goto(f"{origin}/hostile")
    seen: list[Response] = []
    page.on("response", lambda response: seen.append(response))
    text = page.evaluate(FETCH, {"url": url, **attack.init})
    statuses = [each.status for each in seen if each.url == url and each.request.method != "OPTIONS"]
    return Answer(text, statuses[-1] if statuses else 0)


def successes(page: Page, target: Target, *, rebound: bool) -> set[str]:
    return {name for name, attack in target.attacks.items() if attack.succeeded(run(page, attack, rebound=rebound))}


@pytest.mark.verify
class TestWithoutTheGuards:
    """The attacks work: what the next tests see is the guards' doing."""

    @pytest.mark.parametrize("rebound", [False, True])
    def test_every_attack_succeeds(self, page: Page, *, rebound: bool) -> None:
        with unguarded_system() as system:
            target = Target(system)

            assert successes(page, target, rebound=rebound) == set(target.attacks)


@pytest.mark.parametrize("rebound", [False, True])
class TestAgainstTheSystem:
    @pytest.mark.parametrize("kind", ["system", pytest.param("demo", marks=pytest.mark.verify)])
    def test_none_succeeds(self, page: Page, request: pytest.FixtureRequest, kind: str, *, rebound: bool) -> None:
        target = Target(request.getfixturevalue(kind))

        assert successes(page, target, rebound=rebound) == set()
        target.leave()
