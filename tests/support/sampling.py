"""Which cases of a long table `make test` runs: by a rule that stands beside the table. `make verify` runs them all."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any

import pytest
from hypothesis import settings


def fewer(share: int) -> settings:
    """That share of the profile's examples, for what is not among the numbered properties or stands beside one."""
    return settings(max_examples=settings.default.max_examples // share)


def one_of_each[T](cases: Iterable[T], kind: Callable[[T], Hashable]) -> list[T]:
    """All cases, for `parametrize`; those whose kind an earlier case has are for `make verify` alone."""
    seen: set[Hashable] = set()
    marked = []
    for case in cases:
        marked.append(pytest.param(case, marks=pytest.mark.verify) if kind(case) in seen else case)
        seen.add(kind(case))
    return marked


def one_in(share: int, cases: Iterable[Any]) -> list[Any]:
    """All cases, for `parametrize`; only the first of each so many is for `make test` too."""
    return [case if index % share == 0 else _verified(case) for index, case in enumerate(cases)]


def _verified(case: Any) -> Any:
    """A case, or a tuple of several values, with the marker."""
    if not hasattr(case, "marks"):
        return pytest.param(*case if isinstance(case, tuple) else (case,), marks=pytest.mark.verify)
    return pytest.param(*case.values, marks=pytest.mark.verify, id=case.id)
