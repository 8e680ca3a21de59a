"""What a run of the agent has said so far, of which the worker keeps the last word."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from petavatar.jobs import NOTHING_KNOWN, RESULT_PARTS, Spending
from petavatar.keys import avatar_key
from petavatar.stages import stage_after

MAX_FINDINGS_CHARS: Final = 40_000
"""A job's record has room for ten times as much."""


@dataclass(slots=True)
class Heard:
    """The findings, usage and spending of a run, by its events.

    Attributes:
        job_id: the job.
        findings: the parts of the result that are known, of earlier attempts too.
        usage: what the run has used, as the result has it; empty if that is not known.
        spending: what the run says that it has spent.
    """

    job_id: str
    findings: dict[str, Any] = field(default_factory=dict)
    usage: dict[str, Any] = field(default_factory=dict)
    spending: Spending = NOTHING_KNOWN

    @classmethod
    def of_earlier(cls, job_id: str, findings: str) -> "Heard":
        """Begins with what earlier attempts have found."""
        return cls(job_id, json.loads(findings) if findings else {})

    def listen(self, event: Mapping[str, Any]) -> None:
        """Notes what an event says. An agent of an earlier version says less."""
        found = event.get("findings")
        parts = found if isinstance(found, dict) else {}
        self.findings |= {name: part for name, part in parts.items() if name in RESULT_PARTS}
        if isinstance(event.get("usage"), dict):
            self.usage = event["usage"]
        if "spending" in event:
            self.spending = Spending.of(event["spending"])

    def record(self) -> str:
        """The findings as the job's record holds them; empty if there are none, or what was said is no JSON."""
        return _json(self.findings)

    def last_record(self) -> str:
        """The same of a run that came to no result, with what it has used."""
        return _json(self.findings | ({"usage": self.usage} if self.usage else {}))

    def news(self, event: Mapping[str, Any]) -> dict[str, str]:
        """The attributes of the job that the end of a step changes."""
        found = event.get("findings")
        stored = found.get("avatar_key") if isinstance(found, dict) else None
        news = {
            "stage": stage_after(str(event.get("step"))) or "",
            "findings": self.record(),
            "s3_avatar_key": avatar_key(self.job_id) if stored == avatar_key(self.job_id) else "",
        }
        return {name: value for name, value in news.items() if value}


def _json(findings: Mapping[str, Any]) -> str:
    with suppress(ValueError):
        text = json.dumps(findings, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text if findings and len(text) <= MAX_FINDINGS_CHARS else ""
    return ""
