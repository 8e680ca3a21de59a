"""The specification's three scenarios, and their fifth for one machine."""

import pytest

from bench.load.scenarios import Scenario, scenarios


def by_title(full: bool) -> dict[str, Scenario]:
    return {scenario.title: scenario for scenario in scenarios(full)}


def test_the_full_load_is_the_specifications() -> None:
    assert list(by_title(full=True)) == [
        "uploads, 10 at once",
        "uploads, 50 at once",
        "status, 100 a second",
        "results, 50 a second",
    ]


def test_the_local_load_is_a_fifth_of_it() -> None:
    assert list(by_title(full=False)) == [
        "uploads, 2 at once",
        "uploads, 10 at once",
        "status, 20 a second",
        "results, 10 a second",
    ]


@pytest.mark.parametrize("full", [True, False])
def test_readers_are_enough_to_keep_their_rate_at_a_quarter_of_a_second_a_request(full: bool) -> None:
    reads = [scenario for scenario in scenarios(full) if scenario.rate]

    assert [scenario.user_class for scenario in reads] == ["StatusReader", "ResultsReader"]
    assert all(scenario.rate and scenario.users >= scenario.rate / 4 for scenario in reads)


def test_the_specifications_targets_are_the_marks() -> None:
    assert {name: target for one in scenarios(full=False) for name, target in one.targets_ms.items() if target} == {
        "/presigned-url": 1000,
        "upload": 2000,
        "whole job": 120_000,
        "/status/{job_id}": 500,
        "/results/{job_id}": 1000,
    }
