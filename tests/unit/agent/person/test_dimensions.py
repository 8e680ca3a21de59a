"""The 47 dimensions."""

import re

from agent.person.dimensions import DIMENSIONS, GROUPS
from petavatar.results import DIMENSION_COUNT


def test_there_are_exactly_47_and_none_twice() -> None:
    assert len(DIMENSIONS) == len(set(DIMENSIONS)) == DIMENSION_COUNT == 47


def test_the_two_that_everyone_asks_for_are_among_them() -> None:
    assert {"would_steal_lunch", "sends_passive_aggressive_emails"} <= set(DIMENSIONS)


def test_their_names_are_plain_identifiers() -> None:
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in DIMENSIONS)


def test_every_one_is_in_exactly_one_group() -> None:
    assert sorted(name for group in GROUPS.values() for name in group) == sorted(DIMENSIONS)
