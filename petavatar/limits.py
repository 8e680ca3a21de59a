"""What one owner may have made: so many jobs a day, and so many US dollars of models a month, in UTC.

An entry of the API keys has the limits. They are pinned in each upload beside the owner, so that a photo counts in the
same way whichever way its job starts; a client can't change what is pinned. Money is counted in whole millionths of a
US dollar.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import Any, Final, Self

MILLION: Final = 1_000_000
METADATA: Final = "limits"
_PINNED: Final = re.compile(r"([0-9]{1,9}|-)/([0-9]{1,15}|-)")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of an owner; None where there is none."""

    jobs_per_day: int | None = None
    microusd_per_month: int | None = None

    @classmethod
    def of_entry(cls, entry: Mapping[str, Any]) -> Self:
        """Reads the limits in a key's entry: `jobs_per_day` and `usd_per_month`.

        Raises:
            TypeError: if one is no number.
            ValueError: if one is below zero.
        """
        jobs, dollars = entry.get("jobs_per_day"), entry.get("usd_per_month")
        limits = cls(
            None if jobs is None else int(jobs),
            None if dollars is None else floor(round(float(dollars) * MILLION, 3)),
        )
        if min(limits.jobs_per_day or 0, limits.microusd_per_month or 0) < 0:
            raise ValueError("a limit is below zero")
        return limits

    @classmethod
    def of_metadata(cls, metadata: Mapping[str, str]) -> Self:
        """Reads the limits that are pinned in an upload; those who may write to the bucket themselves have none."""
        pinned = _PINNED.fullmatch(metadata.get(METADATA, ""))
        return cls(*(None if part == "-" else int(part) for part in pinned.groups())) if pinned else cls()

    def metadata(self) -> str:
        """The limits as an upload has them; empty if there are none."""
        if not self:
            return ""
        return "/".join("-" if limit is None else str(limit) for limit in (self.jobs_per_day, self.microusd_per_month))

    def __bool__(self) -> bool:
        return (self.jobs_per_day, self.microusd_per_month) != (None, None)


UNLIMITED: Final = Limits()
