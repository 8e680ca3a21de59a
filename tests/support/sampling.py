"""Which cases of a long table `make test` runs: by a rule that stands beside the table. `make verify` runs them all."""

from collections.abc import Callable, Hashable, Iterable

import pytest


def one_of_each[T](cases: Iterable[T], kind: Callable[[T], Hashable]) -> list[T]:
    """All cases, for `parametrize`; those whose kind an earlier case has are for `make verify` alone."""
    seen: set[Hashable] = set()
    marked = []
    for case in cases:
        marked.append(pytest.param(case, marks=pytest.mark.verify) if kind(case) in seen else case)
        seen.add(kind(case))
    return marked
