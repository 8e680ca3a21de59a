"""Templates become sentences: pronouns that agree, articles by sound, words that don't come twice."""

from collections.abc import Sequence

import pytest

from agent.schemas import Presentation
from local.bedrock.random_draws import SequentialDraws
from local.bedrock.writer.grammar import UnknownSlotError, Writer, plural, with_article

FACTS = {"name": "Greg Doe", "first": "Greg", "title": "Underwriter", "town": "Porto"}


def writer(
    presentation: Presentation = "masculine",
    once_per_sentence: tuple[str, ...] = (),
    seed: str = "seed",
    **decks: Sequence[str],
) -> Writer:
    return Writer(SequentialDraws(seed), presentation, FACTS, decks, once_per_sentence)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("engineer", "an engineer"),
        ("Baker", "a Baker"),
        ("hour", "an hour"),
        ("honest answer", "an honest answer"),
        ("house", "a house"),
        ("unicycle", "a unicycle"),
        ("user researcher", "a user researcher"),
        ("umbrella", "an umbrella"),
        ("one-pager", "a one-pager"),
        ("European", "a European"),
        ("éclair", "an éclair"),
        ("X-ray", "an X-ray"),
        ("HR officer", "an HR officer"),
        ("UX designer", "a UX designer"),
        ("8-bit artist", "an 8-bit artist"),
    ],
)
def test_the_article_follows_the_sound(phrase: str, expected: str) -> None:
    assert with_article(phrase) == expected


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("policy", "policies"), ("survey", "surveys"), ("brief", "briefs"), ("box", "boxes"), ("sketch", "sketches")],
)
def test_plurals_of_regular_nouns(noun: str, expected: str) -> None:
    assert plural(noun) == expected


@pytest.mark.parametrize(
    ("presentation", "expected"),
    [
        ("feminine", "Greg reads. She has hers, and she tries herself."),
        ("masculine", "Greg reads. He has his, and he tries himself."),
        ("androgynous", "Greg reads. They have theirs, and they try themselves."),
    ],
)
def test_the_person_is_named_once_a_paragraph_and_verbs_agree(presentation: Presentation, expected: str) -> None:
    templates = ["{Who} read{s}.", "{Who} {has} {theirs}, and {they} tr{ies} {themselves}."]

    assert writer(presentation).paragraph(templates) == expected


def test_each_paragraph_names_the_person_again() -> None:
    pen = writer()

    assert pen.paragraph(["{Whose} desk.", "{Who} sleep{s}."]) == "Greg’s desk. He sleeps."
    assert pen.paragraph(["{Who} sleep{s}."]) == "Greg sleeps."


def test_a_verb_after_the_name_is_singular_even_where_the_pronoun_is_plural() -> None:
    assert writer("androgynous").paragraph(["{They} wait{s}, and {first} wait{s}."]) == "They wait, and Greg waits."


def test_they_gives_way_to_the_name_where_a_plural_is_near() -> None:
    templates = [
        "{Who} met the visitors, and {they} {was} early.",
        "{They} wait{s} for {themselves}.",
        "{Who} read{s}.",
    ]

    assert writer("androgynous").paragraph(templates) == (
        "Greg met the visitors, and Greg was early. Greg waits for themselves. They read."
    )
    assert writer("feminine").paragraph(templates[:1]) == "Greg met the visitors, and she was early."


def test_they_is_clear_in_a_sentence_that_has_named_nobody_else() -> None:
    templates = [
        "The visitors left. {Who} forgot {their} hat, and the visitors kept {their} coat.",
        "{Who} {is} where {who} {was}, say the others.",
        "The guests asked {whom} for {their} papers.",
    ]

    assert writer("androgynous").paragraph(templates) == (
        "The visitors left. Greg forgot their hat, and the visitors kept Greg’s coat. "
        "Greg is where they were, say the others. The guests asked Greg for Greg’s papers."
    )


def test_an_object_is_the_name_once_and_then_the_pronoun() -> None:
    assert writer().paragraph(["Ask {whom}.", "Thank {whom}."]) == "Ask Greg. Thank him."


def test_alternatives_may_hold_slots() -> None:
    drawn = {writer(seed=str(seed), room=["hall"]).sentence("In [the {room}|bed].") for seed in range(20)}

    assert drawn == {"In the hall.", "In bed."}


def test_a_deck_is_used_up_before_a_card_comes_again() -> None:
    pen = writer(month=["May", "June", "July"])

    drawn = [pen.sentence("{month}") for _ in range(6)]

    assert sorted(drawn[:3]) == sorted(drawn[3:]) == ["July", "June", "May"]


def test_a_held_deck_gives_one_card_per_sentence() -> None:
    pen = writer(once_per_sentence=("colleague",), colleague=["Abena", "Usha"])

    first, second = (pen.sentence("{colleague} met {colleague}.") for _ in range(2))

    assert {first, second} == {"Abena met Abena.", "Usha met Usha."}


def test_cards_and_settled_facts_are_templates_of_their_own() -> None:
    pen = writer(work=["plan for {town}"])
    pen.settle("org", ["an office in {town}"])

    assert pen.sentence("{A work}, {org}.") == "A plan for Porto, an office in Porto."


def test_facts_are_taken_literally() -> None:
    pen = Writer(SequentialDraws("x"), "feminine", FACTS | {"title": "Head of [x|y] {s}"}, {})

    assert pen.sentence("{title}") == "Head of [x|y] {s}"


def test_a_slot_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(UnknownSlotError):
        writer().sentence("{nonsense}")
