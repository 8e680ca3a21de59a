"""A whole job on Bedrock in the place of the stand-ins: the agent's requests reach it with the user's own key."""

from pathlib import Path

import pytest

from local.models.choice import BedrockChoice
from local.system import LocalSystem
from petavatar_client import PetAvatarClient
from testing.bedrock import STEPS, BedrockEndpoint
from testing.loopback import serving

PHOTO = Path("samples/chelsea.jpg")


@pytest.mark.verify
def test_a_job_runs_on_bedrock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = BedrockEndpoint()
    with serving(far.app()) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAUSER")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "users-own")
        with LocalSystem(tmp_path, models=BedrockChoice(region="eu-west-1"), page=False) as system:
            with PetAvatarClient(system.api_url, system.api_key) as api:
                result = api.create(PHOTO)
            logs = "".join(log.read_text() for log in system.log_dir.glob("*.log"))

    assert result.models.text == "eu.anthropic.claude-sonnet-4-6"
    assert not result.models.offline
    assert {call.name for call in far.calls} >= set(STEPS)
    assert "users-own" not in logs
