"""The options for real models: which go together, and what is said before the first photo."""

from typing import Any

import pytest

from local.models.choice import BedrockChoice, OpenAIChoice, from_plain, to_plain
from local.models.estimate import announcement
from petavatar_cli.errors import InputError, LocalSystemError
from petavatar_cli.model_options import ModelOptions

AT = "http://127.0.0.1:11434/v1"


def test_without_options_the_stand_ins_answer() -> None:
    assert ModelOptions().choice() is None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"region": "eu-central-1"}, "need --models bedrock or"),
        ({"models": "bedrock", "text_model": "llava"}, "are for --models openai"),
        ({"models": "openai", "text_model": "llava"}, "needs --base-url"),
        ({"models": "openai", "base_url": AT}, "needs --text-model"),
        ({"models": "openai", "base_url": AT, "text_model": "llava", "text_price": "cheap"}, "not cheap"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        ModelOptions(**options).choice()


def test_bad_credentials_are_refused_before_anything_starts() -> None:
    with pytest.raises(LocalSystemError, match="There is no AWS profile no-such"):
        ModelOptions(models="bedrock", profile="no-such").choice()


def test_a_choice_reaches_another_process_whole() -> None:
    choices = (
        BedrockChoice(profile="me", region="eu-west-1", max_usd=3),
        OpenAIChoice(base_url=AT, text_model="llava", text_price="1/2", reference=True),
    )
    for choice in choices:
        assert from_plain(to_plain(choice)) == choice


def test_a_model_that_is_left_out_stays_the_stand_in() -> None:
    settings = OpenAIChoice(base_url=AT, text_model="llava").agent_settings()

    assert settings["TEXT_MODEL_ID"] == "openai/llava"
    assert "IMAGE_MODEL_ID" not in settings


def test_the_agent_gets_the_models_of_the_region_and_none_of_the_credentials() -> None:
    environ = {"AWS_SECRET_ACCESS_KEY": "s", "AWS_PROFILE": "me", "SECRET_OF_ANOTHER_PROGRAM": "x"}
    choice = BedrockChoice(region="eu-west-1")

    assert choice.agent_settings()["TEXT_MODEL_ID"].startswith("eu.anthropic.")
    assert not any(name.startswith("AWS_") for name in choice.agent_settings())
    assert "SECRET_OF_ANOTHER_PROGRAM" not in choice.environment(environ)
    assert choice.environment(environ)["AWS_PROFILE"] == "me"


def test_it_says_where_photos_go_and_what_one_costs() -> None:
    said = announcement(BedrockChoice(region="eu-west-1"))

    assert "Amazon Bedrock, in eu-west-1 and us-west-2" in said
    assert "US$ 0.1" in said
    assert "above US$ 1.00" in said
    assert AT in announcement(OpenAIChoice(base_url=AT, text_model="llava"))
