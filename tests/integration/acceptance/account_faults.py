"""Faults of account and region that the preflight must name before anything is deployed."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from local.system import LocalSystem
from scripts.acceptance import account
from scripts.doctor.checks import functions
from scripts.doctor.findings import Level
from tests.integration.doctor import agent_faults
from tests.integration.doctor.control_planes import TEXT
from tests.integration.doctor.planting import Faults, replaced

DOCTORS: Final = (
    "profile of another region",
    "model that is closed",
    "model past its life",
    "legacy model",
    "quota of zero",
)
FAULTS: Final = Faults({name: agent_faults.FAULTS[name] for name in DOCTORS})
fault = FAULTS.add


def patched(place: object, name: str, value: object) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, name, value)
        yield


@fault(
    "quota too small for ten workers",
    f"quotas of us.{TEXT}",
    "is 20,000; 10 workers take",
    Level.WARNING,
    fix="Service Quotas",
)
def _(_: LocalSystem, control: Any) -> Iterator[None]:
    yield from replaced(control.quotas[0], "Value", 20_000.0)


@fault("few functions at once", "Lambda's concurrency", "functions of this account", Level.WARNING, fix="L-B99A9384")
def _(_: LocalSystem, control: Any) -> Iterator[None]:
    yield from patched(functions, "_MIN_CONCURRENCY", 10**6)


@fault("no V2", "AgentCore's platform V2 in us-east-1", "not known to be there", Level.WARNING, fix="eu-west-1")
def _(_: LocalSystem, control: Any) -> Iterator[None]:
    yield from patched(account, "V2_REGIONS", frozenset({"eu-west-1"}))


@fault("no role of AgentCore's", "role AWSServiceRoleFor", "not there yet", Level.WARNING, "create-service-linked-role")
def _(_: LocalSystem, control: Any) -> Iterator[None]:
    yield from patched(account, "AGENTCORE_ROLE", "AWSServiceRoleForNobody")


@fault("no Transaction Search", "CloudWatch Transaction Search", "it is off", Level.WARNING, fix="--destination")
def _(_: LocalSystem, control: Any) -> Iterator[None]:
    yield from replaced(control.spans, "Destination", "XRay")


@fault("Transaction Search to come", "CloudWatch Transaction Search", "being switched on", Level.WARNING, fix="wait")
def _(_: LocalSystem, control: Any) -> Iterator[None]:
    yield from replaced(control.spans, "Status", "PENDING")


@fault("nothing indexed", "CloudWatch Transaction Search", "no span is indexed", Level.WARNING, fix="1 %")
def _(_: LocalSystem, control: Any) -> Iterator[None]:
    control.indexed = [0.0]
    yield


@fault("hosts of another place", "host names of presigned", "POST names 127.0.0.1:9, not", fix="AWS_ENDPOINT_URL_S3")
def _(_: LocalSystem, control: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
        yield
