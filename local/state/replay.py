"""Delivers the events of uploads again that an engine did not get to before it ended."""

import json
from typing import TYPE_CHECKING, Final

from deployment.connection import ClientFactory
from deployment.monitoring.alarms import EVENT_HANDLER
from deployment.names import Names

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client


# Either says that the upload's event has nothing left to do: the job has its message, or its end is published.
_DONE: Final = ("sent", "announced")


def replay_uploads(client: ClientFactory, names: Names) -> None:
    """Delivers the event of each photo in the upload bucket that may still need it.

    It may make a job, send a job's message, publish that a job ended as it was made, or delete the photo of an erased
    job. Delivered twice, it is harmless.
    """
    s3: S3Client = client("s3")
    functions: LambdaClient = client("lambda")
    settled = _settled(client("dynamodb"), names.table)
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=names.upload_bucket, Prefix="uploads/"):
        for key in (each["Key"] for each in page.get("Contents", [])):
            if key.split("/")[1] not in settled:
                event = {"detail": {"bucket": {"name": names.upload_bucket}, "object": {"key": key}}}
                functions.invoke(
                    FunctionName=names.function(EVENT_HANDLER),
                    InvocationType="Event",
                    Payload=json.dumps(event).encode(),
                )


def _settled(dynamodb: "DynamoDBClient", table: str) -> set[str]:
    """The ids of jobs whose events have nothing to do any more."""
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ProjectionExpression=f"job_id, {', '.join(_DONE)}")
    return {
        item["job_id"]["S"]
        for page in pages
        for item in page["Items"]
        if any(item.get(name) == {"BOOL": True} for name in _DONE)
    }
