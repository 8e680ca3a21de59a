"""What a request for a variation may say, and what follows from it."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.run import ANALYSIS, CAREER, IDENTITY
from petavatar import variations
from petavatar.errors import InvalidChoice, MalformedRequest, NothingKept
from petavatar.variations import CHANGING, MAX_SEED, MEMBERS, Wanted, seed_of
from testing.jobs import A_JOB_ID, a_completed_job
from testing.replies import an_analysis
from tests.support.sampling import fewer

SOURCE = "7d1c2b3a-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def test_the_steps_are_the_agents() -> None:
    assert (variations.ANALYSIS, variations.CAREER, variations.IDENTITY) == (ANALYSIS, CAREER, IDENTITY)


@pytest.mark.parametrize(
    ("body", "begin"),
    [
        ({"pet_name": "Miso"}, "cards"),
        ({"change": "portrait"}, "portrait"),
        ({"seed": 5}, "portrait"),
        ({"style": "casual", "pet_name": "Miso"}, "portrait"),
        ({"background": "linkedin_blue"}, "portrait"),
        ({"change": "career"}, "career"),
        ({"change": "portrait", "pronouns": "they"}, "career"),
        ({"age_range": "60s", "style": "casual"}, "career"),
        ({"dimensions": {"ambition": 95}}, "career"),
    ],
)
def test_what_it_changes_decides_what_is_kept(body: dict[str, Any], begin: str) -> None:
    wanted = Wanted.read(body)

    assert (wanted.begin, wanted.asked) == (begin, body)
    copied = {key.split("/")[-1].split(".")[0] for key in wanted.copies(SOURCE, A_JOB_ID)}
    assert (
        copied
        == {
            "cards": {"photo", "avatar", CAREER, IDENTITY},
            "portrait": {"photo", CAREER, IDENTITY},
            "career": {"photo", CAREER},
        }[begin]
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"max_wait_s": 5},
        {"seed": None},
        {"seed": 1, "species": "cat"},
        {"change": "career", "Seed": 1},
        {"x" * 10_000: 1},
    ],
)
def test_a_body_with_nothing_to_change_or_anything_unknown_is_malformed(body: dict[str, Any]) -> None:
    with pytest.raises(MalformedRequest) as refused:
        Wanted.read(body)

    assert len(refused.value.detail) < 200


@pytest.mark.parametrize(
    "body",
    [
        *({"change": value} for value in ("Portrait", "", 1, ["portrait"], {})),
        *({"style": value} for value in ("formal", 7, True, ["casual"])),
        *({"background": value} for value in ("auto", "beach")),
        {"pronouns": "it"},
        {"age_range": "70s"},
        *({"pet_name": value} for value in ("", " ", "x" * 41, "a\u202eb", "\ud800", 5)),
        *({"seed": value} for value in (0, -1, MAX_SEED + 1, 1.0, "1", True, 1e400)),
        *({"seed": 1, "max_wait_s": value} for value in (0, 3601, "5", 1.5, True)),
        *({"dimensions": value} for value in ({}, [], "ambition", 95, [["ambition", 95]])),
        *({"dimensions": {"ambition": value}} for value in (-1, 101, 50.0, "50", True, None, {}, float("nan"))),
    ],
)
def test_a_value_that_is_not_on_offer_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(InvalidChoice):
        Wanted.read(body)


@fewer(2)
@given(
    body=st.dictionaries(
        st.sampled_from(MEMBERS) | st.text(max_size=9),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=9), inner, max_size=2),
            max_leaves=4,
        ),
        max_size=4,
    )
)
def test_whatever_it_is_it_is_read_or_refused(body: dict[str, Any]) -> None:
    with suppress(MalformedRequest, InvalidChoice):
        assert set(Wanted.read(body).asked) == {name for name in CHANGING if body.get(name) is not None}


def test_the_choices_are_the_sources_but_for_what_changes() -> None:
    source = a_completed_job(choices={"style": "corporate", "background": "auto", "language": "pt-BR"})

    choices = Wanted.read({"style": "casual", "pet_name": " Miso ", "max_wait_s": 60}).choices(source)

    assert (choices.style, choices.background, choices.language) == ("casual", "auto", "pt-BR")
    assert (choices.pet_name, choices.max_wait_s) == ("Miso", 60)


def test_the_seed_is_the_given_one_or_a_new_one_for_another_portrait_or_else_the_sources() -> None:
    source = a_completed_job(seed=7)

    assert Wanted.read({"change": "portrait", "seed": 5}).seed(source, A_JOB_ID) == 5
    assert Wanted.read({"change": "portrait"}).seed(source, A_JOB_ID) == seed_of(A_JOB_ID)
    assert Wanted.read({"style": "casual"}).seed(source, A_JOB_ID) == 7
    assert Wanted.read({"style": "casual"}).seed(a_completed_job(), A_JOB_ID) == 0


@fewer(4)
@given(job_id=st.uuids().map(str))
def test_a_seed_of_its_own_suits_every_model(job_id: str) -> None:
    assert 1 <= seed_of(job_id) <= MAX_SEED


def test_all_variations_of_a_family_know_its_first_job() -> None:
    wanted = Wanted.read({"change": "career"})
    first = a_completed_job()
    second = a_completed_job(source_job_id=first.job_id, variation=wanted.record(first))

    assert wanted.record(second)["first_job_id"] == wanted.record(first)["first_job_id"] == first.job_id


def test_only_what_is_kept_is_said_to_be_the_sources() -> None:
    source = a_completed_job()

    assert Wanted.read({"change": "portrait"}).record(source)["models"] == source.result["models"]
    assert "models" not in Wanted.read({"change": "career"}).record(source)


def test_changed_scores_take_the_place_of_those_that_were_read() -> None:
    changed = Wanted.read({"dimensions": {"ambition": 95}}).changed(an_analysis())

    scores = an_analysis()["personality_dimensions"] | {"ambition": 95}
    assert changed == an_analysis(personality_dimensions=scores)


def test_a_dimension_that_there_is_not_is_named() -> None:
    with pytest.raises(InvalidChoice, match="'ambitions'"):
        Wanted.read({"dimensions": {"ambition": 1, "ambitions": 1}}).changed(an_analysis())


@pytest.mark.parametrize("kept", [{}, {"personality_dimensions": None}, {"personality_dimensions": [1]}])
def test_what_is_no_analysis_is_none_that_was_kept(kept: dict[str, Any]) -> None:
    with pytest.raises(NothingKept):
        Wanted.read({"change": "portrait"}).changed(kept)
