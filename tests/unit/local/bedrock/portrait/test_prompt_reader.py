"""The brush reads the agent's own image prompts without loss, and other people's prompts sensibly."""

import itertools
from dataclasses import replace
from typing import Any, get_args

import pytest

from agent.person.casting import SKIN_TONES, Casting
from agent.person.dimensions import DIMENSIONS
from agent.prompts.portrait import portrait_prompt
from agent.schemas import AgeRange, Attire, Background, CoatColor, Presentation
from local.bedrock.portrait.prompt_reader import read_prompt
from testing import replies
from tests.support.sampling import one_in


def prompt(scores: dict[str, int] | None = None, **changes: Any) -> str:
    """The agent's prompt for a person; a changed trait is the career's, the coat's or the casting's."""
    dimensions = dict.fromkeys(DIMENSIONS, 50) | (scores or {})
    coat = changes.pop("coat_color", "brown")
    casting = Casting(presentation=changes.get("presentation", "feminine"), skin_tone=changes.pop("skin_tone", "tan"))
    analysis = replies.pet_analysis(coat_color=coat, looks={}, personality_dimensions=dimensions)
    return portrait_prompt(analysis, replies.career(**changes), casting)


class TestTheAgentsPrompt:
    @pytest.mark.parametrize("presentation", get_args(Presentation))
    def test_presentation(self, presentation: str) -> None:
        assert read_prompt(prompt(presentation=presentation)).presentation == presentation

    @pytest.mark.parametrize("age", get_args(AgeRange))
    def test_age(self, age: str) -> None:
        assert read_prompt(prompt(age_range=age)).age_range == age

    @pytest.mark.parametrize("tone", SKIN_TONES)
    def test_skin(self, tone: str) -> None:
        assert read_prompt(prompt(skin_tone=tone)).skin_tone == tone

    @pytest.mark.parametrize("coat", get_args(CoatColor))
    def test_hair_color(self, coat: str) -> None:
        assert read_prompt(prompt(coat_color=coat)).hair_color == coat

    @pytest.mark.parametrize(("attire", "background"), list(itertools.product(get_args(Attire), get_args(Background))))
    def test_attire_and_background(self, attire: str, background: str) -> None:
        wanted = read_prompt(prompt(attire_style=attire, background_setting=background))

        assert (wanted.attire, wanted.background) == (attire, background)

    @pytest.mark.parametrize(
        ("scores", "expression"),
        [
            ({"warmth": 90, "playfulness": 90}, "broad smile"),
            ({"warmth": 0, "playfulness": 0, "dignity": 90, "confidence": 90}, "composed"),
            ({"warmth": 0, "playfulness": 0, "dignity": 0, "confidence": 0}, "slight smile"),
        ],
    )
    def test_expression(self, scores: dict[str, int], expression: str) -> None:
        assert read_prompt(prompt(scores)).expression == expression

    @pytest.mark.parametrize(("score", "worn"), [(90, True), (10, False)])
    def test_glasses(self, score: int, worn: bool) -> None:
        assert read_prompt(prompt({"attention_to_detail": score})).glasses is worn

    def test_leaves_hair_style_and_beard_to_the_seed(self) -> None:
        wanted = read_prompt(prompt())

        assert (wanted.hair_length, wanted.hair_texture, wanted.facial_hair) == (None, None, None)

    @pytest.mark.parametrize(
        "title",
        ["Head of Men's Suits", "Laughter Therapist, 90s Rooms", "Creative Blue Office Nurse", "Dark Skin Care Woman"],
    )
    def test_no_job_title_outweighs_it(self, title: str) -> None:
        traits: dict[str, Any] = {
            "presentation": "androgynous",
            "age_range": "50s",
            "skin_tone": "very fair",
            "coat_color": "cream",
        }
        plain, titled = (read_prompt(prompt(**traits, job_title=words)) for words in ("Clerk", title))

        # Clothes and place may be those of the trade: the agent's own words for it say so.
        assert replace(titled, details=plain.details) == plain


class TestOtherPrompts:
    @pytest.mark.parametrize("text", ["", "   ", "a cat", "ünï😀", "an apple on a table"])
    def test_what_no_word_settles_stays_open(self, text: str) -> None:
        wanted = read_prompt(text)

        assert not wanted.glasses
        assert {wanted.presentation, wanted.age_range, wanted.skin_tone, wanted.hair_color, wanted.attire} == {None}

    @pytest.mark.parametrize(
        ("text", "traits"),
        [
            ("portrait of an elderly gentleman", {"presentation": "masculine", "age_range": "60s"}),
            ("a young lady", {"presentation": "feminine", "age_range": "20s"}),
            ("a businesswoman aged 52", {"presentation": "feminine", "age_range": "50s"}),
            ("34-year-old non-binary engineer", {"presentation": "androgynous", "age_range": "30s"}),
            ("a woman standing next to a man", {"presentation": "feminine"}),
            ("dark-skinned man", {"skin_tone": "deep brown"}),
            ("a person with olive skin", {"skin_tone": "light olive"}),
            ("pale skin, curly red hair", {"skin_tone": "very fair", "hair_color": "red", "hair_texture": "curly"}),
            ("a dark-haired man", {"hair_color": "dark brown"}),
            ("platinum blond hair", {"hair_color": "white"}),
            ("sleek ash blond hair", {"hair_color": "grey"}),
            ("long blonde hair", {"hair_color": "golden", "hair_length": "long"}),
            ("a bald man with a beard", {"hair_length": "bald", "facial_hair": "beard"}),
            ("a clean-shaven man", {"facial_hair": "none"}),
            ("grinning broadly", {"expression": "broad smile"}),
            ("with a gentle smile", {"expression": "slight smile"}),
            ("a stern face", {"expression": "composed"}),
            ("in a grey blazer and spectacles", {"attire": "suit", "glasses": True}),
            ("a man wearing a hoodie, no glasses", {"attire": "creative", "glasses": False}),
            ("a nurse", {"attire": "scrubs"}),
            ("in front of a skyline", {"background": "corner_office"}),
            ("modern office background", {"background": "open_office"}),
            ("plain blue background", {"background": "linkedin_blue"}),
            ("a blue shirt, loft background", {"background": "creative_space"}),
        ],
    )
    def test_synonyms(self, text: str, traits: dict[str, object]) -> None:
        wanted = read_prompt(text)

        assert {name: getattr(wanted, name) for name in traits} == traits

    @pytest.mark.parametrize("text", one_in(2, ["x" * 10_000, "a-" * 5000, "long " * 2000, "\0<svg>&amp;"]))
    def test_a_prompt_of_any_making_can_be_read(self, text: str) -> None:
        assert read_prompt(text).presentation is None
