"""Faults of the buckets, beside the others."""

from collections.abc import Iterator

from local.system import LocalSystem
from scripts.doctor.findings import Level
from tests.integration.doctor.control_planes import ControlPlanes
from tests.integration.doctor.faults import fault


@fault("public bucket", "bucket petavatar-uploads", "BlockPublicPolicy is off", fix="create_infrastructure")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    whole = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={**whole, "BlockPublicPolicy": False})
    yield
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=whole)


@fault("photos kept too long", "bucket petavatar-uploads", "after 30 days; users are promised 7")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": [{**rules[0], "Expiration": {"Days": 30}}]}
    )
    yield
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})


@fault("photos kept for ever", "bucket petavatar-uploads", "objects never expire")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": [{**rules[0], "Status": "Disabled"}]}
    )
    yield
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})


@fault("erased photos kept", "bucket petavatar-uploads", "it keeps what is erased", fix="Status=Suspended")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    yield
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})


def _without_rule(system: LocalSystem, name: str) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.generated_bucket
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    fewer = {key: value for key, value in rule.items() if key != name}
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [fewer]})
    yield
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})


@fault("old versions kept", "bucket petavatar-generated", "old versions of objects never expire")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _without_rule(system, "NoncurrentVersionExpiration")


@fault("parts of uploads kept", "bucket petavatar-generated", "parts of uploads that were never completed stay")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _without_rule(system, "AbortIncompleteMultipartUpload")


@fault("bucket closed to browsers", "bucket petavatar-uploads", "allow no POST", Level.WARNING)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    # The system of the tests has no page, so that no origin is allowed at all.
    rule = {"AllowedOrigins": [], **s3.get_bucket_cors(Bucket=bucket)["CORSRules"][0]}
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [{**rule, "AllowedMethods": ["GET"]}]})
    yield
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})


@fault("silent bucket", "bucket petavatar-uploads", "notifications to EventBridge are off")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    yield
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
