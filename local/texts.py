"""Prints a page of life stories by the offline writer, and figures on many: make texts.

    python -m local.texts [samples] [stories]

The pets are made up, evenly over the kinds; docs/writing.md says what the figures mean. As in a running system, one
writer makes the samples, and one each lot of 200 stories.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, get_args

from agent.person import fact_table
from agent.person.casting import Casting
from agent.person.dimensions import DIMENSIONS
from agent.person.facts import Facts, facts_of
from agent.person.name_table import SpeciesGroup
from agent.person.names import species_group
from agent.replies import clashes as check
from agent.schemas import Career, Face, Identity, PersonalityDimensions, PetAnalysis
from local.bedrock.random_draws import LabelledDraws
from local.bedrock.writer import career, identity, tables
from local.bedrock.writer.repertoire import Repertoire

SAMPLES: Final = 6
STORIES: Final = 200
_LOT: Final = 200
_READ: Final = 20
"""How many stories one person may well read."""
_SHORT: Final = 5
"""A sentence of fewer words is nobody's frame."""

_DEFAULTS: Final = (str(SAMPLES), str(STORIES))
_PROPS: Final = ("party hat", "bow tie", "sofa", "tennis ball", "glasses", "christmas tree", "cardboard box", "jumper")
_DOGS: Final = (
    "golden retriever", "beagle", "Siberian husky", "pug", "Border collie", "mix", "Labrador retriever", "whippet",
    "Chihuahua", "German shepherd", "standard poodle", "boxer", "cocker spaniel", "dachshund", "Saint Bernard",
)  # fmt: skip
_CATS: Final = ("black shorthair", "tabby", "Siamese", "Persian", "Maine Coon", "domestic shorthair", "ginger longhair")
_OTHERS: Final = (
    ("rabbit", "domestic rabbit"), ("hamster", "hamster"), ("guinea pig", "guinea pig"), ("parrot", "macaw"),
    ("bird", "goldfinch"), ("chicken", "hen"), ("lizard", "green iguana"), ("turtle", "box turtle"),
    ("fish", "goldfish"),
    ("horse", "horse"), ("goat", "goat"), ("tarantula", "tarantula"),
)  # fmt: skip
_CITIES: Final = sorted(fact_table.CITIES, key=len, reverse=True)
_ENDING: Final = re.compile(r"\{\w+\}")
_CHANGING: Final = re.compile(
    r"\b(?:she|he|they|her|hers|his|theirs?|him|them|herself|himself|themselves|is|are|has|have|was|were|\d+)\b"
)
# Words by which a curriculum is known.
_CURRICULUM: Final = re.compile(r"\b(?:trained|studied|graduated|qualified)\b")


@dataclass(frozen=True)
class Made:
    """One story with what it was made from."""

    pet: PetAnalysis
    career: Career
    facts: Facts
    identity: Identity

    @property
    def clashes(self) -> list[str]:
        """What is wrong with it."""
        return check.clashes(self.identity, self.career, self.facts)


def make(number: int, only: str = "", repertoire: Repertoire | None = None) -> Made:
    """The story with a number. `only` narrows the pets: dogs, cats, others, or one pet again and again."""
    job = f"texts-{number}"
    pet = _pet(0 if only == "one pet" else number, only)
    settled = career(pet, Casting.of(job).presentation, number)
    facts = facts_of(pet, settled, number)
    return Made(pet, settled, facts, identity(pet, settled, number, None, facts, repertoire))


def _pet(number: int, only: str) -> PetAnalysis:
    draws = LabelledDraws(number)
    share = {"dogs": 0.0, "cats": 0.6, "others": 0.9, "one pet": 0.0}.get(only, draws.fraction("share"))
    species, breed = (
        ("dog", draws.pick("dog", _DOGS))
        if share < 0.5
        else ("cat", draws.pick("cat", _CATS))
        if share < 0.8
        else draws.pick("other", _OTHERS)
    )
    face = draws.pick("face", get_args(Face)) if draws.chance("faces", 0.3) else None
    props = [draws.pick("prop", _PROPS)] if draws.chance("props", 0.15) else []
    # The sum of three even draws is close to how scores lie in practice.
    scores = {d: round(sum(draws.between(f"{d}{i}", 0, 100 / 3) for i in range(3))) for d in DIMENSIONS}
    return PetAnalysis.model_validate(
        {
            "species": species,
            "breed": breed,
            "expression": "calm",
            "posture": "upright",
            "coat_color": "brown",
            "personality_dimensions": PersonalityDimensions(**scores).model_dump(),
            "dominant_traits": ["calm", "watchful", "dignified"],
            "vibe": "CFO energy",
            "looks": {"face": face, "props": props},
        }
    )


def frame_of(sentence: str, made: Made) -> tuple[str, ...]:
    """A sentence without what changes from person to person: names, title, cities, numbers, pronouns."""
    for part in (made.career.human_name, made.career.job_title, made.facts.snack, *_CITIES):
        sentence = sentence.replace(part, "")
    kept = check.words(_CHANGING.sub("", sentence.replace(made.career.human_name.split()[0], "").lower()))
    return tuple(word for word in kept if word != made.facts.colleague.lower())


def shared_frames(stories: Sequence[Made]) -> tuple[int, int]:
    """How many sentences have the frame of one in another biography, and how many there are."""
    frames = Counter(
        frame
        for made in stories
        for frame in {frame_of(sentence, made) for sentence in check.sentences(made.identity.bio)}
        if len(frame) >= _SHORT
    )
    sentences = sum(len(check.sentences(made.identity.bio)) for made in stories)
    return sum(times for times in frames.values() if times > 1), sentences


def shows_kind(made: Made) -> bool:
    """Whether the biography has what only the pet's kind is known for, does or eats, or where only that kind rests."""
    group = species_group(made.pet.species)
    others = {habit for other in fact_table.SNACKS if other != group for habit in _habits(other)}
    return made.facts.premise.source == "kind" or any(
        re.search(rf"\b{habit}\b", made.identity.bio) for habit in _habits(group) - others
    )


@cache
def _habits(group: SpeciesGroup) -> frozenset[str]:
    """Patterns for what a kind eats, where it rests and what it does, with any ending of the verb."""
    does = [phrase for kind in tables.pastimes() if kind.species == group for phrase in kind.does]
    return frozenset(
        {*fact_table.SNACKS[group], *fact_table.NAPS[group], *(_ENDING.sub(r"\\w*", phrase) for phrase in does)}
    )


def figures(stories: Sequence[Made]) -> Iterator[tuple[str, str]]:
    """What was measured, and the result."""
    bios = [made.identity.bio for made in stories]
    wrong = Counter(reason for made in stories for reason in made.clashes)
    yield "stories", str(len(stories))
    yield "clashes with the facts, forbidden phrases", str(wrong.total())
    counts = sorted(len(check.words(bio)) for bio in bios)
    within = sum(110 <= count <= 150 for count in counts)
    yield "words (least, median, most)", f"{counts[0]}, {counts[len(counts) // 2]}, {counts[-1]}"
    yield "with 110 to 150 words", _share(within, len(bios))
    lengths = [len(check.words(s)) for bio in bios for s in check.sentences(bio)]
    yield (
        "sentences with at most 25 words",
        _share(sum(length <= check.LONG_SENTENCE for length in lengths), len(lengths)),
    )
    yield "most numbers in one", str(max(len(check.numbers(bio)) for bio in bios))
    yield "most colleagues in one", str(max(len(_colleagues(made)) for made in stories))
    yield "with the words of a curriculum", _share(sum(bool(_CURRICULUM.search(bio)) for bio in bios), len(bios))
    yield "with what only the pet’s kind is known for", _share(sum(map(shows_kind, stories)), len(stories))
    yield from frames(stories)
    yield "premises from photo, kind, trait", str(dict(Counter(made.facts.premise.source for made in stories)))


def frames(stories: Sequence[Made]) -> Iterator[tuple[str, str]]:
    """How many sentences share a frame in lots of 200, and how many lots of 20 have none that does."""
    lots = map(shared_frames, _groups(stories, min(_LOT, len(stories))))
    shares = [100 * shared / of for shared, of in lots]
    mean = sum(shares) / len(shares)
    yield "sentences that share a frame in lots of 200", f"{min(shares):.1f} to {max(shares):.1f} %, mean {mean:.1f} %"
    read = [shared_frames(group)[0] == 0 for group in _groups(stories, _READ)]
    yield "lots of 20 that meet no frame twice", f"{sum(read)} of {len(read)}"


def _groups(stories: Sequence[Made], size: int) -> list[Sequence[Made]]:
    return [stories[i : i + size] for i in range(0, len(stories) - size + 1, size)]


def _colleagues(made: Made) -> set[str]:
    return {name for name in fact_table.COLLEAGUES if name in check.words(made.identity.bio)} - set(
        made.career.human_name.split()
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def show(made: Made) -> str:
    """One story, to be read."""
    pet, trajectory = made.pet, made.identity.career_trajectory
    premise = f"{made.facts.premise.source}: {made.facts.premise.about}"
    return "\n".join(
        [
            f"{made.career.human_name}, {made.career.job_title} ({pet.breed}, {pet.species}; {premise})",
            f"“{made.identity.headline}”",
            made.identity.bio,
            f"Skills: {', '.join(made.identity.skills)}",
            f"Past: {trajectory.past} Present: {trajectory.present} Future: {trajectory.future}",
            *(f"FAULT: {reason}" for reason in made.clashes),
            "",
        ]
    )


def main(arguments: Sequence[str]) -> None:
    """Prints samples, then figures."""
    samples, stories, *only = [*arguments, *_DEFAULTS[len(arguments) :]]
    for made in _written(range(int(samples)), only[0] if only else ""):
        print(show(made))
    if int(stories):
        numbers = range(1_000, 1_000 + int(stories))
        for name, value in figures(list(_written(numbers))):
            print(f"{name:50} {value}")
        print("the same, each story by a writer of its own:")
        for name, value in frames([make(number) for number in numbers]):
            print(f"{name:50} {value}")


def _written(numbers: Sequence[int], only: str = "") -> Iterator[Made]:
    for lot in range(0, len(numbers), _LOT):
        repertoire = Repertoire()
        yield from (make(number, only, repertoire) for number in numbers[lot : lot + _LOT])


if __name__ == "__main__":
    main(sys.argv[1:])
