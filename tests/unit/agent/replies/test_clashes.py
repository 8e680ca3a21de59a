"""The checker of finished life stories: it finds every planted fault, and nothing in a good story."""

from typing import Any, Final

import pytest

from agent.person.facts import Facts, Premise
from agent.replies.clashes import clashes, numbers, sentences, words
from agent.schemas import Career, Identity
from testing.replies import career, identity

FACTS: Final = Facts(
    age=44,
    years_before=6,
    years_here=9,
    city="Lisbon",
    earlier_city="Oslo",
    colleague="Nadia",
    snack="tuna sandwiches",
    rests="on the window sill",
    result_number=19,
    premise=Premise(source="trait", about="decisiveness: low"),
)
PERSON: Final[Career] = career(
    human_name="Margaret Whitfield", job_title="Senior Tax Adviser", seniority="senior", age_range="40s"
)
PROFILE: Final = (
    "Margaret Whitfield is a Senior Tax Adviser with an old partnership in Lisbon, and looks after bakeries. She has "
    "never been heard to say yes. She closes her eyes, slowly, and people thank her."
)
CAREER: Final = (
    "She trained as an accountant in Oslo, then spent six years at a shipping company. When the auditors arrived, the "
    "directors talked for a week. She closed her eyes on the first morning, and the missing invoice came out of a bag. "
    "A single slow blink has since cut penalties by 19 percent."
)
CLOSE: Final = (
    "Bakers say that she may fall silent in the middle of a quarrel, and that the quarrel then does the same. Nadia "
    "serves the tuna sandwiches early and lets her think. In spring the partners asked her to lead the firm. "
    "She is thinking about it."
)
PRESENT: Final = "Senior Tax Adviser at a small practice in Lisbon."


def story(
    profile: str = PROFILE, past_career: str = CAREER, close: str = CLOSE, present: str = PRESENT, **changes: Any
) -> Identity:
    trajectory = {
        "past": "She trained in Oslo and spent six years at a shipping company.",
        "present": present,
        "future": "She may open her eyes to the offer, in time.",
    }
    return identity(
        bio_paragraphs=[profile, past_career, close],
        career_trajectory=trajectory,
        headline="She closed her eyes, and the invoice came out.",
    ).model_copy(update=changes)


def reasons(text: Identity, language: str = "en", person: Career = PERSON) -> str:
    return "; ".join(clashes(text, person, FACTS, language))


def test_a_good_story_has_no_faults() -> None:
    assert clashes(story(), PERSON, FACTS) == []


def test_a_title_that_holds_the_given_name_is_no_other_surname() -> None:
    ray = PERSON.model_copy(update={"human_name": "Ray Mancini", "job_title": "X-Ray Technician"})
    profile = PROFILE.replace("Margaret Whitfield is a Senior Tax Adviser", "Ray Mancini is an X-Ray Technician")

    assert clashes(story(profile, present="X-Ray Technician in Lisbon."), ray, FACTS) == []


def after(paragraph: str, sentence: str) -> str:
    return f"{paragraph} {sentence}"


PLANTED: Final = {
    "years": [
        (story(past_career=CAREER.replace("six years", f"{wrong} years")), "years is wrong")
        for wrong in ("two", "three", "four", "five", "seven", "eight", "ten", "eleven", "20", "30")
    ],
    "cities": [
        (story(close=CLOSE.replace("In spring", f"In {city}")), f"not {city}")
        for city in "Boston Lima Mumbai Osaka Porto Seattle Singapore Sydney Toronto Vancouver".split()
    ],
    "names": [
        (story(close=CLOSE.replace("Nadia", name)), f"leave out {name}")
        for name in "Abena Arjun Doug Greg Hamza Keisha Mateo Sanjay Sebastian Yusuf".split()
    ],
    "the person's name": [
        (story(close=CLOSE.replace("she may", f"Margaret {name} may")), f"not Margaret {name}")
        for name in "Smith Jones Wilson Okafor Tanaka Silva Singh Weber Rossi Kim".split()
    ],
    "food": [
        (story(close=CLOSE.replace("tuna sandwiches", food)), f"not {food}")
        for food in (
            "sardines", "fish pies", "cream cakes", "meatballs", "oat biscuits", "carrot sticks", "grapes", "apples",
            "rice crackers", "olives",
        )
    ],
    "pronouns": [
        (story(close=CLOSE.replace("She is", wrong)), "the pronoun of the person is she")
        for wrong in (
            "He is", "It is up to him: he is", "His mind is", "By himself, he is", "His hand is there. She is",
            "He, however, is", "Then he is", "To him it is. She is", "As he is, he is", "Now his foot is. She is",
        )
    ],
    "grade": [
        (story(profile=PROFILE.replace("Adviser", f"Adviser, once {wrong} Tax Adviser,")), "title is")
        for wrong in (
            "Junior", "Trainee", "Student", "Assistant", "Associate", "Chief", "Head", "Lead", "Principal", "Deputy",
        )
    ],
    "age": [
        (story(close=after(CLOSE, f"She is {wrong}.")), "their 40s" if wrong.startswith("in her") else "age is 44")
        for wrong in (
            "30 years old", "thirty years old", "45 years old", "fifty years old", "aged 39", "aged 62", "in her 30s",
            "in her twenties", "in her late fifties", "in her 60s",
        )
    ],
    "pets": [
        (story(close=after(CLOSE, sentence)), "the person is a pet")
        for sentence in (
            "For a cat, that is fast.", "She is a good dog.", "Her tail twitches.", "Her paws are folded.",
            "She purrs.",
            "Her whiskers know.", "What a pet.", "Her fur shines.", "She was a kitten then.", "She barked at it.",
        )
    ],
    "what is said of everybody": [
        (story(close=after(CLOSE, f"She is {worn}.")), worn)
        for worn in (
            "passionate about tax", "a team player", "a self-starter", "results-driven", "a thought leader",
            "a rockstar",
            "highly motivated", "detail-oriented", "a go-getter", "a guru",
        )
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", PLANTED)
def test_ten_planted_faults_of_a_kind_are_all_found(kind: str) -> None:
    faults = PLANTED[kind]

    assert len(faults) == 10
    for text, reason in faults:
        assert reason.removeprefix("a ").removesuffix(" tax") in reasons(text), text.bio


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (story(profile=PROFILE.replace("Margaret Whitfield", "Margaret")), "must name Margaret Whitfield"),
        (story(profile=PROFILE.replace("a Senior Tax Adviser", "busy")), "must name the job title"),
        (story(present="Busy with tax in Lisbon, and glad of it."), "the present must name the job title"),
        (story(headline=None), "headline is missing"),
        (story(skills=["Tax", "tax", "Returns", "Doors", "Pauses"]), "skills must be distinct"),
        (story(past_career=after(CAREER, "She saved 12 firms.")), "at most 2 numbers"),
        (story(past_career=after(CAREER, "That was in 2019.")), "no calendar years"),
        (
            story(past_career="She trained in Oslo. " + "It went well there for her and for the firm. " * 12),
            "110 to 150",
        ),
        (
            story(
                past_career="She trained in Oslo. It took a long while, and one day she was entirely done with it.",
                close=PROFILE,
            ),
            "110 to 150",
        ),
        (story(past_career=CAREER.replace(". ", ", and ")), "sentences have at most 25 words"),
        (story(close=after(CLOSE, "She never eats.")), "does not refuse food"),
    ],
)
def test_other_faults_are_found(text: Identity, reason: str) -> None:
    assert reason in reasons(text)


def test_somebody_who_is_called_they_gets_no_other_pronoun() -> None:
    person = career(human_name="Margaret Whitfield", job_title="Senior Tax Adviser", presentation="androgynous")

    assert "the pronoun of the person is they" in reasons(story(), person=person)


def test_other_languages_are_held_to_names_numbers_and_the_language_itself() -> None:
    german = story(
        profile="Margaret Whitfield ist Senior Tax Adviser in Lissabon. Sie bleibt in jeder Tür stehen und überlegt.",
        past_career="Sie lernte in Oslo, blieb sechs Jahre bei einer Reederei. Seither sanken Strafen um 19 Prozent.",
        close="Nadia stellt das Essen ans Fenster und wartet nicht. Das Eckbüro ist fertig. Sie überlegt noch.",
        present="Senior Tax Adviser in Lissabon, zuständig für Familienbetriebe.",
    )

    assert clashes(german, PERSON, FACTS, "de-AT") == []
    assert "not in English" in reasons(story(), "de")
    assert "in the script of the language ja" in reasons(german, "ja")
    assert "leave out Keisha" in reasons(german.model_copy(update={"headline": "Keisha wartet nicht."}), "de")


def test_words_sentences_and_numbers_are_counted_as_a_reader_does() -> None:
    text = "At four, “two” came. It’s a well-known 1,200! Really? Six left…\n\nThe end."

    assert sentences(text) == ["At four, “two” came.", "It’s a well-known 1,200!", "Really?", "Six left…", "The end."]
    assert words("It’s a well-known fact.") == ["It’s", "a", "well-known", "fact"]
    assert numbers(text) == ["1,200", "Six"]
