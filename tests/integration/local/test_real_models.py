"""A whole job with real models in the place of the stand-ins: the agent's requests reach the server that was chosen."""

from pathlib import Path

import pytest

from local.models.choice import BedrockChoice, OpenAIChoice
from local.models.ledger import Account
from local.system import LocalSystem
from petavatar_client import PetAvatarClient
from testing.bedrock import STEPS, BedrockEndpoint
from testing.loopback import serving
from testing.openai_server import OpenAIServer
from testing.replies import a_career

PHOTO = Path("samples/chelsea.jpg")


def test_a_job_runs_on_a_server_that_speaks_openais_api(tmp_path: Path) -> None:
    server = OpenAIServer()
    with serving(server.app()) as url:
        choice = OpenAIChoice(base_url=f"{url}/v1", text_model="llava", image_model="flux", image_price="0.01")
        with LocalSystem(tmp_path, models=choice, page=False) as system:
            with PetAvatarClient(system.api_url, system.api_key) as api:
                result = api.create(PHOTO)
            account = system.models_account

    assert result.identity.human_name == a_career()["human_name"]
    assert (result.models.text, result.models.image) == ("openai/llava", "openai/flux")
    assert result.models.orchestrator.startswith("offline/")
    assert not result.models.offline
    assert result.card_url
    assert [request["path"] for request in server.requests].count("chat") == 3
    assert account == Account(spent=10_000, calls=4)


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
