"""The buckets with all their objects, and the table of jobs."""

from collections.abc import Iterator
from typing import Any

from deployment.connection import ClientFactory
from deployment.ignore_errors import ignore_errors
from deployment.names import Names


class NotEmptiedError(RuntimeError):
    """S3 did not delete an object."""


def remove_storage(client: ClientFactory, names: Names) -> Iterator[str]:
    """Removes photos, avatars and jobs for good.

    Raises:
        NotEmptiedError: if S3 does not delete an object.
    """
    for bucket in (*names.buckets(), names.page_bucket):
        yield from _remove_bucket(client("s3"), names, bucket)
    dynamodb = client("dynamodb")
    with ignore_errors("ResourceNotFoundException"):
        unprotect_table(dynamodb, names)
        dynamodb.delete_table(TableName=names.table)
        dynamodb.get_waiter("table_not_exists").wait(TableName=names.table)
        yield f"table {names.table}"


def unprotect_table(dynamodb: Any, names: Names) -> None:
    """Lets AWS delete the table.

    Raises:
        ClientError: if there is none.
    """
    if dynamodb.describe_table(TableName=names.table)["Table"].get("DeletionProtectionEnabled"):
        dynamodb.update_table(TableName=names.table, DeletionProtectionEnabled=False)
        dynamodb.get_waiter("table_exists").wait(TableName=names.table)


def _remove_bucket(s3: Any, names: Names, bucket: str) -> Iterator[str]:
    # The name contains the account, but another account could have taken it first.
    ours = {"Bucket": bucket, "ExpectedBucketOwner": names.account}
    with ignore_errors("NoSuchBucket"):
        objects = empty_bucket(s3, names, bucket)
        s3.delete_bucket(**ours)
        yield f"bucket {bucket} with {objects} objects"


def empty_bucket(s3: Any, names: Names, bucket: str) -> int:
    """Deletes every version and every delete marker, page by page.

    Returns:
        How many there were.

    Raises:
        NotEmptiedError: if S3 does not delete an object.
        ClientError: if the bucket does not exist, or is another account's.
    """
    ours, deleted = {"Bucket": bucket, "ExpectedBucketOwner": names.account}, 0
    while versions := _some_versions(s3.list_object_versions(**ours)):
        errors = s3.delete_objects(**ours, Delete={"Objects": versions, "Quiet": True}).get("Errors", [])
        if errors:
            raise NotEmptiedError(f"{ours['Bucket']} keeps {errors[0]['Key']}: {errors[0]['Code']}")
        deleted += len(versions)
    return deleted


def _some_versions(page: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"Key": entry["Key"], "VersionId": entry["VersionId"]}
        for kind in ("Versions", "DeleteMarkers")
        for entry in page.get(kind, [])
    ]
