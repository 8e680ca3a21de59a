"""What differs from region to region: S3's addresses, the models' profiles, the agent's platform."""

from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.validate import validate_parameters

from deployment.agent.models import AgentModels
from deployment.agent.policy import agent_policy
from deployment.agent.settings import PLATFORM_VERSIONS, runtime_parameters
from deployment.names import Names
from deployment.page import storage_origins
from petavatar.aws import client
from petavatar.keys import avatar_key
from petavatar.storage import Storage
from testing.jobs import A_JOB_ID

REGIONS: Final = ("us-east-1", "us-west-2", "eu-central-1", "ap-northeast-1", "ap-southeast-2", "af-south-1")
"""Some of each area with inference profiles of its own; the last has none, and is too young for S3's global host."""
AREAS: Final = dict(zip(REGIONS, ("us", "us", "eu", "jp", "au", "global"), strict=True))
ROLE: Final = "arn:aws:iam::123456789012:role/petavatar-agent-dev"


@pytest.fixture(params=REGIONS)
def names(request: pytest.FixtureRequest) -> Names:
    return Names("123456789012", request.param, "dev")


class TestPresignedAddresses:
    @pytest.fixture
    def storage(self, names: Names) -> Storage:
        return Storage(
            client("s3", names.region),
            upload_bucket=names.upload_bucket,
            generated_bucket=names.generated_bucket,
            max_bytes=1000,
        )

    def test_a_photo_is_sent_to_the_buckets_own_host_in_its_region(self, storage: Storage, names: Names) -> None:
        upload = storage.presigned_upload(A_JOB_ID, "image/jpeg")

        assert upload["url"] == f"https://{names.upload_bucket}.s3.{names.region}.amazonaws.com/"
        assert upload["fields"]["x-amz-credential"].split("/")[2:4] == [names.region, "s3"]

    def test_a_picture_is_fetched_from_there_too_and_the_signature_is_for_that_host(
        self, storage: Storage, names: Names
    ) -> None:
        url = urlsplit(storage.picture_url(avatar_key(A_JOB_ID)))
        query = parse_qs(url.query)

        assert url.netloc == f"{names.generated_bucket}.s3.{names.region}.amazonaws.com"
        assert query["X-Amz-SignedHeaders"] == ["host"]
        assert query["X-Amz-Credential"][0].split("/")[2:4] == [names.region, "s3"]

    def test_the_page_may_connect_to_just_these_hosts(self, storage: Storage, names: Names) -> None:
        addresses = (
            storage.presigned_upload(A_JOB_ID, "image/jpeg")["url"],
            storage.picture_url(avatar_key(A_JOB_ID)),
        )

        origins = [f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses)]
        assert origins == storage_origins(names)


class TestModels:
    def test_default_ones_are_the_regions_own_profiles_or_else_the_global_ones(self, names: Names) -> None:
        models = AgentModels.of(names.region)

        assert models.text == f"{AREAS[names.region]}.anthropic.claude-sonnet-4-6"
        assert models.orchestrator == f"{AREAS[names.region]}.anthropic.claude-haiku-4-5-20251001-v1:0"

    def test_portraits_are_drawn_in_the_one_region_that_has_the_model(self, names: Names) -> None:
        assert AgentModels.of(names.region).image_region == "us-west-2"

    def test_role_may_call_the_profile_in_its_region_and_the_model_wherever_it_is_served(self, names: Names) -> None:
        (allowed,) = [one["Resource"] for one in agent_policy(names)["Statement"] if one["Sid"] == "InvokeModels"]

        profile = AgentModels.of(names.region).text
        assert f"arn:aws:bedrock:{names.region}:123456789012:inference-profile/{profile}" in allowed
        assert "arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-6" in allowed


@pytest.mark.parametrize(
    ("region", "area"),
    [
        ("ap-northeast-3", "jp"),
        ("ap-southeast-4", "au"),
        ("ap-northeast-2", "global"),
        ("ap-southeast-1", "global"),
        ("ca-central-1", "global"),
    ],
)
def test_neighbours_have_profiles_of_their_own_or_none(region: str, area: str) -> None:
    assert AgentModels.of(region).text.partition(".")[0] == area


class TestPlatform:
    def parameters(self, names: Names, platform: str | None = None) -> dict[str, Any]:
        return runtime_parameters(names, AgentModels.of(names.region), ROLE, "key", platform)

    def test_v2_is_asked_for_only_where_it_is_known_to_be(self, names: Names) -> None:
        known = names.region in ("us-east-1", "us-west-2", "ap-northeast-1")

        assert self.parameters(names).get("platformVersion") == ("V2" if known else None)

    @pytest.mark.parametrize(("wanted", "sent"), [("V1", "V1"), ("V2", "V2"), ("default", None)])
    def test_a_wish_comes_first(self, names: Names, wanted: str, sent: str | None) -> None:
        assert wanted in PLATFORM_VERSIONS
        assert self.parameters(names, wanted).get("platformVersion") == sent

    def test_what_is_sent_passes_the_sdks_check(self, names: Names) -> None:
        model = boto3.client("bedrock-agentcore-control", region_name=names.region).meta.service_model
        shape: Any = model.operation_model("UpdateAgentRuntime").input_shape

        for platform in PLATFORM_VERSIONS:
            validate_parameters(
                {"agentRuntimeId": "petavatar_dev-0123456789", **self.parameters(names, platform)}, shape
            )
