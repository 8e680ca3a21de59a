"""The recognition benchmark counts what is right, by labels."""

from pathlib import Path
from typing import Any

import pytest

from bench.recognition.figures import Answer, figures, misses
from bench.recognition.labels import Labelled, labelled_photos


def answer(species: str, breed: str, seen: tuple[str, str] | None, head: tuple[float, ...] | None = None) -> Answer:
    """An answer to a photo of a species and breed, whose head is the photo's middle; None if it was refused."""
    photo = Labelled(Path("a.jpg"), species, breed, drawing=breed == "drawing", head=(0.4, 0.4, 0.6, 0.6))
    reply: dict[str, Any] = {"pet_present": seen is not None, "seen": "something"}
    if seen is not None:
        reply["analysis"] = {"species": seen[0], "breed": seen[1], "pet_box": {"head": head}}
    return Answer(photo, reply, 0.1)


def test_each_kind_of_photo_has_its_line() -> None:
    answers = [
        answer("dog", "beagle", ("dog", "beagle"), head=(0.4, 0.4, 0.6, 0.6)),
        answer("dog", "pug", ("dog", "pug mix"), head=(0.5, 0.4, 0.6, 0.6)),
        answer("cat", "bombay", None),
        answer("bird", "", ("parrot", "macaw"), head=None),
        answer("none", "", None),
        answer("none", "drawing", ("chicken", "rooster")),
        answer("wild", "wolf", ("dog", "spitz")),
    ]
    assert list(figures(answers)) == [
        "cats and dogs, species right: 2 of 3 (67%)",
        "other pets, species right: 1 of 1 (100%)",
        "breed that the classifier knows, right: 1 of 2 (50%)",
        "pets refused: 1 of 4 (25%)",
        "photos of no pet accepted: 0 of 1 (0%)",
        "drawings accepted: 1 of 1 (100%)",
        "wild animals accepted: 1 of 1 (100%)",
        "nine tenths of the head in its box and margin: 1 of 4 (25%)",
        "seconds a photo, warm: 0.10",
    ]


def test_what_was_not_read_right_is_named() -> None:
    answers = [
        answer("dog", "beagle", ("dog", "beagle")),
        answer("dog", "beagle", ("dog", "pug")),
        answer("none", "", None),
    ]
    assert list(misses(answers)) == ["a.jpg: dog beagle; seen: something"]


def test_labels_are_read_from_the_folder(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text(
        "file,species,breed,head\n"
        "a.jpg,dog,german_shorthaired,0.1 0.2 0.3 0.4\n"
        "b.jpg,none,a drawing of a rooster,\n"
        "c.jpg,cat,Bombay (black),\n"
    )
    dog, drawing, cat = labelled_photos(tmp_path)
    assert (dog.breed, dog.breed_is_known, dog.head) == ("german shorthaired pointer", True, (0.1, 0.2, 0.3, 0.4))
    assert drawing.drawing
    assert (cat.breed, cat.breed_is_known, cat.head) == ("bombay", False, None)


def test_a_folder_without_labels_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"labels\.csv"):
        list(labelled_photos(tmp_path))
