"""A server that answers with the address of a picture: it is fetched from that server, and from no other."""

import base64
from pathlib import Path

import pytest

from agent.models.image_models import image_model
from local.models.choice import OpenAIChoice
from local.models.ledger import Account
from petavatar.errors import ModelUnavailable
from testing.bedrock import PORTRAIT
from testing.loopback import serving
from testing.openai_server import OpenAIServer, answers
from tests.support.job_context import a_control
from tests.unit.local.models.conftest import Endpoint

PICTURE = base64.b64encode(PORTRAIT).decode()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.models.retry.DELAYS_S", (0, 0, 0))


def draw(endpoint: Endpoint, server: OpenAIServer, address: str) -> bytes:
    server.answers = [answers({"created": 1, "data": [{"url": address}]})] * 4
    choice = OpenAIChoice(base_url=f"{server.url}/v1", image_model="flux", image_price="0.04")
    family, control = image_model("openai/flux"), a_control()
    control.budget.prices = choice.prices
    request = family.request("a portrait", "blur", 7)
    return family.image(endpoint(choice).invoke_image("openai/flux", request, control))


@pytest.mark.parametrize("address", ["{url}/files/one.png", "/files/one.png", "data:image/png;base64,{picture}"])
def test_it_is_fetched_from_the_same_server(server: OpenAIServer, endpoint: Endpoint, address: str) -> None:
    by_name = server.url.replace("127.0.0.1", "localhost")

    assert draw(endpoint, server, address.format(url=by_name, picture=PICTURE)) == PORTRAIT


def test_one_on_another_server_is_not_fetched_and_paid_for_once(
    server: OpenAIServer, endpoint: Endpoint, account: Path
) -> None:
    elsewhere = OpenAIServer()
    with serving(elsewhere.app()) as elsewhere.url, pytest.raises(ModelUnavailable):
        draw(endpoint, server, f"{elsewhere.url}/files/one.png")

    assert [request["path"] for request in server.requests] == ["generate"]
    assert elsewhere.requests == []
    assert Account.read(account).spent == 40_000
    assert "have it answer with b64_json" in Account.read(account).problem


@pytest.mark.parametrize("name", ["none.png", "huge.png", "moved.png"])
def test_one_that_can_not_be_fetched_is_none(
    server: OpenAIServer, endpoint: Endpoint, account: Path, name: str
) -> None:
    with pytest.raises(ModelUnavailable):
        draw(endpoint, server, f"{server.url}/files/{name}")

    assert Account.read(account).problem.startswith(f"{server.url}/v1 answered badly.")
