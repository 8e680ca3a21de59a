"""What make texts prints: stories, and figures that hold on a sample of them."""

import re
from dataclasses import replace

import pytest

from local import texts


@pytest.fixture(scope="module")
def stories() -> list[texts.Made]:
    return [texts.make(number) for number in range(30)]


@pytest.fixture(scope="module")
def figures(stories: list[texts.Made]) -> dict[str, str]:
    return dict(texts.figures(stories))


def test_the_figures_are_within_their_bounds(figures: dict[str, str]) -> None:
    assert figures["stories"] == "30"
    assert figures["clashes with the facts, forbidden phrases"] == "0"
    assert figures["with 110 to 150 words"] == "100.0 %"
    assert figures["with the words of a curriculum"] == "100.0 %"
    assert int(figures["most numbers in one"]) <= 2
    assert int(figures["most colleagues in one"]) <= 1


def test_few_sentences_share_a_frame(stories: list[texts.Made]) -> None:
    shared, sentences = texts.shared_frames(stories)

    assert sentences > 200
    assert shared / sentences < 0.05


def test_a_story_shares_all_its_frames_with_itself_and_a_frame_has_no_names(stories: list[texts.Made]) -> None:
    shared, sentences = texts.shared_frames([stories[0], stories[0]])
    frame = texts.frame_of(f"{stories[0].career.human_name} met her in {stories[0].facts.city} at noon.", stories[0])

    assert sentences - 6 <= shared <= sentences
    assert frame == ("met", "in", "at", "noon")


@pytest.mark.parametrize(("only", "species"), [("dogs", "dog"), ("cats", "cat")])
def test_the_pets_can_be_narrowed(only: str, species: str) -> None:
    assert {texts.make(number, only).pet.species for number in range(5)} == {species}
    assert len({texts.make(number, "one pet").pet.breed for number in range(5)}) == 1


def test_it_prints_samples_and_figures(capsys: pytest.CaptureFixture[str]) -> None:
    texts.main(["2", "3"])

    printed = capsys.readouterr().out
    assert len(re.findall(r"^Skills: ", printed, re.MULTILINE)) == 2
    assert re.search(r"^stories +3$", printed, re.MULTILINE)
    assert "FAULT" not in printed


def test_samples_can_be_printed_without_figures(capsys: pytest.CaptureFixture[str]) -> None:
    texts.main(["1", "0"])

    assert "stories" not in capsys.readouterr().out.splitlines()[-1]


def test_a_kind_shows_by_what_no_other_kind_does(stories: list[texts.Made], figures: dict[str, str]) -> None:
    made = next(story for story in stories if story.facts.premise.source != "kind" and texts.shows_kind(story))
    plain = made.identity.model_copy(update={"bio_paragraphs": ["Worked.", "Works.", "Will work."]})

    assert not texts.shows_kind(replace(made, identity=plain))
    assert float(figures["with what only the pet’s kind is known for"].split()[0]) >= 80
