"""Checks of the table of jobs."""

from collections.abc import Iterator

from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.sandbox import Sandbox


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of its key and its expiry."""
    subject = f"table {sandbox.names.table}"
    yield Check(subject=subject, ok="its key is job_id, paid per request", inspect=_described, fix=sandbox.create)
    yield Check(subject=subject, ok="jobs expire by their ttl", inspect=_expires, fix=sandbox.create)


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
