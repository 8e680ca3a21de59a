"""The limits of an owner: read from a key's entry, and pinned in an upload."""

import pytest

from petavatar.limits import UNLIMITED, Limits


@pytest.mark.parametrize(
    ("entry", "limits", "pinned"),
    [
        ({}, UNLIMITED, ""),
        ({"jobs_per_day": 10}, Limits(10), "10/-"),
        ({"usd_per_month": 2.5}, Limits(None, 2_500_000), "-/2500000"),
        ({"jobs_per_day": 0, "usd_per_month": 0.1}, Limits(0, 100_000), "0/100000"),
    ],
)
def test_what_an_entry_says_is_pinned_and_read_again(entry: dict[str, float], limits: Limits, pinned: str) -> None:
    assert Limits.of_entry(entry) == limits
    assert limits.metadata() == pinned
    assert Limits.of_metadata({"limits": pinned}) == limits


@pytest.mark.parametrize("text", ["", "10", "10/", "/", "-1/5", "1e3/5", "1/2/3", "٣/-", "1 /2"])
def test_what_is_no_limit_limits_nothing(text: str) -> None:
    assert Limits.of_metadata({"limits": text}) == UNLIMITED
