"""A soak's report: a leak is found, the start of a process is none."""

from tests.soak.report import FEWEST, grown


def test_a_process_that_keeps_growing_is_found() -> None:
    samples = [{"agent": 200.0 + number, "engine": 100.0} for number in range(FEWEST * 2)]

    assert grown(samples) == {"agent"}


def test_a_process_that_begins_again_and_again_has_not_grown() -> None:
    samples = [{"agent": 150.0 + number % 25} if number % 25 else {} for number in range(FEWEST)]

    assert grown(samples) == set()


def test_of_a_short_soak_nobody_can_say() -> None:
    samples = [{"agent": 100.0 + 10 * number} for number in range(FEWEST - 1)]

    assert grown(samples) == set()
