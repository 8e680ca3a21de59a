"""The written identity: valid and repeatable for anyone, in good English, and hardly ever the same sentence twice."""

import re
from random import Random
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from agent.person.dimensions import DIMENSIONS
from agent.person.facts import facts_of
from agent.person.similarity import similarity
from agent.replies.clashes import clashes, words
from agent.replies.plain_text import plain
from agent.schemas import Career, Identity, PetAnalysis, Presentation
from local.bedrock.writer import career, identity
from testing.replies import career as a_career
from testing.replies import pet_analysis
from tests.support.sampling import fewer
from tests.support.strategies import analyses, careers

pets = analyses().map(PetAnalysis.model_validate)
presentations = st.sampled_from(get_args(Presentation))
variations = st.integers(0, 2**63)

WRONG = {
    "an unfilled slot": r"[{}\[\]|]",
    "doubled punctuation or blanks": r"([,.;:!?])\1|  | [,.;:!?]",
    "a wrong article": r"\b[Aa] (?!(?i:one|uni|us[aeiu]|eu)|U[A-Z])[aeiouAEIOU]|\b[Aa]n [bcdfgjklmnpqrstvwxyz]",
    "a verb that disagrees": r"\b[Tt]hey (?:is|has|was|does)\b|\b[Ss]?[Hh]e (?:are|have|were|do)\b",
}
BREEDS = {
    "dog": ("beagle", "boxer", "chihuahua", "pug", "samoyed", "saint bernard", "golden retriever", "mix"),
    "cat": ("Siamese", "domestic shorthair", "domestic longhair", "Sphynx", "mix"),
}


def a_pet(random: Random) -> PetAnalysis:
    """A pet as it may well come along: a dog or a cat, with scores around the middle."""
    species = random.choice(("dog", "dog", "cat"))
    return pet_analysis(
        species=species,
        breed=random.choice(BREEDS[species]),
        expression=random.choice(("looking straight into the camera", "half asleep", "curious, head tilted")),
        posture=random.choice(("upright, close to the lens", "stretched out", "curled up")),
        vibe=random.choice(("CFO energy", "morale officer, paid in snacks", "retired spy")),
        dominant_traits=random.sample(["calm", "loyal", "outspoken", "stubborn", "patient"], 3),
        personality_dimensions={name: min(100, max(0, round(random.gauss(50, 20)))) for name in DIMENSIONS},
    )


def written(random: Random) -> tuple[Career, Identity]:
    analysis, presentation = a_pet(random), random.choice(get_args(Presentation))
    settled = career(analysis, presentation, random.getrandbits(32))
    return settled, identity(analysis, settled, random.getrandbits(32))


@fewer(4)
@given(pets, careers().map(Career.model_validate), variations)
def test_any_pet_in_any_career_gets_a_valid_identity_and_the_same_one_again(
    analysis: PetAnalysis, settled: Career, variation: int
) -> None:
    text = identity(analysis, settled, variation)

    assert Identity.model_validate(text.model_dump()) == text
    assert identity(analysis, settled, variation) == text


@fewer(4)
@given(pets, presentations, variations)
def test_the_identity_is_of_the_person_in_the_career(
    analysis: PetAnalysis, presentation: Presentation, variation: int
) -> None:
    settled = career(analysis, presentation, variation)
    text = identity(analysis, settled, variation)

    assert settled.human_name in text.bio_paragraphs[0]
    assert settled.job_title in text.bio_paragraphs[0]
    assert settled.job_title in text.career_trajectory.present
    assert len({skill.casefold() for skill in text.skills}) == len(text.skills)
    assert all(settled.human_name.split()[0] in paragraph for paragraph in text.bio_paragraphs)
    assert len(text.headline or "") in range(10, 91)


@fewer(4)
@given(pets, presentations, variations)
def test_the_person_is_coherent_by_the_products_own_measure(
    analysis: PetAnalysis, presentation: Presentation, variation: int
) -> None:
    settled = career(analysis, presentation, variation)

    score = similarity(analysis, settled, identity(analysis, settled, variation))

    assert score.coherence >= 80
    assert score.name >= 60
    assert score.alignment >= 50


@fewer(2)
@given(st.integers(0, 2**32))
def test_the_english_is_right(seed: int) -> None:
    _, text = written(Random(seed))
    trajectory = text.career_trajectory

    for passage in (*text.bio_paragraphs, trajectory.past, trajectory.present, trajectory.future):
        assert [fault for fault, pattern in WRONG.items() if re.search(pattern, passage)] == [], passage
        assert all(re.match(r"[“\d\W]*[A-ZÀ-Þ\d]", sentence) for sentence in re.split(r"(?<=[.!?])\s+", passage)), (
            passage
        )
        assert passage.endswith((".", "…", "?", "!", "”"))
        assert plain(passage) == passage


def test_a_pronoun_of_another_presentation_never_slips_in() -> None:
    random = Random(11)
    for _ in range(60):
        analysis = a_pet(random)
        text = identity(analysis, career(analysis, "masculine", random.getrandbits(32)), 1)

        assert not re.search(r"\b(?:herself|hers)\b", text.bio), text.bio


def test_a_headline_hardly_ever_repeats_a_sentence_of_its_story() -> None:
    random = Random(7)
    texts = [written(random)[1] for _ in range(30)]

    def told(text: Identity) -> bool:
        headline, bio = ({*words(part.lower())} for part in (text.headline or "", text.bio))
        return len(headline & bio) > 0.7 * len(headline)

    assert sum(map(told, texts)) <= 1


def test_another_variation_is_another_text() -> None:
    settled = career(pet_analysis(), "feminine", 1)

    texts = {identity(pet_analysis(), settled, variation).bio for variation in range(50)}

    assert len(texts) == 50


def test_an_unknown_title_still_makes_a_biography() -> None:
    settled = a_career(job_title="Head of Quiet Operations")

    text = identity(pet_analysis(), settled, 7)

    assert "Head of Quiet Operations" in text.bio_paragraphs[0]


@given(st.integers(0, 2**32))
def test_no_text_clashes_with_the_facts(seed: int) -> None:
    random = Random(seed)
    analysis, presentation = a_pet(random), random.choice(get_args(Presentation))
    settled = career(analysis, presentation, seed)

    assert clashes(identity(analysis, settled, seed), settled, facts_of(analysis, settled, seed)) == []


def test_the_facts_may_come_from_outside() -> None:
    settled = career(pet_analysis(), "feminine", 1)
    facts = facts_of(pet_analysis(), settled, 1).model_copy(update={"city": "Oslo", "earlier_city": "Lima"})

    text = identity(pet_analysis(), settled, 2, None, facts)

    assert "Oslo" in text.bio_paragraphs[0]
    assert "Lima" in text.bio_paragraphs[1]
    assert "Lima" in text.career_trajectory.past
    assert clashes(text, settled, facts) == []
