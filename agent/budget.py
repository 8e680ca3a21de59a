"""What the models of one attempt may cost.

Before each call of a model its worst case is reserved; what the call did cost takes its place afterwards. A call whose
worst case does not fit is not made. Money is counted in whole millionths of a US dollar, so that sums are exact.

A job has one limit for all its attempts, and nobody may be left to say what an attempt that crashed has spent. So each
attempt has an equal share of the limit, and what it can say that it left unspent goes to the next one: the worker keeps
that in the job's record (see `petavatar.table.leases`). Whatever crashes or overlaps, all attempts together have no
more than the limit.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from agent.models.pricing import Prices
from petavatar.errors import CostLimit

MAX_COST_USD: Final = 1.0
"""The default limit of one job."""
MILLION: Final = 1_000_000


def microusd(dollars: float) -> int:
    """US dollars in millionths of one, rounded up; what floating point adds beyond a thousandth of that is left out."""
    return ceil(round(dollars * MILLION, 3))


@dataclass(slots=True)
class Payment:
    """One call of a model: its worst case, until somebody knows what it did cost."""

    cost: int


class Budget:
    """What one attempt may spend. Thread-safe: steps run side by side."""

    def __init__(
        self,
        limit_usd: float = MAX_COST_USD,
        prices: Prices | None = None,
        *,
        attempt: int = 1,
        attempts: int = 1,
        carried: int = 0,
    ) -> None:
        """Takes the job's limit, and which of how many attempts this one is.

        Args:
            limit_usd: the limit of the whole job.
            prices: what models cost.
            attempt: the number of this attempt, from 1.
            attempts: how many a job has at most.
            carried: what the attempt before left unspent, in millionths of a US dollar.
        """
        self.limit_usd = limit_usd
        self.prices = prices or Prices()
        share = floor(round(limit_usd * MILLION, 3)) // attempts
        self._allowance = share + carried if attempt <= attempts else 0
        self._later = share * max(0, attempts - attempt)
        self._earlier = max(0, share * (attempt - 1) - carried)
        self._spent = 0
        self._reserved = 0
        self._closed = False
        self._lock = threading.Lock()

    @contextmanager
    def paying(self, worst: int) -> Iterator[Payment]:
        """Reserves the worst case of one call, and settles what the payment says at the end.

        Raises:
            CostLimit: if it does not fit, or the budget is closed. Then nothing is reserved.
        """
        payment = self._reserve(worst)
        try:
            yield payment
        finally:
            with self._lock:
                self._reserved -= worst
                self._spent += payment.cost

    def close(self) -> int:
        """Lets no further call begin, and returns what is left unspent. Calls still at work count at their worst."""
        with self._lock:
            self._closed = True
            return max(0, self._allowance - self._spent - self._reserved)

    @property
    def spent(self) -> int:
        """What this attempt has spent, in millionths of a US dollar; calls still at work count at their worst."""
        with self._lock:
            return self._spent + self._reserved

    def _reserve(self, worst: int) -> Payment:
        with self._lock:
            taken = self._spent + self._reserved
            if self._closed or taken + worst > self._allowance:
                fits_later = not self._closed and self._later > 0 and taken + worst <= self._allowance + self._later
                raise _refusal(self.limit_usd, self._earlier + taken, retryable=fits_later)
            self._reserved += worst
        return Payment(worst)


def _refusal(limit_usd: float, taken: int, *, retryable: bool) -> CostLimit:
    spent = f"US$ {taken / MILLION:.4f} of the US$ {limit_usd:.2f} that one job may cost are spent or set aside"
    if retryable:
        return CostLimit(f"{spent}, and this attempt has used up its share.", retryable=True)
    return CostLimit(f"{spent}, and the next call of a model might cost more than what is left.")
