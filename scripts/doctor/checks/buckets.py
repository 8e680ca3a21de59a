"""Checks of the two buckets: private, encrypted, with expiry after a week, without versions, and usable by browsers."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from botocore.exceptions import ClientError

from deployment.infrastructure.buckets import (
    FETCH_METHODS,
    RETENTION_DAYS,
    UPLOAD_METHODS,
    is_versioned,
    suspend_versions,
)
from deployment.region import other_region
from petavatar.aws import error_code
from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.sandbox import Sandbox

_ENCRYPTED: Final = frozenset({"AES256", "aws:kms", "aws:kms:dsse"})


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of both buckets, then of each one alone."""
    names = sandbox.names
    yield Check(
        subject=f"sandbox {names.sandbox}",
        ok=f"it is in {names.region} alone",
        inspect=_in_its_region,
        fix="use the region that it is in, or another name",
    )
    for bucket in (names.upload_bucket, names.generated_bucket):
        yield _check(sandbox, bucket, "nothing in it is public", _private)
        yield _check(sandbox, bucket, "objects are encrypted", _encrypted)
        yield _check(sandbox, bucket, f"objects expire after {RETENTION_DAYS} days", _expires)
        yield _check(sandbox, bucket, "what is erased is gone", _erases)
        if sandbox.on_aws:
            yield _check(sandbox, bucket, "it refuses requests without TLS", _tls_only)
    yield _check(
        sandbox, names.upload_bucket, "browsers may upload", partial(_open_to_browsers, methods=UPLOAD_METHODS)
    )
    yield _check(
        sandbox, names.generated_bucket, "browsers may fetch", partial(_open_to_browsers, methods=FETCH_METHODS)
    )
    yield _check(sandbox, names.upload_bucket, "it notifies EventBridge of new objects", _notifies)


def _check(sandbox: Sandbox, bucket: str, ok: str, inspect: Callable[[Any, str], Iterator[Issue]]) -> Check:
    def at_bucket(sandbox: Sandbox) -> Iterator[Issue]:
        s3 = sandbox.client("s3")
        try:
            yield from inspect(s3, bucket)
        except ClientError as error:
            # S3 has a different error for each setting that was never set.
            if error_code(error) == "NoSuchBucket" or not error_code(error).startswith(("NoSuch", "ServerSide")):
                raise
            yield Issue(f"the setting is missing: {ok}")

    return Check(subject=f"bucket {bucket}", ok=ok, inspect=at_bucket, fix=sandbox.create)


def _in_its_region(sandbox: Sandbox) -> Iterator[Issue]:
    if region := other_region(sandbox.client("s3"), sandbox.names):
        yield Issue(f"it has buckets in {region}, whose names are taken here too")


def _private(s3: Any, bucket: str) -> Iterator[Issue]:
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    off = [name for name, on in block.items() if not on]
    if off:
        yield Issue(f"it could be made public: {', '.join(sorted(off))} is off")


def _encrypted(s3: Any, bucket: str) -> Iterator[Issue]:
    rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    if not any(rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm") in _ENCRYPTED for rule in rules):
        yield Issue("objects are not encrypted by default")


def _rules_of_all_objects(s3: Any, bucket: str) -> list[dict[str, Any]]:
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    return [rule for rule in rules if rule["Status"] == "Enabled" and rule.get("Filter", {}).get("Prefix", "") == ""]


def _expires(s3: Any, bucket: str) -> Iterator[Issue]:
    whole = _rules_of_all_objects(s3, bucket)
    days = [rule["Expiration"]["Days"] for rule in whole if "Days" in rule.get("Expiration", {})]
    if not days:
        yield Issue("objects never expire: no enabled rule deletes them")
    elif min(days) != RETENTION_DAYS:
        yield Issue(f"objects expire after {min(days)} days; users are promised {RETENTION_DAYS}")


def _erases(s3: Any, bucket: str) -> Iterator[Issue]:
    if is_versioned(s3, bucket):
        yield Issue("it keeps what is erased: it has versions", fix=suspend_versions(bucket))
    whole = _rules_of_all_objects(s3, bucket)
    # A bucket whose objects never expire is a finding of its own.
    if whole and not any("NoncurrentVersionExpiration" in rule for rule in whole):
        yield Issue("old versions of objects never expire")
    if whole and not any("AbortIncompleteMultipartUpload" in rule for rule in whole):
        yield Issue("parts of uploads that were never completed stay")


def _tls_only(s3: Any, bucket: str) -> Iterator[Issue]:
    statements = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    if not any(one["Effect"] == "Deny" and one.get("Condition") == insecure for one in statements):
        yield Issue("its policy allows requests without TLS")


def _open_to_browsers(s3: Any, bucket: str, methods: Sequence[str]) -> Iterator[Issue]:
    rules = s3.get_bucket_cors(Bucket=bucket)["CORSRules"]
    allowed = {allowed for rule in rules for allowed in rule["AllowedMethods"]}
    if methods[0] not in allowed:
        yield Issue(f"its CORS rules allow no {methods[0]}: pages of other origins can't use it", Level.WARNING)
    elif more := sorted(allowed - set(methods)):
        yield Issue(f"its CORS rules allow what no page of ours needs: {', '.join(more)}", Level.WARNING)


def _notifies(s3: Any, bucket: str) -> Iterator[Issue]:
    if "EventBridgeConfiguration" not in s3.get_bucket_notification_configuration(Bucket=bucket):
        yield Issue("dropped files start no job: notifications to EventBridge are off")
