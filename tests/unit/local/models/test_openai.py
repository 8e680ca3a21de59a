"""A server that speaks OpenAI's API answers the agent as Bedrock would."""

from pathlib import Path
from typing import Any

import pytest

from agent.control import RunControl
from agent.models.image_models import image_model
from agent.schemas import AnalysisReply, Career
from local.models.choice import OpenAIChoice
from local.models.ledger import Account
from petavatar.errors import AgentFailure, ContentRefused, ModelUnavailable, Problem
from testing.bedrock import PORTRAIT
from testing.openai_server import OpenAIServer
from testing.replies import a_career, an_analysis_reply
from tests.support.job_context import a_control
from tests.unit.local.models.conftest import Endpoint

TEXT, IMAGE = "openai/llava", "openai/flux"
PHOTO = b"\xff\xd8\xffphoto"


def choice(server: OpenAIServer, **changes: Any) -> OpenAIChoice:
    return OpenAIChoice(base_url=f"{server.url}/v1", text_model="llava", image_model="flux", **changes)


def control(settings: OpenAIChoice) -> RunControl:
    """A control with the prices that the agent gets."""
    made = a_control()
    made.budget.prices = settings.prices
    return made


def ask(endpoint: Endpoint, settings: OpenAIChoice, schema: Any = Career) -> Any:
    tool = "record_career" if schema is Career else "record_analysis"
    content = [{"image": {"format": "jpeg", "source": {"bytes": PHOTO}}}, {"text": "Look."}]
    return endpoint(settings).ask(
        schema, tool=tool, model_id=TEXT, system="You look.", content=content, control=control(settings)
    )


def draw(endpoint: Endpoint, settings: OpenAIChoice) -> bytes:
    family = image_model(IMAGE)
    request = family.request("a portrait", "blur", 7)
    return family.image(endpoint(settings).invoke_image(IMAGE, request, control(settings)))


def test_a_photo_reaches_the_model_and_its_record_comes_back(server: OpenAIServer, endpoint: Endpoint) -> None:
    reply = ask(endpoint, choice(server), AnalysisReply)

    assert reply == AnalysisReply.model_validate(an_analysis_reply())
    (request,) = server.requests
    assert request["model"] == "llava"
    assert request["messages"][0] == {"role": "system", "content": "You look."}
    assert request["messages"][1]["content"][0]["image_url"]["url"].startswith("data:image/jpeg;base64,")
    assert [tool["function"]["name"] for tool in request["tools"]] == ["record_analysis"]
    assert request["tool_choice"] == "required"


def test_a_model_without_tools_is_asked_by_a_schema(server: OpenAIServer, endpoint: Endpoint) -> None:
    server.tools = False

    assert ask(endpoint, choice(server)) == Career.model_validate(a_career())
    assert server.requests[-1]["response_format"]["json_schema"]["name"] == "record_career"


def test_a_model_without_tools_and_schemas_is_asked_in_words(server: OpenAIServer, endpoint: Endpoint) -> None:
    server.tools = server.schemas = False

    assert ask(endpoint, choice(server)) == Career.model_validate(a_career())
    assert "human_name" in server.requests[-1]["messages"][0]["content"]
    assert "tools" not in server.requests[-1]


def test_what_a_model_lacks_is_learnt_once(server: OpenAIServer, endpoint: Endpoint) -> None:
    server.tools = False
    settings = choice(server)
    bedrock = endpoint(settings)
    for _ in range(2):
        bedrock.ask(
            Career, tool="record_career", model_id=TEXT, system="s", content=[{"text": "t"}], control=control(settings)
        )

    assert [("tools" in request) for request in server.requests] == [True, False, False]


def test_a_small_model_that_fails_the_schema_is_asked_once_more(server: OpenAIServer, endpoint: Endpoint) -> None:
    server.words = ["The cat would make a fine accountant."]

    assert ask(endpoint, choice(server)) == Career.model_validate(a_career())
    assert len(server.requests) == 2

    server.words = ["An accountant.", "A cat.", "A dog."]
    with pytest.raises(AgentFailure):
        ask(endpoint, choice(server))


@pytest.mark.parametrize(
    ("flaw", "problem"), [({"refuses": True}, ContentRefused), ({"filters": True}, ContentRefused)]
)
def test_a_refusal_is_one(
    server: OpenAIServer, endpoint: Endpoint, flaw: dict[str, bool], problem: type[Problem]
) -> None:
    for name, value in flaw.items():
        setattr(server, name, value)

    with pytest.raises(problem):
        ask(endpoint, choice(server))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_trouble_is_tried_again(
    server: OpenAIServer, endpoint: Endpoint, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.models.retry.DELAYS_S", (0, 0, 0))
    server.errors = [status]

    assert ask(endpoint, choice(server)) == Career.model_validate(a_career())
    assert len(server.requests) == 2


@pytest.mark.parametrize(("status", "words"), [(401, "OPENAI_API_KEY"), (404, "has no model llava")])
def test_what_the_user_can_change_is_said_once(
    server: OpenAIServer, endpoint: Endpoint, account: Path, status: int, words: str
) -> None:
    server.errors = [status]

    with pytest.raises(ModelUnavailable):
        ask(endpoint, choice(server))
    assert words in Account.read(account).problem


def test_a_server_that_is_not_there_is_named(
    endpoint: Endpoint, account: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.models.retry.DELAYS_S", (0, 0, 0))
    nowhere = OpenAIChoice(base_url="http://127.0.0.1:9/v1", text_model="llava")

    with pytest.raises(ModelUnavailable):
        ask(endpoint, nowhere)
    assert Account.read(account).problem.startswith("http://127.0.0.1:9/v1 can't be reached")


def test_a_picture_comes_as_from_bedrock(server: OpenAIServer, endpoint: Endpoint) -> None:
    assert draw(endpoint, choice(server)) == PORTRAIT
    (request,) = server.requests
    assert (request["model"], request["prompt"], request["size"]) == ("flux", "a portrait", "1024x1024")


def test_a_server_without_the_parameter_for_base64_is_asked_without_it(
    server: OpenAIServer, endpoint: Endpoint
) -> None:
    server.b64_parameter = False

    assert draw(endpoint, choice(server)) == PORTRAIT
    assert "response_format" not in server.requests[-1]


def test_a_refused_prompt_is_a_refusal(server: OpenAIServer, endpoint: Endpoint) -> None:
    server.filters = True

    with pytest.raises(ContentRefused):
        draw(endpoint, choice(server))


def test_the_photo_goes_along_as_a_reference_if_wanted(server: OpenAIServer, endpoint: Endpoint) -> None:
    settings = choice(server, reference=True)
    bedrock, family = endpoint(settings), image_model(IMAGE)
    run = control(settings)
    bedrock.ask(
        AnalysisReply,
        tool="record_analysis",
        model_id=TEXT,
        system="s",
        content=[{"image": {"format": "jpeg", "source": {"bytes": PHOTO}}}],
        control=run,
    )

    bedrock.invoke_image(IMAGE, family.request("a portrait", "blur", 7), run)

    assert (server.requests[-1]["path"], server.requests[-1]["photo"]) == ("edit", PHOTO)


def test_calls_are_counted_by_the_prices_given(server: OpenAIServer, endpoint: Endpoint, account: Path) -> None:
    ask(endpoint, choice(server, text_price="10/50"))

    assert Account.read(account) == Account(spent=100 * 10 + 20 * 50, calls=1)


def test_no_call_is_made_that_could_pass_the_limit(server: OpenAIServer, endpoint: Endpoint, account: Path) -> None:
    settings = choice(server, image_price="0.04", max_usd=0.07)
    draw(endpoint, settings)

    with pytest.raises(ModelUnavailable):
        draw(endpoint, settings)
    assert len(server.requests) == 1
    assert "higher --max-usd" in Account.read(account).problem


def test_the_key_goes_to_the_server_alone(
    server: OpenAIServer, endpoint: Endpoint, account: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")

    ask(endpoint, choice(server))

    assert server.requests[0]["key"] == "Bearer sk-secret"
    assert "sk-secret" not in account.read_text()
