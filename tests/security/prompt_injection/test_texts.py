"""Which texts are valid: none that repeats our prompts, and all good prose."""

from typing import Any

import pytest
from pydantic import ValidationError

from agent.schemas import AnalysisReply, Career, Identity
from testing.replies import (
    a_career,
    an_analysis_reply,
    an_identity,
)
from tests.security.harms import harms_in, our_sentences
from tests.security.injections import (
    HOSTILE_TEXTS,
    PADDING,
    PROSE,
)


class TestOurOwnWords:
    @pytest.mark.parametrize("words", sorted(our_sentences()))
    @pytest.mark.parametrize(
        "disguise", [str, str.upper, lambda words: words.replace(" ", " *-* ")], ids=["as is", "loud", "marked"]
    )
    def test_a_sentence_of_a_prompt_makes_no_valid_text(self, words: str, disguise: Any) -> None:
        paragraphs = [f"{PADDING} {disguise(words)} {PADDING}"[:1200]] * 3

        with pytest.raises(ValidationError, match="repeats the instructions"):
            Identity.model_validate(an_identity(bio_paragraphs=paragraphs))

    def test_there_are_sentences_of_all_four_prompts(self) -> None:
        assert len(sorted(our_sentences())) > 30


class TestProse:
    @pytest.mark.parametrize("words", PROSE)
    def test_good_prose_is_left_as_it_is(self, words: str) -> None:
        reply = AnalysisReply.model_validate(an_analysis_reply(vibe=words, breed=words))
        named = Career.model_validate(a_career(human_name=f"Kim {words}", industry=words))
        bio = f"{PADDING}{words} {PADDING}".strip()
        written = Identity.model_validate(an_identity(bio_paragraphs=[bio] * 3, skills=[words] * 5))

        assert reply.analysis is not None
        assert reply.analysis.vibe == reply.analysis.breed == named.industry == written.skills[0] == words
        assert named.human_name == f"Kim {words}"
        assert written.bio_paragraphs == [bio] * 3


class TestTheSearchItself:
    @pytest.mark.parametrize("kind", HOSTILE_TEXTS)
    def test_it_finds_the_harm_in_every_hostile_text(self, kind: str) -> None:
        assert harms_in(HOSTILE_TEXTS[kind])

    @pytest.mark.parametrize("words", PROSE)
    def test_it_finds_none_in_prose(self, words: str) -> None:
        assert harms_in(words) <= {"markup"} if "#" in words else harms_in(words) == set()
