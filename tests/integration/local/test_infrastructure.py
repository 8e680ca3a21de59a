"""What scripts/create_infrastructure.py makes, read back from the engine."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from deployment.infrastructure.buckets import VersionedBucketError
from deployment.infrastructure.queues import Redelivery
from deployment.infrastructure.sandbox import Infrastructure, Options, create_infrastructure
from deployment.infrastructure.table import WrongTableError
from deployment.names import Names
from petavatar.settings import Settings

pytestmark = pytest.mark.needs("sandbox")

DAY_S = 86_400


def queue_attributes(client: Callable[[str], Any], name: str) -> dict[str, str]:
    sqs = client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    attributes: dict[str, str] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return attributes


def keys_of(client: Callable[[str], Any], names: Names) -> list[dict[str, str]]:
    secret = client("secretsmanager").get_secret_value(SecretId=names.secret)["SecretString"]
    keys: list[dict[str, str]] = json.loads(secret)["keys"]
    return keys


@pytest.fixture(params=["upload_bucket", "generated_bucket"])
def bucket(request: pytest.FixtureRequest, names: Names) -> str:
    return str(getattr(names, request.param))


def value(client: Callable[[str], Any], name: str) -> str:
    return str(client("ssm").get_parameter(Name=name)["Parameter"]["Value"])


class OnlyLookedAt:
    """Tests that change nothing share a sandbox."""

    @pytest.fixture
    def names(self, untouched: Infrastructure) -> Names:
        return untouched.names

    @pytest.fixture
    def made(self, untouched: Infrastructure) -> Infrastructure:
        return untouched


class TestBuckets(OnlyLookedAt):
    def test_nothing_is_public(self, client: Callable[[str], Any], bucket: str) -> None:
        block = client("s3").get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]

        assert block == dict.fromkeys(
            ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
        )

    def test_objects_are_encrypted(self, client: Callable[[str], Any], bucket: str) -> None:
        (rule,) = client("s3").get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]

        assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}

    def test_everything_vanishes_after_a_week(self, client: Callable[[str], Any], bucket: str) -> None:
        (rule,) = client("s3").get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]

        assert rule["Status"] == "Enabled"
        assert rule["Filter"] == {"Prefix": ""}
        assert rule["Expiration"] == {"Days": 7}
        assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
        assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}

    def test_requests_without_tls_are_refused(self, client: Callable[[str], Any], bucket: str) -> None:
        (statement,) = json.loads(client("s3").get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]

        assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
        assert statement["Resource"] == [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.usefixtures("made")
class TestBucketsThatAreThere:
    def test_one_that_keeps_what_is_deleted_is_refused(
        self, client: Callable[[str], Any], names: Names, bucket: str
    ) -> None:
        client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})

        with pytest.raises(VersionedBucketError, match=f"--bucket {bucket} .*Status=Suspended"):
            create_infrastructure(client, names)

        client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
        create_infrastructure(client, names)

    def test_tls_can_be_left_to_choice_later(self, client: Callable[[str], Any], names: Names, bucket: str) -> None:
        create_infrastructure(client, names, Options(tls_only=False))

        with pytest.raises(ClientError, match="NoSuchBucketPolicy"):
            client("s3").get_bucket_policy(Bucket=bucket)

    def test_pages_may_upload_and_fetch(self, client: Callable[[str], Any], names: Names) -> None:
        create_infrastructure(client, names, Options(cors_origins=("https://a.example", "https://b.example")))

        (upload,) = client("s3").get_bucket_cors(Bucket=names.upload_bucket)["CORSRules"]
        (fetch,) = client("s3").get_bucket_cors(Bucket=names.generated_bucket)["CORSRules"]
        assert set(upload["AllowedMethods"]) == {"POST"}
        assert set(fetch["AllowedMethods"]) == {"GET", "HEAD"}
        assert upload["AllowedOrigins"] == fetch["AllowedOrigins"] == ["https://a.example", "https://b.example"]

    @pytest.mark.needs("s3-notifications")
    def test_uploads_send_events_beside_notifications_of_others(
        self, client: Callable[[str], Any], names: Names
    ) -> None:
        s3, sqs = client("s3"), client("sqs")
        theirs = f"theirs-{names.sandbox}"
        statement = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage"}
        policy = {"Version": "2012-10-17", "Statement": [{**statement, "Resource": names.queue_arn(theirs)}]}
        sqs.create_queue(QueueName=theirs, Attributes={"Policy": json.dumps(policy)})
        notification = {"Id": "theirs", "QueueArn": names.queue_arn(theirs), "Events": ["s3:ObjectRemoved:*"]}
        s3.put_bucket_notification_configuration(
            Bucket=names.upload_bucket, NotificationConfiguration={"QueueConfigurations": [notification]}
        )

        create_infrastructure(client, names)

        configuration = s3.get_bucket_notification_configuration(Bucket=names.upload_bucket)
        assert configuration["EventBridgeConfiguration"] == {}
        assert [queue["Id"] for queue in configuration["QueueConfigurations"]] == ["theirs"]


class TestTable(OnlyLookedAt):
    def test_is_keyed_by_job_and_paid_by_request(self, client: Callable[[str], Any], names: Names) -> None:
        table = client("dynamodb").describe_table(TableName=names.table)["Table"]

        assert table["KeySchema"] == [{"AttributeName": "job_id", "KeyType": "HASH"}]
        assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"

    def test_items_expire_by_their_ttl(self, client: Callable[[str], Any], names: Names) -> None:
        expiry = client("dynamodb").describe_time_to_live(TableName=names.table)["TimeToLiveDescription"]

        assert expiry["TimeToLiveStatus"] in ("ENABLED", "ENABLING")
        assert expiry["AttributeName"] == "ttl"


def test_a_table_with_another_key_is_refused(client: Callable[[str], Any], names: Names) -> None:
    client("dynamodb").create_table(
        TableName=names.table,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )

    with pytest.raises(WrongTableError, match=names.table):
        create_infrastructure(client, names)


class TestQueues(OnlyLookedAt):
    def test_processing_queue(self, client: Callable[[str], Any], names: Names) -> None:
        attributes = queue_attributes(client, names.queue)

        assert attributes["VisibilityTimeout"] == "900"
        assert attributes["MessageRetentionPeriod"] == str(4 * DAY_S)
        redrive = json.loads(attributes["RedrivePolicy"])
        assert int(redrive["maxReceiveCount"]) == 6
        assert redrive["deadLetterTargetArn"] == queue_attributes(client, names.dead_letter_queue)["QueueArn"]

    def test_a_message_whose_workers_die_still_comes_when_its_job_is_past_its_deadline(
        self, client: Callable[[str], Any], names: Names
    ) -> None:
        attributes = queue_attributes(client, names.queue)

        receives = int(json.loads(attributes["RedrivePolicy"])["maxReceiveCount"])
        assert (receives - 1) * int(attributes["VisibilityTimeout"]) > Settings().job_deadline_s

    def test_dead_letters_are_kept_longer(self, client: Callable[[str], Any], names: Names) -> None:
        assert queue_attributes(client, names.dead_letter_queue)["MessageRetentionPeriod"] == str(14 * DAY_S)

    def test_upload_events_are_kept_as_long_as_their_photos(self, client: Callable[[str], Any], names: Names) -> None:
        attributes = queue_attributes(client, names.upload_events_dead_letter_queue)

        assert attributes["MessageRetentionPeriod"] == str(7 * DAY_S)

    def test_only_the_rule_of_this_sandbox_may_put_what_it_cannot_deliver_into_its_queue(
        self, client: Callable[[str], Any], names: Names
    ) -> None:
        policy = queue_attributes(client, names.upload_events_dead_letter_queue)["Policy"]
        (statement,) = json.loads(policy)["Statement"]

        assert statement["Principal"] == {"Service": "events.amazonaws.com"}
        assert (statement["Effect"], statement["Action"]) == ("Allow", "sqs:SendMessage")
        assert statement["Resource"] == names.queue_arn(names.upload_events_dead_letter_queue)
        rule = f"arn:aws:events:{names.region}:{names.account}:rule/tc-petavatar-UploadCreated-{names.sandbox}"
        assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": rule}}


@pytest.mark.usefixtures("made")
def test_redelivery_is_set_right_on_a_queue_that_is_there(client: Callable[[str], Any], names: Names) -> None:
    create_infrastructure(client, names, Options(redelivery=Redelivery(visibility_s=30, max_receives=2)))

    attributes = queue_attributes(client, names.queue)
    assert attributes["VisibilityTimeout"] == "30"
    assert int(json.loads(attributes["RedrivePolicy"])["maxReceiveCount"]) == 2


class TestApiKeys:
    def test_first_key_is_given_once_and_kept_as_a_hash(
        self, client: Callable[[str], Any], names: Names, made: Infrastructure
    ) -> None:
        (entry,) = keys_of(client, names)

        assert made.api_key is not None
        assert re.fullmatch(r"pa_[A-Za-z0-9_-]{43}", made.api_key)
        assert re.fullmatch(r"[0-9a-f]{8}", entry["id"])
        assert entry["sha256"] == hashlib.sha256(made.api_key.encode()).hexdigest()
        assert re.fullmatch(r"[0-9a-f]{16}", entry["owner"])
        assert entry.keys() == {"id", "owner", "scope", "sha256", "created_at"}

    def test_second_run_leaves_the_keys_alone(
        self, client: Callable[[str], Any], names: Names, made: Infrastructure
    ) -> None:
        before = keys_of(client, names)

        again = create_infrastructure(client, names)

        assert again.api_key is None
        assert again.secret_arn == made.secret_arn
        assert keys_of(client, names) == before

    @pytest.mark.usefixtures("made")
    def test_a_secret_that_waits_for_its_deletion_is_kept(self, client: Callable[[str], Any], names: Names) -> None:
        before = keys_of(client, names)
        client("secretsmanager").delete_secret(SecretId=names.secret, RecoveryWindowInDays=7)

        create_infrastructure(client, names)

        assert keys_of(client, names) == before


class TestParameters(OnlyLookedAt):
    def test_secret_is_told(self, client: Callable[[str], Any], names: Names, made: Infrastructure) -> None:
        assert value(client, names.secret_parameter) == made.secret_arn

    @pytest.mark.usefixtures("made")
    def test_agent_is_not_deployed_at_first(self, client: Callable[[str], Any], names: Names) -> None:
        assert value(client, names.agent_runtime_parameter) == "not-deployed"


class TestTheAgentsParameter:
    @pytest.mark.usefixtures("made")
    def test_a_known_agent_is_not_forgotten_by_a_run_without_it(
        self, client: Callable[[str], Any], names: Names
    ) -> None:
        create_infrastructure(client, names, Options(agent_runtime_arn="arn:of:the:agent"))

        again = create_infrastructure(client, names)

        assert value(client, names.agent_runtime_parameter) == again.agent_runtime_arn == "arn:of:the:agent"

    @pytest.mark.usefixtures("made")
    def test_a_new_agent_takes_the_place_of_the_old_one(self, client: Callable[[str], Any], names: Names) -> None:
        create_infrastructure(client, names, Options(agent_runtime_arn="arn:old"))

        create_infrastructure(client, names, Options(agent_runtime_arn="arn:new"))

        assert value(client, names.agent_runtime_parameter) == "arn:new"


@pytest.mark.usefixtures("made")
def test_a_second_run_sets_right_what_was_changed_by_hand(client: Callable[[str], Any], names: Names) -> None:
    s3, sqs = client("s3"), client("sqs")
    s3.delete_public_access_block(Bucket=names.upload_bucket)
    s3.delete_bucket_lifecycle(Bucket=names.generated_bucket)
    url = sqs.get_queue_url(QueueName=names.queue)["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})

    create_infrastructure(client, names)

    assert s3.get_public_access_block(Bucket=names.upload_bucket)["PublicAccessBlockConfiguration"]["BlockPublicAcls"]
    assert s3.get_bucket_lifecycle_configuration(Bucket=names.generated_bucket)["Rules"]
    assert queue_attributes(client, names.queue)["VisibilityTimeout"] == "900"
