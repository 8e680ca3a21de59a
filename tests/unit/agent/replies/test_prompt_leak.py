"""A model that repeats its prompt is caught; one that speaks for itself is not."""

import pytest

from agent.prompts.texts import CURRENT
from agent.replies.prompt_leak import reject_prompt_leak

WORDS = CURRENT.text("map_personality_to_career").split()


@pytest.mark.parametrize(
    "text",
    ["", "Margaret runs the floor.", " ".join(WORDS[:7]), "You are a career counsellor, I believe."],
    ids=["nothing", "own words", "seven words of a prompt", "a turn of phrase"],
)
def test_own_words_pass_as_they_are(text: str) -> None:
    assert reject_prompt_leak(text) is text


@pytest.mark.parametrize(
    "said",
    [
        " ".join(WORDS[:8]),
        "Gladly! " + " ".join(WORDS[20:40]) + " And so on.",
        "\n".join(WORDS[:12]).upper(),
        " ... ".join(WORDS[:12]),
        "\u200b".join(" ".join(WORDS[:12])),
    ],
    ids=["eight words", "in the middle", "in capitals", "with dots between", "with what shows nothing between"],
)
def test_a_prompt_repeated_is_caught_however_it_is_dressed(said: str) -> None:
    with pytest.raises(ValueError, match="repeats the instructions"):
        reject_prompt_leak(said)


@pytest.mark.parametrize(
    "step", ["analyze_pet_image", "map_personality_to_career", "generate_identity_package", "orchestrate"]
)
def test_every_prompt_is_known(step: str) -> None:
    with pytest.raises(ValueError, match="repeats the instructions"):
        reject_prompt_leak(" ".join(CURRENT.text(step).split()[:30]))
