"""Faults of buckets, table, queues and keys."""

import json
from collections.abc import Iterator
from typing import Final

from local.system import LocalSystem
from scripts.doctor.findings import Level
from tests.integration.doctor.control_planes import ControlPlanes
from tests.integration.doctor.planting import Faults

QUEUE: Final = "petavatar-processing-queue-local"
DLQ: Final = "petavatar-processing-dlq-local"
TABLE: Final = "petavatar-jobs-local"
SECRET: Final = "petavatar-api-keys-local"

FAULTS: Final = Faults()
fault = FAULTS.add


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


@fault("jobs kept for ever", f"table {TABLE}", "its time to live is off")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    dynamodb = system.client("dynamodb")
    expiry = {"AttributeName": "ttl", "Enabled": False}
    dynamodb.update_time_to_live(TableName=TABLE, TimeToLiveSpecification=expiry)
    yield
    dynamodb.update_time_to_live(TableName=TABLE, TimeToLiveSpecification={**expiry, "Enabled": True})


def _queue_attribute(system: LocalSystem, queue: str, name: str, value: str) -> Iterator[None]:
    sqs = system.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    former = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={name: value})
    yield
    sqs.set_queue_attributes(QueueUrl=url, Attributes={name: former})


@fault("messages shown too soon", f"queue {QUEUE}", "hidden for 30 s, not for six worker timeouts, 900 s")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _queue_attribute(system, QUEUE, "VisibilityTimeout", "30")


@fault("queue without a dead-letter queue", f"queue {QUEUE}", "messages that fail for good are lost")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _queue_attribute(system, QUEUE, "RedrivePolicy", "")


@fault("too many tries", f"queue {QUEUE}", "a message comes 9 times")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    redrive = json.dumps({"deadLetterTargetArn": system.names.queue_arn(DLQ), "maxReceiveCount": 9})
    yield from _queue_attribute(system, QUEUE, "RedrivePolicy", redrive)


@fault("dead letters", f"queue {DLQ}", "about 1 jobs that failed", Level.WARNING, fix="scripts.redrive")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    sqs = system.client("sqs")
    url = sqs.get_queue_url(QueueName=DLQ)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    yield
    sqs.purge_queue(QueueUrl=url)


def _secret(system: LocalSystem, text: str) -> Iterator[None]:
    secrets = system.client("secretsmanager")
    former = secrets.get_secret_value(SecretId=SECRET)["SecretString"]
    secrets.put_secret_value(SecretId=SECRET, SecretString=text)
    yield
    secrets.put_secret_value(SecretId=SECRET, SecretString=former)


@fault("no keys", f"secret {SECRET}", "it holds no valid key", fix="scripts.api_keys --sandbox local create")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _secret(system, '{"keys": []}')


@fault("keys that can't be read", f"secret {SECRET}", "does not hold keys in the form")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    yield from _secret(system, "pa_a-key-as-it-is")
