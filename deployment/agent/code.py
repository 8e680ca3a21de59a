"""The agent's code in S3. Its key is its hash, so the same code is never uploaded twice or overwritten."""

import hashlib
from typing import TYPE_CHECKING

from deployment.ignore_errors import ignore_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def ensure_agent_code(s3: "S3Client", bucket: str, content: bytes) -> str:
    """Uploads the agent's code zip, unless it already exists, and returns its key.

    Raises:
        ClientError: if AWS refuses, for instance because the bucket does not exist.
    """
    key = f"agent/{hashlib.sha256(content).hexdigest()}.zip"
    # A missing bucket gives the same error here; the upload below then names it.
    with ignore_errors("404"):
        s3.head_object(Bucket=bucket, Key=key)
        return key
    s3.put_object(Bucket=bucket, Key=key, Body=content, ContentType="application/zip")
    return key
