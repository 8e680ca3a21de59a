"""A shell in which the command reaches the running system, and control planes that the local engine lacks."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deployment.connection import Connection
from local.system import LocalSystem
from petavatar.aws import _client
from scripts.acceptance import account
from scripts.doctor.sandbox import Sandbox
from testing.loopback import serving
from tests.integration.doctor.control_planes import ControlPlanes

PLAYED: Final = ("BEDROCK", "BEDROCK_AGENTCORE_CONTROL", "SERVICE_QUOTAS", "XRAY")
TRUST: Final = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sts:*"}]}


@dataclass
class AccountPlanes(ControlPlanes):
    """The control planes that the account is asked at, too: X-Ray's, and AgentCore's list."""

    spans: dict[str, Any] = field(default_factory=lambda: {"Destination": "CloudWatchLogs", "Status": "ACTIVE"})
    indexed: list[float] = field(default_factory=lambda: [1.0])

    def app(self) -> Starlette:
        more = [
            Route("/GetTraceSegmentDestination", lambda _: JSONResponse(self.spans), methods=["POST"]),
            Route("/GetIndexingRules", self._indexing, methods=["POST"]),
            Route("/runtimes/", lambda _: JSONResponse({"agentRuntimes": []}), methods=["POST"]),
        ]
        return Starlette(routes=[*more, *super().app().routes])

    def _indexing(self, _: Request) -> Response:
        rules = [
            {"Name": "Default", "Rule": {"Probabilistic": {"DesiredSamplingPercentage": at}}} for at in self.indexed
        ]
        return JSONResponse({"IndexingRules": rules})


@pytest.fixture(scope="module")
def planes(system: LocalSystem) -> Iterator[AccountPlanes]:
    """The control planes, AgentCore's own role, and the environment of the command."""
    planes = AccountPlanes.healthy(system)
    assert isinstance(planes, AccountPlanes)
    iam = system.client("iam")
    iam.create_role(
        RoleName=account.AGENTCORE_ROLE, Path="/aws-service-role/", AssumeRolePolicyDocument=json.dumps(TRUST)
    )
    with serving(planes.app()) as url, pytest.MonkeyPatch.context() as environment:
        for service in PLAYED:
            environment.setenv(f"AWS_ENDPOINT_URL_{service}", url)
        for name, value in system.credentials.environment().items():
            environment.setenv(name, value)
        environment.setenv("AWS_ENDPOINT_URL", system.endpoint_url)
        environment.setenv("AWS_CONFIG_FILE", "/nowhere")
        environment.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
        # Other tests of this process have clients of other clouds.
        environment.setattr(account, "client", _client.__wrapped__)
        yield planes
    iam.delete_role(RoleName=account.AGENTCORE_ROLE)


@pytest.fixture
def control(system: LocalSystem, planes: AccountPlanes) -> AccountPlanes:
    """The control planes, healthy again."""
    vars(planes).update(vars(AccountPlanes.healthy(system)))
    return planes


@pytest.fixture(scope="module")
def undeployed(planes: AccountPlanes) -> Sandbox:
    """A sandbox of which nothing is there, in an account where all else is well."""
    connection = Connection.open("nowhere", None)
    return Sandbox(cache(connection.client), connection.names)
