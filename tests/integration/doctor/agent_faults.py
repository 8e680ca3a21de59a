"""Faults of the agent, its models and their quotas, and of a sandbox's region."""

from collections.abc import Iterator
from typing import Any, Final

import boto3

from local.certificate import self_made
from local.system import LocalSystem
from scripts.doctor.findings import Level
from tests.integration.doctor.control_planes import AGENT_ROLE, IMAGE, MODELS, ORCHESTRATOR, TEXT, ControlPlanes
from tests.integration.doctor.planting import Faults, policy_of, replaced

AGENT_LOGS: Final = "/aws/bedrock-agentcore/runtimes/petavatar_local-0000000000-DEFAULT"

FAULTS: Final = Faults()
fault = FAULTS.add


@fault("agent that failed to update", "agent runtime", "its status is UPDATE_FAILED: no such image")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    control.agent["failureReason"] = "no such image"
    yield from replaced(control.agent, "status", "UPDATE_FAILED")


@fault("agent of another bucket", "agent runtime", "its variable S3_UPLOAD_BUCKET is missing or not")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(control.agent["environmentVariables"], "S3_UPLOAD_BUCKET", "elsewhere")


@fault("agent without a right", "agent's role", "it lacks rights: bedrock:InvokeModel")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from policy_of(system, AGENT_ROLE, lambda all_: [one for one in all_ if one["Sid"] != "InvokeModels"])


@fault(
    "signing certificate that is missing",
    "signing certificate",
    "pictures are not signed: There is no secret elsewhere",
    beside="agent's role",
)
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(control.agent["environmentVariables"], "SIGNING_SECRET", "elsewhere")


@fault(
    "signing certificate that has expired",
    "signing certificate",
    "pictures are not signed: The signing cert",
)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _signing_with(system, days=0)


@fault("signing certificate that soon expires", "signing certificate", "it expires on ", Level.WARNING)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _signing_with(system, days=20)


def _signing_with(system: LocalSystem, days: int) -> Iterator[None]:
    secrets = system.client("secretsmanager")
    secrets.put_secret_value(SecretId=system.names.signing_secret, SecretString=self_made(days))
    yield
    secrets.put_secret_value(SecretId=system.names.signing_secret, SecretString=self_made())


@fault(
    "model past its life", f"model us.{TEXT} in us-east-1", "end of life was on 2026-01-01", fix="--text-model MODEL"
)
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(control.lives, TEXT, {"status": "LEGACY", "endOfLifeTime": "2026-01-01T00:00:00Z"})


@fault("legacy model", f"model us.{ORCHESTRATOR} in us-east-1", "it is legacy", Level.WARNING)
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(control.lives, ORCHESTRATOR, {"status": "LEGACY"})


@fault("model that is closed", f"model {IMAGE} in us-west-2", "can't use it (authorizationStatus)", fix="Marketplace")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(control.access[IMAGE], "authorizationStatus", "NOT_AUTHORIZED")


@fault("quota of zero", f"quotas of us.{TEXT}", "tokens per minute for Claude Sonnet 4.6 is 0", fix="Service Quotas")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(control.quotas[0], "Value", 0.0)


@fault(
    "quota too small for the workers",
    f"quotas of us.{TEXT}",
    "tokens per minute for Claude Sonnet 4.6 is 20,000; 4 workers take",
    Level.WARNING,
    fix="Service Quotas",
)
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(control.quotas[0], "Value", 20_000.0)


@fault("cold agent", "agent runtime", "it has platform version V1", Level.WARNING, fix="--platform-version V2")
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    yield from replaced(control.agent, "platformVersion", "V1")


@fault("agent's logs kept for ever", f"logs {AGENT_LOGS}", "kept for ever", Level.WARNING, fix="scripts.post_deploy")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    logs = system.client("logs")
    logs.delete_retention_policy(logGroupName=AGENT_LOGS)
    yield
    logs.put_retention_policy(logGroupName=AGENT_LOGS, retentionInDays=7)


@fault(
    "profile of another region",
    f"model {MODELS.text} in us-east-1",
    "this region does not have this inference profile",
    fix=f"--text-model global.{TEXT}",
)
def _(_: LocalSystem, control: ControlPlanes) -> Iterator[None]:
    control.profiles.discard(MODELS.text)
    yield


# A region lists the tags of its own buckets alone.
@fault(
    "sandbox of another region",
    "sandbox local",
    "it has buckets in eu-west-1",
    fix="the region that it is in",
    beside="tags",
)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.names.artefact_bucket
    # The module's environment has the operator's key and the engine's address.
    make: Any = boto3.Session(region_name="eu-west-1").client
    elsewhere = make("s3")
    tagging = s3.get_bucket_tagging(Bucket=bucket)["TagSet"]
    s3.delete_bucket(Bucket=bucket)
    elsewhere.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield
    elsewhere.delete_bucket(Bucket=bucket)
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tagging})
