"""Checks of account and region that make sense before anything is deployed. They only read."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from botocore.exceptions import ClientError, EndpointConnectionError

from deployment.agent.settings import V2_REGIONS
from petavatar.aws import client, error_code
from petavatar.storage import Storage
from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.sandbox import Sandbox

AGENTCORE_ROLE: Final = "AWSServiceRoleForBedrockAgentCoreRuntimeIdentity"
_AGENTCORE_SERVICE: Final = "runtime-identity.bedrock-agentcore.amazonaws.com"
_SPANS: Final = "CloudWatchLogs"
_ANY_JOB: Final = "00000000-0000-4000-8000-000000000000"


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """The checks that apply; those of services that a local engine lacks are left out."""
    region = sandbox.names.region
    if not sandbox.is_emulated("bedrock-agentcore-control"):
        yield Check(
            subject=f"AgentCore in {region}",
            ok="it answers",
            inspect=_agentcore,
            fix=f"use a region that has AgentCore, such as {min(V2_REGIONS)}",
        )
        yield Check(
            subject=f"AgentCore's platform V2 in {region}",
            ok="it is known to be there: sessions start from a snapshot",
            inspect=_platform,
            fix=f"stay and accept slower first jobs, or use one of {', '.join(sorted(V2_REGIONS))}",
        )
        yield Check(
            subject=f"role {AGENTCORE_ROLE}",
            ok="AgentCore's own role is there",
            inspect=_service_role,
            fix=f"aws iam create-service-linked-role --aws-service-name {_AGENTCORE_SERVICE}, as an administrator",
        )
    if not sandbox.is_emulated("xray"):
        yield Check(
            subject="CloudWatch Transaction Search",
            ok="it takes the agent's spans",
            inspect=_transaction_search,
            fix=f"aws xray update-trace-segment-destination --destination {_SPANS}; docs/deploy.md, What you need",
        )
    yield Check(
        subject="host names of presigned addresses",
        ok="POST and GET name the bucket's own host in its region",
        inspect=_hosts,
        fix="unset AWS_ENDPOINT_URL_S3, and S3's settings in the profile (~/.aws/config)",
    )


def expected_hosts(sandbox: Sandbox) -> dict[str, str]:
    """The hosts that presigned addresses must name: for POST the upload bucket's, for GET that of what is generated."""
    names = sandbox.names
    buckets = {"POST": names.upload_bucket, "GET": names.generated_bucket}
    if not sandbox.on_aws:
        return dict.fromkeys(buckets, urlsplit(sandbox.client("s3").meta.endpoint_url).netloc)
    return {method: f"{bucket}.s3.{names.region}.amazonaws.com" for method, bucket in buckets.items()}


def wrong_hosts(storage: Storage, expected: dict[str, str]) -> dict[str, str]:
    """The hosts, by `POST` and `GET`, of addresses that the functions would presign, if they are not as expected."""
    named = {
        "POST": storage.presigned_upload(_ANY_JOB, "image/jpeg")["url"],
        "GET": storage.picture_url(f"generated/{_ANY_JOB}/avatar.png"),
    }
    hosts = {method: urlsplit(url).netloc for method, url in named.items()}
    return {method: host for method, host in hosts.items() if host != expected[method]}


def _agentcore(sandbox: Sandbox) -> Iterator[Issue]:
    try:
        sandbox.client("bedrock-agentcore-control").list_agent_runtimes(maxResults=1)
    except EndpointConnectionError:
        yield Issue("nothing answers there: the agent could not be deployed")


def _platform(sandbox: Sandbox) -> Iterator[Issue]:
    if sandbox.names.region not in V2_REGIONS:
        yield Issue("not known to be there: without it a first job starts up to half a minute later", Level.WARNING)


def _service_role(sandbox: Sandbox) -> Iterator[Issue]:
    try:
        sandbox.client("iam").get_role(RoleName=AGENTCORE_ROLE)
    except ClientError as error:
        if error_code(error) != "NoSuchEntity":
            raise
        what = "it is not there yet: the first deploy_agent makes it, and fails for callers who may not"
        yield Issue(what, Level.WARNING)


def _transaction_search(sandbox: Sandbox) -> Iterator[Issue]:
    xray = sandbox.client("xray")
    found = xray.get_trace_segment_destination()
    if found.get("Destination") != _SPANS:
        yield Issue("it is off: the agent's traces would be lost, though jobs run", Level.WARNING)
    elif found.get("Status") != "ACTIVE":
        yield Issue("it is being switched on: spans of the next minutes may be lost", Level.WARNING, "wait, look again")
    else:
        yield from _indexing(xray.get_indexing_rules().get("IndexingRules", []))


def _indexing(rules: list[dict[str, dict[str, dict[str, float]]]]) -> Iterator[Issue]:
    shares = [rule.get("Rule", {}).get("Probabilistic", {}).get("DesiredSamplingPercentage", 0) for rule in rules]
    if not any(shares):
        what = "no span is indexed: traces are found by a query of the log group aws/spans alone"
        yield Issue(what, Level.WARNING, "set a share of 1 %, which is free, in CloudWatch's settings for traces")


def _hosts(sandbox: Sandbox) -> Iterator[Issue]:
    names = sandbox.names
    # The functions' own client: what it makes here it makes there, unless this shell's settings say otherwise.
    storage = Storage(
        client("s3", names.region),
        upload_bucket=names.upload_bucket,
        generated_bucket=names.generated_bucket,
        max_bytes=1,
    )
    expected = expected_hosts(sandbox)
    for method, host in wrong_hosts(storage, expected).items():
        yield Issue(f"{method} names {host}, not {expected[method]}: uploads or pictures would fail")
