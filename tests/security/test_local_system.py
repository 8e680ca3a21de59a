"""Over the wire to the running system: whoever has no key of its own gets no answer from any of its servers."""

import hashlib
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError

from local.engine import REGION, client_factory
from local.system import LocalSystem
from testing.api import ApiUser

LIMIT_S: Final = 20
DEEDS: Final[dict[str, str]] = {
    "dynamodb": "list_tables",
    "s3": "list_buckets",
    "sqs": "list_queues",
    "lambda": "list_functions",
    "iam": "list_roles",
    "sts": "get_caller_identity",
    "secretsmanager": "list_secrets",
    "ssm": "describe_parameters",
    "events": "list_rules",
    "logs": "describe_log_groups",
    "sns": "list_topics",
    "cloudwatch": "describe_alarms",
    "apigatewayv2": "get_apis",
}
REFUSALS: Final = ("UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidClientTokenId", "403")


@pytest.fixture(params=["system", pytest.param("demo", marks=pytest.mark.verify)])
def running(request: pytest.FixtureRequest) -> LocalSystem:
    """The system with the page, and without."""
    system: LocalSystem = request.getfixturevalue(request.param)
    return system


def client(system: LocalSystem, service: str, key_id: str, secret: str, token: str | None = None) -> Any:
    return client_factory(boto3.Session(key_id, secret, token, region_name=REGION), system.endpoint_url)(service)


def environments(system: LocalSystem) -> list[dict[str, str]]:
    """The environments of the functions' processes."""
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        try:
            pairs = [pair.partition("=") for pair in file.read_text(errors="replace").split("\0")]
        except OSError:
            continue
        environment = {name: value for name, _, value in pairs}
        if "AWS_LAMBDA_RUNTIME_API" in environment and environment.get("AWS_ENDPOINT_URL") == system.endpoint_url:
            found.append(environment)
    return found


def function_of(system: LocalSystem) -> dict[str, str]:
    """The environment of a function that has just answered."""
    if not Path("/proc/self/environ").exists():
        pytest.skip("reads /proc")
    ApiUser(system).ticket()
    return environments(system)[0]


class TestKeys:
    @pytest.mark.parametrize("service", sorted(DEEDS))
    def test_the_operators_key_works_at_every_service(self, system: LocalSystem, service: str) -> None:
        getattr(system.client(service), DEEDS[service])()

    @pytest.mark.parametrize("service", ["dynamodb", "s3", "lambda", "sts"])
    @pytest.mark.parametrize("key", ["test", "000000000000", "123456789012", "AKIAUNKNOWN000000000", "operator"])
    def test_no_other_does(self, system: LocalSystem, service: str, key: str) -> None:
        key_id = system.credentials.access_key_id if key == "operator" else key

        with pytest.raises(ClientError) as refusal:
            getattr(client(system, service, key_id, "test"), DEEDS[service])()

        assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
        assert refusal.value.response["Error"]["Code"] in REFUSALS

    def test_a_functions_key_works_with_its_secret_and_its_token(self, system: LocalSystem) -> None:
        function = function_of(system)
        key, secret, token = (
            function[f"AWS_{name}"] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")
        )

        assert ":assumed-role/" in client(system, "sts", key, secret, token).get_caller_identity()["Arn"]
        for wrong in ((key, "guessed", token), (key, secret, None), (key, secret, "guessed")):
            with pytest.raises(ClientError, match=r"SignatureDoesNotMatch|UnrecognizedClientException"):
                client(system, "sts", *wrong).get_caller_identity()

    def test_a_functions_key_cannot_be_worked_out_from_names(self, system: LocalSystem) -> None:
        """The engine makes it from the function's and the role's ARN."""
        ApiUser(system).ticket()
        configuration = system.client("lambda").get_function_configuration(
            FunctionName=system.names.function("presigned-url-handler")
        )
        name = configuration["Role"].rpartition("/")[2]
        roles = (configuration["Role"], f"arn:aws:iam::{system.account}:role/{name}")
        worked = []
        for role in roles:
            digest = hashlib.sha256(f"{configuration['FunctionArn']}:{role}".encode()).hexdigest()
            secret, token = (hashlib.sha256(f"{what}:{digest}".encode()).hexdigest() for what in ("secret", "token"))
            try:
                client(system, "sts", f"ASIA{digest[:16].upper()}", secret, token).get_caller_identity()
                worked.append(True)
            except ClientError:
                worked.append(False)

        assert worked == [True, False]


class TestPresigned:
    def test_an_upload_of_the_api_is_good_and_no_other(self, system: LocalSystem) -> None:
        user = ApiUser(system)
        ticket = user.ticket()
        fields = ticket["upload_fields"]
        credential = fields["x-amz-credential"]

        forgeries: list[dict[str, str]] = [
            {},
            fields | {"x-amz-signature": "0" * 64},
            fields | {"x-amz-credential": "test/" + credential.partition("/")[2]},
            fields | {"x-amz-credential": system.credentials.access_key_id + "/" + credential.partition("/")[2]},
        ]
        for forged in forgeries:
            data = {"key": fields["key"], **forged}
            answer = httpx.post(ticket["upload_url"], data=data, files={"file": b"x"}, timeout=LIMIT_S, trust_env=False)
            assert answer.status_code == 403, forged

    def test_an_address_ends_when_it_says(self, system: LocalSystem, monkeypatch: pytest.MonkeyPatch) -> None:
        s3 = system.client("s3")
        s3.put_object(Bucket=system.generated_bucket, Key="work/a", Body=b"x")
        wanted = {"Bucket": system.generated_bucket, "Key": "work/a"}

        def address(seconds: int) -> str:
            return str(s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=seconds))

        now = datetime.now(UTC)
        monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: now - timedelta(minutes=2))
        old, living = address(119), address(600)
        monkeypatch.undo()

        assert httpx.get(living, timeout=LIMIT_S, trust_env=False).status_code == 200
        assert httpx.get(old, timeout=LIMIT_S, trust_env=False).status_code == 403


class TestAddresses:
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/health",
            "/v2/_catalog",
            "/_aws/ses/messages",
            "/_aws/sqs/messages",
            "/_localstack/health",
            "/_ministack/config",
            "/_ministack/health",
            "/_ministack/reset",
        ],
    )
    @pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
    def test_the_engines_administration_is_closed(self, running: LocalSystem, path: str, method: str) -> None:
        answer = httpx.request(method, running.endpoint_url + path, timeout=LIMIT_S, trust_env=False)

        assert answer.status_code == 403
        assert running.client("s3").list_buckets()["Buckets"]

    @pytest.mark.parametrize("server", ["engine", "api", "endpoints", "agent", "functions"])
    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "127.0.0.1:9"]
    )
    def test_a_host_name_of_somebody_else_is_refused(self, running: LocalSystem, server: str, host: str) -> None:
        url = servers(running)[server]
        headers = {"host": host.format(port=urlsplit(url).port)}

        assert httpx.get(url, headers=headers, timeout=LIMIT_S, trust_env=False).status_code == 403

    @pytest.mark.parametrize("server", ["engine", "api", "endpoints", "agent", "functions"])
    @pytest.mark.parametrize("origin", ["http://127.0.0.1:9", "https://evil.example", "null", "http://localhost"])
    def test_a_page_of_another_origin_is_refused(self, running: LocalSystem, server: str, origin: str) -> None:
        url = servers(running)[server]
        answer = httpx.get(url, headers={"origin": origin}, timeout=LIMIT_S, trust_env=False)

        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers

    def test_the_page_is_served_to_its_own_address_alone(self, system: LocalSystem) -> None:
        def status(**headers: str) -> int:
            return httpx.get(system.page_url, headers=headers, timeout=LIMIT_S, trust_env=False).status_code

        assert (status(), status(origin=system.page_url)) == (200, 200)
        assert (status(host="evil.example"), status(origin="https://evil.example")) == (403, 403)

    def test_the_page_may_ask_the_api_and_the_storage(self, system: LocalSystem) -> None:
        for url, method, header in (
            (f"{system.api_url}/process", "POST", "x-api-key"),
            (f"{system.endpoint_url}/{system.upload_bucket}", "POST", "content-type"),
            (f"{system.endpoint_url}/{system.generated_bucket}/x", "GET", "range"),
        ):
            asking = {
                "origin": system.page_url,
                "access-control-request-method": method,
                "access-control-request-headers": header,
            }
            answer = httpx.options(url, headers=asking, timeout=LIMIT_S, trust_env=False)

            assert answer.is_success
            assert answer.headers["access-control-allow-origin"] == system.page_url


class TestTheAgent:
    def test_it_answers_the_gateway_alone(self, system: LocalSystem) -> None:
        def status(path: str) -> int:
            url = system.agent_url + path
            return httpx.post(url, content=b"{}", timeout=LIMIT_S, trust_env=False).status_code

        assert status("/invocations") == 403
        assert httpx.get(f"{system.agent_url}/ping", timeout=LIMIT_S, trust_env=False).status_code == 200

    @pytest.mark.skipif(os.name != "posix", reason="reads addresses of this machine")
    def test_it_listens_on_the_loopback_interface_only(self, system: LocalSystem) -> None:
        port = urlsplit(system.agent_url).port
        with socket.socket() as other:
            # Another address of the same interface: a server on all of them would answer there.
            assert other.connect_ex(("127.0.0.2", port)) != 0


def servers(system: LocalSystem) -> dict[str, str]:
    """Where each of the system's servers would answer a GET of somebody else's page."""
    worker = system.client("lambda").get_function_configuration(FunctionName=system.names.function("process-worker"))
    return {
        "engine": f"{system.endpoint_url}/_ministack/ready",
        "api": f"{system.api_url}/status/x",
        "endpoints": worker["Environment"]["Variables"]["AWS_ENDPOINT_URL_BEDROCK_AGENTCORE"],
        "agent": f"{system.agent_url}/ping",
        "functions": f"http://{function_of(system)['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation/next",
    }
