"""Requests go on to Bedrock as they came, signed with the user's credentials, and no call can pass the limit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from agent.models.image_models import image_model
from agent.schemas import Career
from local.models.choice import BedrockChoice
from local.models.ledger import Account
from petavatar.errors import ModelUnavailable
from testing.bedrock import CAREER, IMAGE, PORTRAIT, BedrockEndpoint, error
from testing.loopback import serving
from testing.replies import a_career
from tests.support.job_context import a_control
from tests.unit.local.models.conftest import Endpoint

CHOICE = BedrockChoice(region="eu-central-1")
TEXT, PICTURE = CHOICE.models.text, CHOICE.models.image


class Noting:
    """Notes the headers of requests."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.headers: list[dict[str, str]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        await self._app(scope, receive, send)


@pytest.fixture
def far() -> BedrockEndpoint:
    """Bedrock itself."""
    return BedrockEndpoint()


@pytest.fixture
def seen(far: BedrockEndpoint, monkeypatch: pytest.MonkeyPatch) -> Iterator[Noting]:
    app = Noting(far.app())
    with serving(app) as far.url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", far.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAUSER")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "users-own")
        monkeypatch.setenv("AWS_SESSION_TOKEN", "users-session")
        yield app


def ask(endpoint: Endpoint, choice: BedrockChoice = CHOICE) -> Any:
    return endpoint(choice).ask(
        Career, tool=CAREER, model_id=TEXT, system="s", content=[{"text": "t"}], control=a_control()
    )


def test_the_model_is_asked_in_its_region_with_the_users_credentials(
    far: BedrockEndpoint, seen: Noting, endpoint: Endpoint
) -> None:
    assert ask(endpoint) == Career.model_validate(a_career())

    (call,) = far.calls
    assert (call.model_id, call.body["system"]) == (TEXT, [{"text": "s"}])
    (headers,) = seen.headers
    assert "Credential=AKIAUSER/" in headers["authorization"]
    assert "/eu-central-1/bedrock/" in headers["authorization"]
    assert headers["x-amz-security-token"] == "users-session"


def test_pictures_are_made_where_their_model_is(far: BedrockEndpoint, seen: Noting, endpoint: Endpoint) -> None:
    family = image_model(PICTURE)

    answer = endpoint(CHOICE).invoke_image(PICTURE, family.request("p", "n", 1), a_control())

    assert family.image(answer) == PORTRAIT
    assert far.calls[0].name == IMAGE
    assert "/us-west-2/bedrock/" in seen.headers[0]["authorization"]


def test_an_api_key_of_bedrock_comes_first(
    far: BedrockEndpoint, seen: Noting, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "a-bedrock-key")

    ask(endpoint)

    assert seen.headers[0]["authorization"] == "Bearer a-bedrock-key"


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (403, "AccessDeniedException", f"may not call {TEXT} in eu-central-1"),
        (403, "ExpiredTokenException", "have expired"),
        (403, "UnrecognizedClientException", "does not know the credentials"),
        (404, "ResourceNotFoundException", "choose another --region"),
    ],
)
def test_what_the_user_can_change_is_said_in_a_sentence(
    far: BedrockEndpoint, seen: Noting, endpoint: Endpoint, account: Path, status: int, code: str, words: str
) -> None:
    far.on(CAREER, error(status, code))

    with pytest.raises(ModelUnavailable):
        ask(endpoint)
    assert words in Account.read(account).problem
    assert Account.read(account).spent == 0


def test_calls_are_counted_by_list_prices(
    far: BedrockEndpoint, seen: Noting, endpoint: Endpoint, account: Path
) -> None:
    ask(endpoint)

    # 100 tokens in and 20 out, at US$ 3 and 15 a million, a tenth more for the European profile.
    assert Account.read(account) == Account(spent=660, calls=1)


def test_a_failure_that_may_have_cost_counts_at_its_worst(
    far: BedrockEndpoint, seen: Noting, endpoint: Endpoint, account: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.models.retry.DELAYS_S", ())
    far.on(CAREER, error(500, "InternalServerException"))

    with pytest.raises(ModelUnavailable):
        ask(endpoint)
    assert Account.read(account).spent > 60_000


def test_a_call_that_never_reached_bedrock_costs_nothing(
    endpoint: Endpoint, account: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.models.retry.DELAYS_S", ())
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "users-own")

    with pytest.raises(ModelUnavailable):
        ask(endpoint)
    assert (Account.read(account).spent, Account.read(account).calls) == (0, 1)
    assert "can't be reached in eu-central-1" in Account.read(account).problem


def test_no_call_is_made_that_could_pass_the_limit(
    far: BedrockEndpoint, seen: Noting, endpoint: Endpoint, account: Path
) -> None:
    with pytest.raises(ModelUnavailable):
        ask(endpoint, BedrockChoice(region="eu-central-1", max_usd=0.01))

    assert far.calls == []
    assert "higher --max-usd" in Account.read(account).problem


def test_what_an_earlier_process_spent_counts(
    far: BedrockEndpoint, seen: Noting, endpoint: Endpoint, account: Path
) -> None:
    account.write_text('{"spent": 950000, "calls": 9, "pending": 1, "problem": ""}')

    with pytest.raises(ModelUnavailable):
        ask(endpoint)
    assert far.calls == []
