"""What the functions are measured against: AWS at the wire, as far as they ask."""

import json
from pathlib import Path

import pytest

from bench.aws import aws
from bench.cold_start import CLIENTS, check, first_event
from bench.timing import run_python
from deployment import PROJECT
from tests.support.sampling import one_in

PROGRAM = str(PROJECT / "bench" / "programs" / "first_event.py")


@pytest.mark.parametrize("function", one_in(7, CLIENTS))
def test_each_function_does_its_whole_first_work(function: str) -> None:
    with aws() as environment:
        ended = run_python(
            ["-B", PROGRAM, f"functions/{function}"],
            {**environment, "PYTHONPATH": str(PROJECT)},
            given=json.dumps(first_event(function)).encode(),
        )

    check(json.loads(ended.output.splitlines()[-1]))
    assert b'"level":"ERROR"' not in ended.output


def test_every_function_is_measured() -> None:
    assert set(CLIENTS) == {path.parent.name for path in Path("functions").glob("*/handler.py")}


def test_a_function_that_fails_fast_is_not_taken_for_a_lean_one() -> None:
    with pytest.raises(RuntimeError, match="500"):
        check({"statusCode": 500, "body": ""})
