"""What the entry point makes as it starts: clients, settings, and nothing that sessions would share."""

import random
import sys
import time
import uuid
from datetime import datetime
from types import ModuleType

import pytest

from agent.server import AgentServer
from petavatar.errors import SettingsError
from tests.unit.agent.entry_point import BUCKETS, load

DAY_S = 86_400


def test_its_clients_do_not_retry_and_have_timeouts(main: ModuleType) -> None:
    for runtime in (main.bedrock.text_client, main.bedrock.image_client, main.model.client):
        config = runtime.meta.config
        assert config.retries["total_max_attempts"] == 1
        assert (config.connect_timeout, config.read_timeout) == (5, 45)


def test_the_image_model_may_live_in_another_region(main: ModuleType) -> None:
    assert main.bedrock.image_client.meta.region_name == "us-west-2"
    assert main.bedrock.text_client.meta.region_name == "us-east-1"


def test_without_its_buckets_it_does_not_start() -> None:
    with pytest.raises(SettingsError, match="S3_UPLOAD_BUCKET is not set; S3_GENERATED_BUCKET is not set"):
        load({"S3_UPLOAD_BUCKET": "", "S3_GENERATED_BUCKET": ""})


def test_with_an_image_model_of_no_known_family_it_does_not_start() -> None:
    with pytest.raises(SettingsError, match="belongs to no known family: dall-e"):
        load(BUCKETS | {"IMAGE_MODEL_ID": "dall-e"})


def test_its_sessions_share_no_state_of_a_generator(main: ModuleType) -> None:
    assert isinstance(main.app, AgentServer)


def test_no_module_keeps_a_draw_or_a_moment_that_sessions_would_share(main: ModuleType) -> None:
    def is_shared(value: object) -> bool:
        if isinstance(value, float):
            return value > DAY_S and min(abs(value - time.time()), abs(value - time.monotonic())) < DAY_S
        return isinstance(value, random.Random | uuid.UUID | datetime)

    modules = [one for name, one in sys.modules.items() if name.partition(".")[0] in ("agent", "petavatar")]

    shared = [
        f"{module.__name__}.{name}"
        for module in (*modules, main)
        for name, value in vars(module).items()
        if is_shared(value)
    ]
    assert shared == []
