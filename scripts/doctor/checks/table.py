"""Checks of the table of jobs."""

from collections.abc import Iterator

from petavatar.table.listing import BY_OWNER
from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.sandbox import Sandbox


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of its key, its expiry and its index."""
    subject = f"table {sandbox.names.table}"
    yield Check(subject=subject, ok="its key is job_id, paid per request", inspect=_described, fix=sandbox.create)
    yield Check(subject=subject, ok="jobs expire by their ttl", inspect=_expires, fix=sandbox.create)
    yield Check(subject=subject, ok="jobs can be listed by owner", inspect=_listed, fix=sandbox.create)


def _described(sandbox: Sandbox) -> Iterator[Issue]:
    table = sandbox.client("dynamodb").describe_table(TableName=sandbox.names.table)["Table"]
    if table["KeySchema"] != [{"AttributeName": "job_id", "KeyType": "HASH"}]:
        yield Issue("its key is not job_id", fix=f"delete it, then {sandbox.create}")
    if table.get("BillingModeSummary", {}).get("BillingMode") != "PAY_PER_REQUEST":
        yield Issue("its capacity is fixed: DynamoDB would throttle a burst of jobs", Level.WARNING)


def _expires(sandbox: Sandbox) -> Iterator[Issue]:
    expiry = sandbox.client("dynamodb").describe_time_to_live(TableName=sandbox.names.table)["TimeToLiveDescription"]
    if expiry.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
        yield Issue("jobs never expire: its time to live is off")
    elif expiry.get("AttributeName") != "ttl":
        yield Issue(f"jobs never expire: its time to live uses {expiry.get('AttributeName')}, not ttl")


def _listed(sandbox: Sandbox) -> Iterator[Issue]:
    table = sandbox.client("dynamodb").describe_table(TableName=sandbox.names.table)["Table"]
    index = next((each for each in table.get("GlobalSecondaryIndexes", []) if each["IndexName"] == BY_OWNER), None)
    if index is None:
        yield Issue(f"it has no index {BY_OWNER}: GET /jobs fails")
    elif index.get("IndexStatus") != "ACTIVE":
        yield Issue(f"its index {BY_OWNER} is being filled: GET /jobs fails until then", Level.WARNING)
