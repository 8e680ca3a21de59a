"""The page's files in the bucket behind CloudFront."""

import mimetypes
from typing import TYPE_CHECKING, Final

from deployment.names import Names
from deployment.page import configuration, page_files

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# A page and its scripts belong together: a browser asks each time, and mostly hears that nothing has changed.
_FRESH: Final = "no-cache"


def upload_page(s3: "S3Client", names: Names, url: str) -> None:
    """Puts the page's files into its bucket, for a page and an API under one address; the policy is a header there.

    Args:
        s3: the client.
        names: the sandbox's names.
        url: the address of both.
    """
    files = {name: path.read_bytes() for name, path in page_files().items()}
    files["config.json"] = configuration(url).encode()
    for name, content in files.items():
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        s3.put_object(Bucket=names.page_bucket, Key=name, Body=content, ContentType=kind, CacheControl=_FRESH)
