"""The agent's code in S3, under the hash of its bytes: the same code is never uploaded twice, nor overwritten."""

import hashlib
from typing import TYPE_CHECKING

from deployment.tolerance import tolerating

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def ensure_agent_code(s3: "S3Client", bucket: str, content: bytes) -> str:
    """Uploads the agent's code zip, unless it is there already, and returns its key.

    Raises:
        ClientError: if AWS refuses, for instance because there is no such bucket.
    """
    key = f"agent/{hashlib.sha256(content).hexdigest()}.zip"
    # A missing bucket reads the same here, and is named when the upload meets it.
    with tolerating("404"):
        s3.head_object(Bucket=bucket, Key=key)
        return key
    s3.put_object(Bucket=bucket, Key=key, Body=content, ContentType="application/zip")
    return key
