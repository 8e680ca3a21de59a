"""What costs are computed from: a measured job, prices, quotas and assumptions, all in dated files beside this one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

_FOLDER: Final = Path(__file__).parent

type Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The four files."""

    measured: Json
    prices: Json
    quotas: Json
    assumptions: Json

    @classmethod
    def read(cls, folder: Path = _FOLDER) -> Self:
        """Reads them from a folder."""
        names = ("measured", "prices", "quotas", "assumptions")
        return cls(*(json.loads((folder / f"{name}.json").read_text("utf-8")) for name in names))

    def price(self, name: str) -> float:
        """The price of one unit, in US dollars."""
        entry = self.prices["prices"][name]
        return float(entry["usd"] / entry["per"])

    def assumed(self, name: str) -> float:
        """An assumption's value."""
        return float(self.assumptions[name]["value"])

    def calls(self, *actions: str) -> int:
        """How often the measured job asked for any of these actions."""
        return sum(self.measured["calls"].get(action, 0) for action in actions)

    def requests(self, route: str) -> int:
        """How often the measured job's client asked a route of the API."""
        return int(self.measured["requests"].get(route, 0))
