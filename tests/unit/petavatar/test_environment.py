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
