"""What real models have cost since the system started, and the limit that no call may pass.

It is kept in a file, so that the command can show it, and a process that is started again goes on with it.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from agent.budget import MILLION, Budget, Payment
from agent.models.pricing import Prices


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The state of the ledger.

    Attributes:
        spent: in millionths of a US dollar; calls on the way count at their worst.
        calls: how many calls have ended.
        pending: how many are on the way.
        problem: the last problem that the user can do something about, in one sentence; empty if there is none.
    """

    spent: int = 0
    calls: int = 0
    pending: int = 0
    problem: str = ""

    @classmethod
    def read(cls, file: Path) -> Self:
        """Reads the file; an empty account if there is none yet."""
        try:
            return cls(**json.loads(file.read_text()))
        except FileNotFoundError:
            return cls()

    @property
    def spent_usd(self) -> float:
        """US dollars."""
        return self.spent / MILLION


class Ledger:
    """Counts what calls cost. Thread-safe."""

    def __init__(self, limit_usd: float, prices: Prices, file: Path) -> None:
        """Goes on with what the file says.

        Args:
            limit_usd: what all calls together may cost.
            prices: what models cost.
            file: where the account is kept.
        """
        account = Account.read(file)
        self.limit_usd = limit_usd
        # What was spent before counts against the limit.
        self.budget = Budget(limit_usd, prices, carried=-account.spent)
        self._before = account.spent
        self._file = file
        self._calls = account.calls
        self._pending = 0
        self._problem = account.problem
        self._lock = threading.Lock()

    @contextmanager
    def paying(self, worst: int) -> Iterator[Payment]:
        """Reserves the worst case of one call, and settles what the payment says at the end.

        Raises:
            CostLimit: if it does not fit the limit.
        """
        # The call is counted once the budget knows what it did cost.
        with ExitStack() as settled, self.budget.paying(worst) as payment:
            settled.callback(self._count, pending=-1, calls=1)
            self._count(pending=1)
            yield payment

    def report(self, problem: str) -> None:
        """Notes a problem for the user."""
        self._problem = problem
        self._save()

    def _count(self, *, pending: int, calls: int = 0) -> None:
        with self._lock:
            self._pending += pending
            self._calls += calls
        self._save()

    def _save(self) -> None:
        with self._lock:
            account = Account(
                spent=self._before + self.budget.spent,
                calls=self._calls,
                pending=self._pending,
                problem=self._problem,
            )
            new = self._file.with_suffix(".new")
            new.write_text(json.dumps(asdict(account)))
            os.replace(new, self._file)
