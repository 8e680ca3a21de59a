"""The words for the image model."""

from typing import Any, get_args

import pytest

from agent.person.casting import SKIN_TONES, Casting
from agent.person.likenesses import HAIR_WORDS
from agent.prompts.portrait import (
    ATTIRE_WORDS,
    BACKGROUND_WORDS,
    MAX_CHARS,
    NEGATIVE_PROMPT,
    PERSON_WORDS,
    expression_words,
    portrait_prompt,
)
from agent.schemas import Attire, Background, CoatColor, Presentation
from testing.replies import an_analysis, career, pet_analysis

CAST = Casting("feminine", "tan")


def _scored(**scores: int) -> dict[str, Any]:
    dimensions: dict[str, int] = an_analysis()["personality_dimensions"]
    return {"personality_dimensions": dimensions | scores}


def test_it_describes_the_person_that_the_career_settled() -> None:
    prompt = portrait_prompt(pet_analysis(looks={}, **_scored(warmth=20, playfulness=20)), career(), CAST)

    for words in (
        "senior Head of Quiet Operations",
        "a woman in their 40s with tan skin and chestnut brown hair",
        "wearing a tailored business suit",
        "corner office with a city view background",
    ):
        assert words in prompt


def test_every_choice_of_the_schemas_has_its_words() -> None:
    assert set(ATTIRE_WORDS) == set(get_args(Attire))
    assert set(BACKGROUND_WORDS) == set(get_args(Background))
    assert set(PERSON_WORDS) == set(get_args(Presentation))
    assert set(HAIR_WORDS) == set(get_args(CoatColor))


@pytest.mark.parametrize("seniority", ["entry-level", "mid-level", "senior", "executive"])
def test_the_longest_prompt_fits_the_shortest_limit(seniority: str) -> None:
    longest = career(
        job_title="W" * 80,
        seniority=seniority,
        presentation=max(PERSON_WORDS, key=lambda key: len(PERSON_WORDS[key])),
        attire_style=max(ATTIRE_WORDS, key=lambda key: len(ATTIRE_WORDS[key])),
        background_setting=max(BACKGROUND_WORDS, key=lambda key: len(BACKGROUND_WORDS[key])),
    )
    colour = max(HAIR_WORDS, key=lambda key: len(HAIR_WORDS[key]))
    for scores in ({"warmth": 100, "playfulness": 100}, {"warmth": 0, "playfulness": 0, "dignity": 100}):
        analysis = pet_analysis(coat_color=colour, **_scored(attention_to_detail=100, confidence=100, **scores))
        casting = Casting("androgynous", max(SKIN_TONES, key=len))

        assert len(portrait_prompt(analysis, longest, casting)) <= MAX_CHARS
    assert len(NEGATIVE_PROMPT) <= MAX_CHARS


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ({"warmth": 60, "playfulness": 60, "dignity": 100, "confidence": 100}, "a broad open smile"),
        ({"warmth": 60, "playfulness": 59, "dignity": 60, "confidence": 60}, "a composed, confident look"),
        ({"warmth": 60, "playfulness": 59, "dignity": 60, "confidence": 59}, "a slight friendly smile"),
    ],
)
def test_the_look_on_the_face_follows_the_pets_scores(scores: dict[str, int], words: str) -> None:
    assert expression_words(pet_analysis(**_scored(**scores))) == words


@pytest.mark.parametrize(("score", "glasses"), [(60, True), (59, False)])
def test_who_looks_closely_wears_glasses(score: int, glasses: bool) -> None:
    prompt = portrait_prompt(pet_analysis(**_scored(attention_to_detail=score)), career(), CAST)

    assert ("and glasses" in prompt) is glasses


def test_the_pet_itself_is_never_asked_for() -> None:
    prompt = portrait_prompt(pet_analysis(species="axolotl", breed="leucistic"), career(), CAST)

    assert "axolotl" not in prompt
    assert "leucistic" not in prompt
    assert "animal" in NEGATIVE_PROMPT


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seniority": "entry-level", "job_title": "Nurse"}, "headshot of an entry-level Nurse, a woman"),
        ({"seniority": "senior", "job_title": "Senior Nurse"}, "headshot of a Senior Nurse, a woman"),
        ({"presentation": "androgynous"}, ", an androgynous person in their 40s"),
    ],
)
def test_the_prompt_is_good_english(changes: dict[str, Any], words: str) -> None:
    assert words in portrait_prompt(pet_analysis(), career(**changes), CAST)
