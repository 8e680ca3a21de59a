"""Which unit tests are near a change."""

from pathlib import Path

import pytest

from scripts.near_tests import ALWAYS, near_tests

FLOORS = str(ALWAYS)


@pytest.mark.parametrize(
    ("changed", "test"),
    [
        ("agent/photo/decoder.py", "tests/unit/agent/photo/test_decoder.py"),
        ("clients/python/petavatar_cli/plan.py", "tests/unit/petavatar_cli/test_plan.py"),
        ("functions/process-worker/handler.py", "tests/unit/functions/test_process_worker.py"),
        ("tests/unit/petavatar/test_queue.py", "tests/unit/petavatar/test_queue.py"),
    ],
)
def test_a_source_has_the_test_that_mirrors_it(tmp_path: Path, changed: str, test: str) -> None:
    (tmp_path / test).parent.mkdir(parents=True)
    (tmp_path / test).touch()

    assert near_tests([changed], tmp_path) == sorted([test, FLOORS])


def test_a_source_without_its_own_test_stands_for_those_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "tests/unit/agent").mkdir(parents=True)

    assert near_tests(["agent/photo/new.py"], tmp_path) == ["tests/unit/agent", FLOORS]


def test_a_folder_includes_the_tests_in_it(tmp_path: Path) -> None:
    (tmp_path / "tests/unit/agent").mkdir(parents=True)
    (tmp_path / "tests/unit/agent/test_run.py").touch()

    assert near_tests(["agent/run.py", "agent/new.py"], tmp_path) == ["tests/unit/agent", FLOORS]


@pytest.mark.parametrize("changed", ["README.md", "bench/rows.py", "tests/e2e/test_demo.py", "tests/unit/gone.py"])
def test_what_no_unit_test_is_near_runs_the_floors_alone(tmp_path: Path, changed: str) -> None:
    assert near_tests([changed], tmp_path) == [FLOORS]
