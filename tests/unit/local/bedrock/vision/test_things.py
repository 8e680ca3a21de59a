"""Props and things are named by the classes that show them."""

from collections.abc import Callable

import numpy as np

from local.bedrock.vision.tables import rows
from local.bedrock.vision.things import props, thing

Probabilities = Callable[[dict[int, float]], np.ndarray]
PUG, TENNIS_BALL, SOFA, ESPRESSO, CUP = 254, 852, 831, 967, 968


def test_props_come_likeliest_first(probabilities: Probabilities) -> None:
    assert props(probabilities({PUG: 0.5, TENNIS_BALL: 0.1, SOFA: 0.3})) == ["sofa", "tennis ball"]


def test_what_is_hardly_there_is_no_prop(probabilities: Probabilities) -> None:
    assert props(probabilities({PUG: 0.9, TENNIS_BALL: 0.05})) == []


def test_things_of_a_kind_count_together(probabilities: Probabilities) -> None:
    assert thing(probabilities({ESPRESSO: 0.2, CUP: 0.2})) == "food or drink"
    assert thing(probabilities({})) is None


def test_props_and_things_are_no_animals() -> None:
    for table in ("props.csv", "things.csv"):
        assert all(
            398 <= int(number) < 1000 for row in rows(table) for number in row["classes"].replace("-", " ").split()
        )
