"""Photos, pictures and jobs: two buckets and the table."""

from collections.abc import Sequence
from typing import Final

from deployment.infrastructure.buckets import (
    FETCH_METHODS,
    PREFLIGHT_SECONDS,
    RETENTION_DAYS,
    UPLOAD_METHODS,
    tls_only_policy,
)
from deployment.infrastructure.table import TTL_ATTRIBUTE, table_parameters
from deployment.stack.options import StackOptions
from deployment.stack.values import Json, ref, resource

_KEPT: Final = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Retain"}
_PRIVATE: Final = {
    "PublicAccessBlockConfiguration": {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True,
    },
    "BucketEncryption": {
        "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
    },
}


def storage(options: StackOptions) -> dict[str, Json]:
    """The resources of this part."""
    names = options.names
    uploads = {"NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}}
    return {
        **private_bucket("Uploads", names.upload_bucket, _of_jobs(UPLOAD_METHODS) | uploads, tls="HasTls"),
        **private_bucket("Generated", names.generated_bucket, _of_jobs(FETCH_METHODS), tls="HasTls"),
        "JobsTable": resource(
            "AWS::DynamoDB::Table",
            table_parameters(names.table, protected=options.protected)
            | {"TimeToLiveSpecification": {"AttributeName": TTL_ATTRIBUTE, "Enabled": True}},
            **_KEPT,
        ),
    }


def private_bucket(part: str, name: str, properties: Json, *, tls: str = "", condition: str = "") -> dict[str, Json]:
    """A private, encrypted bucket, and its policy, which refuses requests without TLS.

    Args:
        part: the beginning of both logical ids.
        name: the bucket's name.
        properties: what it has beside.
        tls: the condition under which it has the policy; always if empty.
        condition: the condition under which it is made; always if empty.
    """
    bucket = resource("AWS::S3::Bucket", {"BucketName": name, **_PRIVATE, **properties}, Condition=condition, **_KEPT)
    secure = {"Bucket": ref(f"{part}Bucket"), "PolicyDocument": tls_only_policy(name)}
    return {
        f"{part}Bucket": bucket,
        f"{part}BucketPolicy": resource("AWS::S3::BucketPolicy", secure, Condition=tls or condition),
    }


def _of_jobs(methods: Sequence[str]) -> Json:
    """What expires after a week, and what pages may do with it."""
    expiry = {
        "Id": "expire",
        "Status": "Enabled",
        "ExpirationInDays": RETENTION_DAYS,
        "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }
    cors = {
        "AllowedMethods": list(methods),
        "AllowedOrigins": ref("CorsOrigins"),
        "AllowedHeaders": ["*"],
        "ExposedHeaders": ["ETag"],
        "MaxAge": PREFLIGHT_SECONDS,
    }
    return {"LifecycleConfiguration": {"Rules": [expiry]}, "CorsConfiguration": {"CorsRules": [cors]}}
