"""What is wrong with AWS credentials is said in one sentence with what fixes it, before anything starts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from local.models.choice import BedrockChoice
from local.models.credentials import CredentialsError, check_credentials
from testing.loopback import serving

CHOICE = BedrockChoice(region="eu-central-1")
IDENTITY = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult>"
    "</GetCallerIdentityResponse>"
)
REFUSAL = "<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """STS, which refuses with the code in the list, if there is one."""
    codes: list[str] = []

    async def answer(_: object) -> Response:
        text, status = (REFUSAL.format(code=codes[0]), 403) if codes else (IDENTITY, 200)
        return Response(text, status, media_type="text/xml")

    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAUSER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "users-own")
    with serving(Starlette(routes=[Route("/", answer, methods=["POST"])])) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", url)
        yield codes


def reason(choice: BedrockChoice = CHOICE) -> str:
    with pytest.raises(CredentialsError) as caught:
        check_credentials(choice, {})
    return str(caught.value)


def test_credentials_that_work_are_fine(sts: list[str]) -> None:
    check_credentials(CHOICE, {})


def test_a_bedrock_key_needs_no_other_credentials() -> None:
    check_credentials(BedrockChoice(region="eu-central-1", profile="none-such"), {"AWS_BEARER_TOKEN_BEDROCK": "key"})


@pytest.mark.parametrize(
    ("code", "words"),
    [("ExpiredToken", "have expired: renew them"), ("InvalidClientTokenId", "does not know"), ("Odd", "(Odd)")],
)
def test_what_aws_refuses_is_named(sts: list[str], code: str, words: str) -> None:
    sts.append(code)

    assert words in reason()


def test_missing_credentials_are_named(sts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")

    assert reason().startswith("There are no AWS credentials for the default profile")


def test_a_missing_profile_is_named(sts: list[str]) -> None:
    assert reason(BedrockChoice(region="eu-central-1", profile="no-such")).startswith("There is no AWS profile no-such")


def test_an_unreachable_aws_is_named(sts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")

    assert "can't be reached in eu-central-1" in reason()
