"""Jobs in DynamoDB's notation: the same as AWS's own library writes it, and back."""

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from petavatar.items import to_item, to_job
from testing.jobs import a_job
from tests.support.sampling import fewer

NUMBERS = st.integers(-(10**17), 10**17) | st.floats(-1e15, 1e15, allow_subnormal=False).filter(
    lambda number: number == 0 or abs(number) > 1e-100
)
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@fewer(2)
@given(PLAIN)
def test_values_are_written_as_aws_reads_them(value: Any) -> None:
    read = TypeDeserializer().deserialize(to_item({"career": value})["career"])

    assert read == _decimals(value)


@fewer(2)
@given(PLAIN)
def test_values_are_read_as_aws_writes_them(value: Any) -> None:
    written = TypeSerializer().serialize(_decimals(value))

    assert to_job({**A_JOB, "career": written}).result["career"] == value


@fewer(2)
@given(PLAIN)
def test_numbers_come_back_whole_where_they_are_whole(value: Any) -> None:
    career = to_job({**A_JOB, "career": to_item({"career": [value]})["career"]}).result["career"]

    assert all(isinstance(number, int) for number in _numbers(career) if number == int(number))


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, object()])
def test_what_no_job_holds_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="No job holds"):
        to_item({"career": {"deep": [value]}})


def test_attributes_that_are_none_of_a_jobs_are_left_aside() -> None:
    assert to_job({**A_JOB, "stranger": {"S": "x"}}) == to_job(A_JOB)


A_JOB = to_item(
    {name: getattr(a_job(), name) for name in ("job_id", "status", "s3_upload_key", "created_at", "updated_at")}
    | {"deadline": 1.5, "ttl": 2}
)


def _decimals(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    if isinstance(value, dict):
        return {name: _decimals(inner) for name, inner in value.items()}
    return [_decimals(inner) for inner in value] if isinstance(value, list) else value


def _numbers(value: Any) -> list[int | float]:
    if isinstance(value, dict | list):
        return [
            number for inner in (value.values() if isinstance(value, dict) else value) for number in _numbers(inner)
        ]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []
