"""A server that answers badly, late or not at all: each ends as the agent expects, and nothing hangs."""

from pathlib import Path
from typing import Any

import pytest

from agent.models.image_models import image_model
from agent.schemas import Career
from local.models.choice import OpenAIChoice
from local.models.ledger import Account
from petavatar.errors import AgentFailure, ModelUnavailable
from testing.bedrock import PORTRAIT
from testing.openai_server import Answering, OpenAIServer, answers, breaks_off, never_answers, refuses_with
from testing.replies import a_career
from tests.support.job_context import a_control
from tests.unit.local.models.conftest import Endpoint

TEXT, IMAGE = "openai/llava", "openai/flux"
ATTEMPTS = 4

NO_CHOICES = answers({"id": "1", "object": "chat.completion", "created": 1, "model": "llava", "choices": []})
NO_JSON = answers("<html>It works!</html>")
OTHER_JSON = answers({"hello": "world"})
A_LIST = answers("[1, 2]")
NO_MESSAGE = answers({"choices": [{"index": 0, "finish_reason": "stop"}]})
TROUBLES = pytest.mark.parametrize(
    "trouble",
    [breaks_off, never_answers, NO_JSON, OTHER_JSON, A_LIST, NO_CHOICES, NO_MESSAGE],
    ids=["breaks off", "never answers", "no JSON", "other JSON", "a list", "no choices", "no message"],
)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.models.retry.DELAYS_S", (0,) * (ATTEMPTS - 1))
    monkeypatch.setattr("local.models.openai._TIMEOUT_S", 2.0)


def choice(server: OpenAIServer, image_price: str = "0") -> OpenAIChoice:
    return OpenAIChoice(base_url=f"{server.url}/v1", text_model="llava", image_model="flux", image_price=image_price)


def ask(endpoint: Endpoint, server: OpenAIServer) -> Career:
    control = a_control()
    control.budget.prices = choice(server).prices
    career: Career = endpoint(choice(server)).ask(
        Career, tool="record_career", model_id=TEXT, system="s", content=[{"text": "t"}], control=control
    )
    return career


def draw(endpoint: Endpoint, server: OpenAIServer, image_price: str = "0") -> bytes:
    family, control, settings = image_model(IMAGE), a_control(), choice(server, image_price)
    control.budget.prices = settings.prices
    request = family.request("a portrait", "blur", 7)
    return family.image(endpoint(settings).invoke_image(IMAGE, request, control))


@TROUBLES
def test_a_text_that_did_not_come_is_asked_for_again(
    server: OpenAIServer, endpoint: Endpoint, trouble: Answering
) -> None:
    server.answers = [trouble]

    assert ask(endpoint, server) == Career.model_validate(a_career())
    assert len(server.requests) == 2


@TROUBLES
def test_a_picture_that_did_not_come_is_asked_for_again(
    server: OpenAIServer, endpoint: Endpoint, trouble: Answering
) -> None:
    server.answers = [trouble]

    assert draw(endpoint, server) == PORTRAIT
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        pytest.param(NO_JSON, "answered badly. The server's answer is not in OpenAI's form.", id="no JSON"),
        pytest.param(breaks_off, "answered badly. The server broke off its answer.", id="breaks off"),
        pytest.param(NO_CHOICES, "is not in OpenAI's form", id="no choices"),
        pytest.param(never_answers, "took longer", id="never answers", marks=pytest.mark.verify),
    ],
)
def test_a_server_that_stays_so_ends_the_job_and_is_named(
    server: OpenAIServer, endpoint: Endpoint, account: Path, trouble: Answering, words: str
) -> None:
    server.answers = [trouble] * ATTEMPTS

    with pytest.raises(ModelUnavailable):
        ask(endpoint, server)
    assert len(server.requests) == ATTEMPTS
    assert words in Account.read(account).problem


def test_an_answer_that_was_cut_short_by_its_length_is_sent_back(server: OpenAIServer, endpoint: Endpoint) -> None:
    server.answers = [completion('{"human_name": "Marg', "length")] * 2

    with pytest.raises(AgentFailure):
        ask(endpoint, server)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("trouble", "counted"),
    [
        pytest.param(breaks_off, 2, id="breaks off"),
        pytest.param(NO_JSON, 2, id="no JSON"),
        pytest.param(never_answers, 2, id="never answers", marks=pytest.mark.verify),
        pytest.param(refuses_with(500), 2, id="500"),
        pytest.param(refuses_with(429), 1, id="429"),
        pytest.param(refuses_with(503), 1, id="503"),
    ],
)
def test_a_call_that_failed_on_the_way_counts_at_its_worst(
    server: OpenAIServer, endpoint: Endpoint, account: Path, trouble: Answering, counted: int
) -> None:
    server.answers = [trouble]

    draw(endpoint, server, image_price="0.04")

    assert Account.read(account).spent == counted * 40_000


def completion(content: str, reason: str) -> Answering:
    message: dict[str, Any] = {"role": "assistant", "content": content}
    return answers({"choices": [{"index": 0, "message": message, "finish_reason": reason}]})
