"""The career that a pet had before, and what a variation makes of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from agent.person.similarity import RANK_WORDS, suitability
from agent.schemas import Career, PetAnalysis, Presentation

Wish = Literal["another", "better suited", "the same"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The career of the job that a variation was made from.

    Attributes:
        career: that career.
        wish: what becomes of it: `another` profession, one that is `better suited` to changed scores, or `the same`.
        changed: the dimensions whose scores were changed.
        at_another_age: whether the person is to have another age.
    """

    career: Career
    wish: Wish
    changed: tuple[str, ...] = ()
    at_another_age: bool = False

    @classmethod
    def of(cls, career: Career, asked: Mapping[str, Any]) -> Self:
        """What a variation makes of a career, by what was asked of it."""
        changed = tuple(asked.get("dimensions", ()))
        wish: Wish = "another" if asked.get("change") == "career" else "better suited" if changed else "the same"
        return cls(career, wish, changed, "age_range" in asked)

    def part(self) -> str:
        """The part of a prompt with it."""
        record = {"career": self.career.model_dump(mode="json"), "wanted": self.wish, "changed": list(self.changed)}
        return f"<earlier>{json.dumps(record, ensure_ascii=False, separators=(',', ':'))}</earlier>\n"

    def stays(self, presentation: Presentation) -> bool:
        """Whether nothing of the career changes."""
        return self.wish == "the same" and not self.at_another_age and presentation == self.career.presentation

    def faults(self, analysis: PetAnalysis, career: Career) -> list[str]:
        """What is wrong with a career that is to follow this one."""
        if self.wish == "another" and self.is_same_work(career.job_title):
            return [f"job_title must be another profession than {self.career.job_title}"]
        if self.wish == "better suited" and self.suits_better(analysis, career):
            return ["the earlier career suits the changed profile better: choose one that draws on what was changed"]
        return []

    def suits_better(self, analysis: PetAnalysis, career: Career) -> bool:
        """Whether this career suits a pet better than another one does."""
        return suitability(analysis, self.career.draws_on) > suitability(analysis, career.draws_on)

    def is_same_work(self, job_title: str) -> bool:
        """Whether a title is of this career, at whatever grade."""
        return _work(self.career.job_title) == _work(job_title)

    def continued(self, career: Career) -> Career:
        """A career that follows this one, with what stays of it: the name, unless the presentation is another."""
        same_presentation = career.presentation == self.career.presentation
        name = self.career.human_name if same_presentation else career.human_name
        if self.wish == "the same" and not self.at_another_age:
            career = self.career.model_copy(update={"presentation": career.presentation})
        return career.model_copy(update={"human_name": name})


def _work(job_title: str) -> frozenset[str]:
    words = frozenset(re.findall(r"\w+", job_title.casefold()))
    return words - RANK_WORDS or words
