"""The vibe follows the scores, stays short, and varies."""

import pytest

from agent.person.dimensions import DIMENSIONS
from local.bedrock.vision.personality import group_scores
from local.bedrock.vision.vibe import ARCHETYPES, HABITS, vibe

EVEN = dict.fromkeys(DIMENSIONS, 50)


def test_the_tables_name_dimensions_that_exist() -> None:
    assert {name for profile in ARCHETYPES.values() for name in profile} <= set(DIMENSIONS)
    assert set(HABITS) <= set(DIMENSIONS)


@pytest.mark.parametrize("archetype", ["CFO energy", "friendly helper", "retired spy", "office comedian"])
def test_a_pet_that_fits_an_archetype_exactly_is_given_it(archetype: str) -> None:
    scores = EVEN | {name: 50 + 49 * end for name, end in ARCHETYPES[archetype].items()}
    assert vibe(scores).startswith(f"{archetype}, ")


def test_the_habit_is_the_most_telling_one() -> None:
    assert vibe(EVEN | {"would_steal_lunch": 97}).endswith(", knows what you brought for lunch")
    assert vibe(EVEN | {"would_steal_lunch": 4}).endswith(", guards your lunch for you")


def test_every_vibe_fits_its_field() -> None:
    longest = max(map(len, ARCHETYPES)) + 2 + max(len(habit) for ends in HABITS.values() for habit in ends)
    assert longest <= 160


def test_the_groups_of_pets_do_not_share_a_few_vibes() -> None:
    vibes = [vibe(scores) for scores in group_scores()]
    assert len({label.split(", ")[0] for label in vibes}) >= len(vibes) / 2
