"""The table of jobs."""

from collections.abc import Iterator

from scripts.doctor.findings import Check, Flaw, Level
from scripts.doctor.sandbox import Sandbox


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Its key and its expiry."""
    subject = f"table {sandbox.names.table}"
    yield Check(subject=subject, sound="its key is job_id, paid by request", look=_described, mend=sandbox.create)
    yield Check(subject=subject, sound="jobs vanish by their ttl", look=_expires, mend=sandbox.create)


def _described(sandbox: Sandbox) -> Iterator[Flaw]:
    table = sandbox.client("dynamodb").describe_table(TableName=sandbox.names.table)["Table"]
    if table["KeySchema"] != [{"AttributeName": "job_id", "KeyType": "HASH"}]:
        yield Flaw("its key is not job_id", mend=f"delete it, then {sandbox.create}")
    if table.get("BillingModeSummary", {}).get("BillingMode") != "PAY_PER_REQUEST":
        yield Flaw("its capacity is fixed: a burst of jobs is throttled", Level.WARNING)


def _expires(sandbox: Sandbox) -> Iterator[Flaw]:
    expiry = sandbox.client("dynamodb").describe_time_to_live(TableName=sandbox.names.table)["TimeToLiveDescription"]
    if expiry.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
        yield Flaw("jobs never vanish: its time to live is off")
    elif expiry.get("AttributeName") != "ttl":
        yield Flaw(f"jobs never vanish: its time to live looks at {expiry.get('AttributeName')}, not at ttl")
