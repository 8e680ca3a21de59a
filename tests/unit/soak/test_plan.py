"""A soak's plan: the same for the same seed, and of everything something, however short it is."""

from collections import Counter
from typing import get_args

import pytest

from tests.soak.plan import Fate, Target, plan_of


def test_the_same_seed_plans_the_same() -> None:
    plans = [[plan_of(number, seed, 100) for number in range(100)] for seed in (7, 7, 8)]

    assert plans[0] == plans[1] != plans[2]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_short_soak_has_every_fate_and_kills_every_kind_of_process(seed: int) -> None:
    plans = [plan_of(number, seed, 30) for number in range(30)]
    kills = Counter(target for plan in plans for target, _ in plan.kills)

    assert {plan.fate for plan in plans} == set(get_args(Fate))
    assert kills.keys() == set(get_args(Target))
