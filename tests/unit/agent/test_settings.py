"""The agent's settings."""

import pytest

from agent.settings import AgentSettings
from petavatar.errors import SettingsError

BUCKETS = {"S3_UPLOAD_BUCKET": "u", "S3_GENERATED_BUCKET": "g"}


def test_the_buckets_are_enough() -> None:
    settings = AgentSettings.from_environment(BUCKETS)

    assert (settings.s3_upload_bucket, settings.s3_generated_bucket) == ("u", "g")
    assert (settings.model_read_timeout_s, settings.heartbeat_s, settings.port) == (45, 5, 8080)


def test_every_model_is_a_setting() -> None:
    settings = AgentSettings.from_environment(
        BUCKETS
        | {
            "TEXT_MODEL_ID": "t",
            "ORCHESTRATOR_MODEL_ID": "o",
            "IMAGE_MODEL_ID": "i",
            "IMAGE_MODEL_REGION": "eu-west-1",
            "HEARTBEAT_S": "3",
        }
    )

    assert (settings.text_model_id, settings.orchestrator_model_id) == ("t", "o")
    assert (settings.image_model_id, settings.image_model_region) == ("i", "eu-west-1")
    assert settings.heartbeat_s == 3


def test_what_is_missing_or_senseless_is_named() -> None:
    with pytest.raises(SettingsError) as caught:
        AgentSettings.from_environment({"S3_UPLOAD_BUCKET": "u", "PORT": "http"})

    assert str(caught.value) == "S3_GENERATED_BUCKET is not set; PORT is not a whole number above zero"
