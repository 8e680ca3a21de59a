"""What moto holds, kept and brought back: a tenth of the time that it takes to make a sandbox's resources again."""

import copyreg
import threading
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Self

from moto.backends import get_backend
from moto.core.base_backend import BackendDict
from moto.ssm.models import ParameterDict

# What can't be copied by itself: a lock is nobody's state, and this dictionary is made with arguments of its own.
copyreg.pickle(threading.Condition, lambda _: (threading.Condition, ()))
copyreg.pickle(
    ParameterDict,
    lambda kept: (ParameterDict, (kept.account_id, kept.region_name), None, None, iter(kept.items())),  # type: ignore
)


@dataclass(frozen=True, slots=True)
class MotoState:
    """All that moto held at one moment, by service, account and region."""

    backends: list[tuple[str, str, str, Any]]

    @classmethod
    def now(cls) -> Self:
        """A copy of what moto holds."""
        return cls(deepcopy(list(_backends())))

    def bring_back(self) -> None:
        """Puts a copy of it where moto looks, in place of what is there."""
        for service, account, region, backend in deepcopy(self.backends):
            get_backend(service)[account][region] = backend  # type: ignore[call-overload]


def _backends() -> Iterator[tuple[str, str, str, Any]]:
    for service in BackendDict._instances:  # type: ignore[misc]
        for account, region, backend in service.iter_backends():
            yield service.service_name, account, region, backend
