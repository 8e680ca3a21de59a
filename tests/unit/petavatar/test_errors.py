"""The error tree: what each problem says to a client."""

import re

import pytest

from petavatar import errors
from petavatar.errors import LeaseLost, PetAvatarError, Problem, SettingsError


def _problems() -> list[type[Problem]]:
    found = [cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, Problem)]
    return sorted((cls for cls in found if cls is not Problem), key=lambda cls: cls.__name__)


def test_the_drawing_of_the_tree_shows_every_problem_as_it_is() -> None:
    drawn = re.findall(r"[├└]── (\w+) +(\d{3})(, retryable)?$", errors.__doc__ or "", re.MULTILINE)

    real = [(cls.__name__, str(cls.status), ", retryable" if cls.retryable else "") for cls in _problems()]
    assert sorted(drawn) == real


@pytest.mark.parametrize("cls", _problems())
def test_a_problem_is_given_as_plain_data(cls: type[Problem]) -> None:
    assert cls("Exactly this happened").record() == {
        "type": f"urn:petavatar:problem:{cls.slug}",
        "title": cls.title,
        "status": cls.status,
        "detail": "Exactly this happened",
        "retryable": cls.retryable,
    }


def test_no_two_problems_share_a_type_or_a_title() -> None:
    assert len({cls.slug for cls in _problems()}) == len({cls.title for cls in _problems()}) == len(_problems())


def test_only_failures_on_our_side_are_worth_another_try() -> None:
    assert {cls.status for cls in _problems() if cls.retryable} <= {500, 503, 504}


def test_everything_is_in_one_tree() -> None:
    assert all(issubclass(cls, PetAvatarError) for cls in (Problem, SettingsError, LeaseLost))
