"""A sandbox lives in one region: its buckets and roles have names that are the same in every region.

So a second region would adopt the buckets of the first one, and give its roles the rights of the second. What creates,
changes or removes a sandbox asks here first.
"""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deployment.names import Names
from petavatar.aws import error_code

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class OtherRegionError(RuntimeError):
    """The sandbox exists in another region."""

    def __init__(self, names: Names, region: str) -> None:
        super().__init__(
            f"Nothing was changed: the sandbox {names.sandbox} of account {names.account} is in {region}. "
            f"Use --region {region}, or another name for a sandbox in {names.region}"
        )


def require_own_region(s3: "S3Client", names: Names) -> None:
    """Makes sure that no bucket of the sandbox is in another region.

    Raises:
        OtherRegionError: if one is.
        ClientError: if AWS refuses to say.
    """
    if region := other_region(s3, names):
        raise OtherRegionError(names, region)


def other_region(s3: "S3Client", names: Names) -> str | None:
    """The other region in which the sandbox has buckets; None if there are none, or only in its own region."""
    regions = (_region(s3, bucket, names) for bucket in names.buckets())
    return next((region for region in regions if region and region != names.region), None)


def _region(s3: "S3Client", bucket: str, names: Names) -> str | None:
    try:
        return s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=names.account).get("BucketRegion")
    except ClientError as error:
        # There is none yet, or it is another account's, about which its creation has its own words.
        if error_code(error) in ("404", "403"):
            return None
        raise
