"""Counts right and wrong answers of the vision."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.recognition.labels import NO_PET, Labelled, normal
from local.bedrock.vision.box import Box


@dataclass(frozen=True)
class Answer:
    """The vision's answer to a photo."""

    photo: Labelled
    reply: Mapping[str, Any]
    seconds: float

    @property
    def accepted(self) -> bool:
        """Whether it saw a pet."""
        return bool(self.reply["pet_present"])

    @property
    def species_right(self) -> bool:
        """Whether it saw a pet of the right species."""
        return self.accepted and self.photo.species_is(self.reply["analysis"]["species"])

    @property
    def breed_right(self) -> bool:
        """Whether it named the breed, and no mix of it."""
        return self.accepted and normal(self.reply["analysis"]["breed"]) == self.photo.breed

    @property
    def head_held(self) -> float:
        """How much of the labelled head lies in the head's box, grown by a sixth of its edges on each side."""
        found: Box | None = self.reply["analysis"]["pet_box"]["head"] if self.accepted else None
        if found is None or self.photo.head is None:
            return 0.0
        wide, high = (found[2] - found[0]) / 6, (found[3] - found[1]) / 6
        left, top, right, bottom = self.photo.head
        across = min(right, found[2] + wide) - max(left, found[0] - wide)
        down = min(bottom, found[3] + high) - max(top, found[1] - high)
        return max(across, 0.0) * max(down, 0.0) / ((right - left) * (bottom - top))


def figures(answers: Sequence[Answer]) -> Iterator[str]:
    """The lines of the report."""
    pets = [answer for answer in answers if answer.photo.species not in NO_PET]
    common = [answer for answer in pets if answer.photo.species in ("dog", "cat")]
    others = [answer for answer in pets if answer.photo.species not in ("dog", "cat")]
    none = [answer for answer in answers if answer.photo.species == "none"]
    wild = [answer for answer in answers if answer.photo.species == "wild"]
    yield _share("cats and dogs, species right", common, lambda answer: answer.species_right)
    yield _share("other pets, species right", others, lambda answer: answer.species_right)
    known = [answer for answer in pets if answer.photo.breed_is_known]
    yield _share("breed that the classifier knows, right", known, lambda answer: answer.breed_right)
    yield _share("pets refused", pets, lambda answer: not answer.accepted)
    yield _share("photos of no pet accepted", [a for a in none if not a.photo.drawing], lambda answer: answer.accepted)
    yield _share("drawings accepted", [a for a in none if a.photo.drawing], lambda answer: answer.accepted)
    yield _share("wild animals accepted", wild, lambda answer: answer.accepted)
    headed = [answer for answer in pets if answer.photo.head]
    yield _share("nine tenths of the head in its box and margin", headed, lambda answer: answer.head_held >= 0.9)
    yield f"seconds a photo, warm: {median(answer.seconds for answer in answers[1:] or answers):.2f}"


def misses(answers: Iterable[Answer]) -> Iterator[str]:
    """A line for each photo that was not read right."""
    for answer in answers:
        photo = answer.photo
        wrong_breed = photo.breed_is_known and not answer.breed_right
        if answer.accepted if photo.species in NO_PET else not answer.species_right or wrong_breed:
            yield f"{photo.file.name}: {photo.species} {photo.breed}".rstrip() + f"; seen: {answer.reply['seen']}"


def _share(name: str, answers: Sequence[Answer], counts: Callable[[Answer], bool]) -> str:
    counted = sum(map(counts, answers))
    return f"{name}: {counted} of {len(answers)}" + (f" ({counted / len(answers):.0%})" if answers else "")
