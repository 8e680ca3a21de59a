"""Any settings class is filled from the environment in the same way."""

from dataclasses import dataclass, field

import pytest

from petavatar.environment import read_settings
from petavatar.errors import SettingsError


@dataclass(frozen=True)
class _Example:
    needed: str
    count: int = 3
    renamed: str = field(default="as it was", metadata={"variable": "ANOTHER_NAME"})


def test_a_field_is_the_variable_of_its_name_or_of_its_metadata() -> None:
    example = read_settings(_Example, {"NEEDED": "x", "COUNT": "7", "ANOTHER_NAME": "y", "RENAMED": "z"})

    assert example == _Example("x", 7, "y")


def test_defaults_stand_where_nothing_is_set() -> None:
    assert read_settings(_Example, {"NEEDED": "x", "COUNT": "", "ANOTHER_NAME": "  "}) == _Example("x")


def test_a_field_without_default_must_be_set() -> None:
    with pytest.raises(SettingsError, match=r"^NEEDED is not set$"):
        read_settings(_Example, {})


def test_a_field_with_a_default_can_be_required() -> None:
    with pytest.raises(SettingsError, match=r"^ANOTHER_NAME is not set$"):
        read_settings(_Example, {"NEEDED": "x"}, required=["renamed"])


@dataclass(frozen=True)
class _Amount:
    usd: float = 1.5


@pytest.mark.parametrize(("text", "usd"), [("0.25", 0.25), ("3", 3.0), ("", 1.5)])
def test_an_amount_may_have_a_fraction(text: str, usd: float) -> None:
    assert read_settings(_Amount, {"USD": text}) == _Amount(usd)


@pytest.mark.parametrize("text", ["0", "-1", "inf", "nan", "much"])
def test_an_amount_that_is_none_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^USD is not a number above zero$"):
        read_settings(_Amount, {"USD": text})
