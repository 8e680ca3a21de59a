"""What a model lacks is known by the words of its server: those of servers that are in use."""

from pathlib import Path

import pytest

from agent.schemas import Career
from local.models.choice import OpenAIChoice
from local.models.ledger import Account
from petavatar.errors import ModelUnavailable, ModelUnsuitable
from testing.openai_server import OpenAIServer
from testing.replies import a_career
from tests.support.job_context import a_control
from tests.unit.local.models.conftest import Endpoint

PHOTO = [{"image": {"format": "jpeg", "source": {"bytes": b"\xff\xd8\xffphoto"}}}, {"text": "Look."}]
WORDS = [{"text": "A tabby."}]


def ask(endpoint: Endpoint, server: OpenAIServer, content: list[dict[str, object]], model: str = "a-model") -> Career:
    choice = OpenAIChoice(base_url=f"{server.url}/v1", text_model=model)
    control = a_control()
    control.budget.prices = choice.prices
    career: Career = endpoint(choice).ask(
        Career, tool="record_career", model_id=f"openai/{model}", system="s", content=content, control=control
    )
    return career


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "Invalid content type. image_url is only supported by certain models."),
        (400, "Model does not support images. Please use a model that does."),
        (400, "a-model is not a multimodal model"),
        (400, "At most 0 image(s) may be provided in one prompt."),
        (404, "No endpoints found that support image input"),
        (500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"),
        (500, "failed to process inputs: this model is missing data required for image input"),
    ],
)
def test_a_model_that_sees_no_pictures_is_asked_once_and_named(
    server: OpenAIServer, endpoint: Endpoint, account: Path, status: int, words: str
) -> None:
    server.vision, server.no_vision, server.no_vision_status = False, words, status

    with pytest.raises(ModelUnsuitable):
        ask(endpoint, server, PHOTO)

    assert len(server.requests) == 1
    assert Account.read(account).problem.startswith("a-model can't see pictures: --text-model needs")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "registry.ollama.ai/library/llama3.2-vision:latest does not support tools"),
        (400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'),
        (404, "No endpoints found that support tool use."),
        (500, "tools param requires --jinja flag"),
    ],
)
def test_a_model_without_tools_is_asked_without_them(
    server: OpenAIServer, endpoint: Endpoint, status: int, words: str
) -> None:
    server.tools, server.no_tools, server.no_tools_status = False, words, status

    assert ask(endpoint, server, PHOTO, "llama3.2-vision") == Career.model_validate(a_career())
    assert [("tools" in request) for request in server.requests] == [True, False]


def test_a_model_that_talks_where_a_tool_is_forced_is_asked_for_json(
    server: OpenAIServer, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.models.retry.DELAYS_S", (0, 0, 0))
    server.forces_tools = False

    assert ask(endpoint, server, PHOTO) == Career.model_validate(a_career())
    assert [("tools" in request) for request in server.requests] == [True, False]


@pytest.mark.parametrize("content", [PHOTO, WORDS], ids=["with a photo", "with words"])
def test_a_model_that_is_not_there_is_not_taken_for_one_that_lacks_something(
    server: OpenAIServer, endpoint: Endpoint, account: Path, content: list[dict[str, object]]
) -> None:
    server.vision, server.no_vision, server.no_vision_status = False, "model 'llama3.2-vision' not found", 404
    server.errors = [404]

    with pytest.raises(ModelUnavailable):
        ask(endpoint, server, content, "llama3.2-vision")
    assert "has no model llama3.2-vision" in Account.read(account).problem
