"""Delivers the events of uploads again that an engine did not get to before it ended."""

import json
from typing import TYPE_CHECKING

from deployment.connection import ClientFactory
from deployment.monitoring.alarms import EVENT_HANDLER
from deployment.names import Names

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client


def replay_uploads(client: ClientFactory, names: Names) -> None:
    """Delivers an event for each photo in the upload bucket that has no job yet."""
    s3: S3Client = client("s3")
    dynamodb: DynamoDBClient = client("dynamodb")
    functions: LambdaClient = client("lambda")
    scanned = dynamodb.get_paginator("scan").paginate(TableName=names.table, ProjectionExpression="job_id")
    known = {item["job_id"]["S"] for page in scanned for item in page["Items"]}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=names.upload_bucket, Prefix="uploads/"):
        for key in (each["Key"] for each in page.get("Contents", [])):
            if key.split("/")[1] not in known:
                event = {"detail": {"bucket": {"name": names.upload_bucket}, "object": {"key": key}}}
                functions.invoke(
                    FunctionName=names.function(EVENT_HANDLER),
                    InvocationType="Event",
                    Payload=json.dumps(event).encode(),
                )
