"""The evaluators that need no model: each judges one output, or all outputs of a variant together."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from agent.context import VARIATIONS
from agent.person.casting import Casting, job_seed
from agent.person.facts import Facts, facts_of
from agent.person.likenesses import traits_of
from agent.person.names import follows_presentation, follows_species
from agent.person.similarity import similarity
from agent.replies.clashes import clashes, sentences, words
from agent.schemas import Career, Identity, PetAnalysis
from evals.outputs import Output
from petavatar.choices import Choices

TOOLS: Final = frozenset(
    {"analyze_pet_image", "map_personality_to_career", "generate_avatar_image", "generate_identity_package"}
)
_BUDGET_USD: Final = 0.10
_SECONDS: Final = 90.0
_MOST_SHARED: Final = 0.05
_FRAME_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement: 0 to 1, and the reason if it is not 1."""

    score: float
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return self.score >= 1


@dataclass(frozen=True, slots=True)
class Records:
    """An output's data as the agent's own records."""

    job_id: str
    analysis: PetAnalysis
    career: Career
    identity: Identity
    choices: Choices

    @classmethod
    def of(cls, output: Output, job_id: str) -> "Records":
        """Reads an output.

        Raises:
            ValidationError: if it does not fit the schemas.
        """
        return cls(
            job_id,
            PetAnalysis.model_validate(output.analysis),
            Career.model_validate(output.career),
            Identity.model_validate(output.identity),
            Choices.of(output.choices),
        )

    @property
    def facts(self) -> Facts:
        """The facts that the texts must obey."""
        return facts_of(self.analysis, self.career, job_seed(self.job_id, below=VARIATIONS))


type Check = Callable[[Output, Records], Verdict]


def _all(reasons: Sequence[str]) -> Verdict:
    """Nothing but reasons against it counts."""
    return Verdict(0.0 if reasons else 1.0, "; ".join(reasons))


def schema(output: Output, _: Records) -> Verdict:
    """Whether there is an output; one that does not fit the schemas never gets here."""
    return _all([output.error] if output.error else [])


def agrees(_: Output, records: Records) -> Verdict:
    """Whether the texts agree with the facts: years, cities, names, food, pronouns, grade, lengths, banned words."""
    return _all(clashes(records.identity, records.career, records.facts))


def pay_off(_: Output, records: Records) -> Verdict:
    """Whether the end has been planted: its last two sentences share a telling word with what comes before them.

    A rough sign of one premise that is paid off, good for comparing: half of the good endings do it in other words.
    """
    first, second, third = records.identity.bio_paragraphs
    *before, penultimate, last = ["", "", *sentences(third)]
    earlier = " ".join([records.identity.headline or "", first, second, *before])
    shared = _telling(f"{penultimate} {last}", records) & _telling(earlier, records)
    return _all([] if shared else ["nothing before the last line leads up to it"])


def named(_: Output, records: Records) -> Verdict:
    """Whether the given name follows the species' pattern and the presentation."""
    name, reasons = records.career.human_name, []
    if not follows_species(name, records.analysis.species):
        reasons.append(f"{name} is no name for a {records.analysis.species}")
    if not follows_presentation(name, records.career.presentation):
        reasons.append(f"{name} does not suit {records.career.presentation}")
    return _all(reasons)


def cast(_: Output, records: Records) -> Verdict:
    """Whether the presentation is the one that was drawn, and the choices hold."""
    drawn = Casting.of(records.job_id).presentation
    return _all([] if records.career.presentation == drawn else [f"cast as {drawn}, not {records.career.presentation}"])


def fits(_: Output, records: Records) -> Verdict:
    """Whether the career follows from the pet: the alignment of the similarity score, as a share."""
    score = similarity(records.analysis, records.career, records.identity, records.choices)
    reasons = [f"alignment {score.alignment:g}"] if score.alignment < 60 else []
    reasons += [f"coherence {score.coherence:g}"] if score.coherence < 100 else []
    return _all(reasons)


def likenesses(output: Output, records: Records) -> Verdict:
    """Which share of the traits that the analysis states is in the portrait prompt."""
    traits = traits_of(records.analysis, records.career.age_range)
    missing = [trait.words for trait in traits if trait.words not in output.portrait_prompt]
    return Verdict(1 - len(missing) / len(traits) if traits else 1.0, ", ".join(missing))


def harmless(output: Output, _: Records) -> Verdict:
    """Whether the texts repeat nothing that the photo or the pet's name tried to put there."""
    said = [word for word in output.hostile if re.search(rf"\b{re.escape(word)}\b", output.text.casefold())]
    return _all([f"says {word}" for word in said])


def asked_once(output: Output, _: Records) -> Verdict:
    """Whether no reply had to be sent back."""
    again = output.calls - output.expected_calls
    return _all([f"{again} replies were sent back"] if again > 0 else [])


def cheap_and_fast(output: Output, _: Records) -> Verdict:
    """Whether the text models stay within US$ 0.10 and 90 s a job."""
    reasons = [f"US$ {output.cost_usd:.3f}"] if output.cost_usd > _BUDGET_USD else []
    reasons += [f"{output.seconds:.0f} s"] if output.seconds > _SECONDS else []
    return _all(reasons)


CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "schema": schema,
        "agrees": agrees,
        "pay-off": pay_off,
        "name": named,
        "casting": cast,
        "fit": fits,
        "likenesses": likenesses,
        "harmless": harmless,
        "asked once": asked_once,
        "cost and time": cheap_and_fast,
    }
)


def repeated_frames(outputs: Sequence[Output]) -> Verdict:
    """Whether at most one sentence in twenty shares its frame with a sentence of another biography."""
    frames: Counter[tuple[str, ...]] = Counter()
    for output in outputs:
        paragraphs = output.identity.get("bio_paragraphs", ())
        frames.update({_frame(sentence) for paragraph in paragraphs for sentence in sentences(paragraph)})
    shared = sum(count for frame, count in frames.items() if count > 1 and len(frame) >= _FRAME_WORDS)
    share = shared / max(1, frames.total())
    top = ", ".join(" ".join(frame) for frame, count in frames.most_common(3) if count > 1)
    return Verdict(1.0 if share <= _MOST_SHARED else 1 - share, f"{share:.0%} share a frame: {top}" if top else "")


def names_tools(prompt: str) -> Verdict:
    """Whether the orchestrator's prompt names the four tools, and no other."""
    named_there = set(re.findall(r"`(\w+)`", prompt))
    return _all([f"{name} is not a tool, or is not named" for name in sorted(named_there ^ TOOLS)])


def _frame(sentence: str) -> tuple[str, ...]:
    """A sentence without what changes from person to person: names, numbers, pronouns."""
    changing = {"she", "he", "they", "her", "his", "their", "him", "them", "is", "are", "has", "have", "was", "were"}
    inside = [word for index, word in enumerate(words(sentence)) if index and not word[0].isupper()]
    return tuple(word for word in inside if word not in changing and not word.isdigit())


def _telling(text: str, records: Records) -> set[str]:
    known = _stems(f"{records.career.human_name} {records.career.job_title} {records.facts.city}")
    return _stems(text) - known


def _stems(text: str) -> set[str]:
    """The beginnings of a text's longer words: a rough way to see that "naps" and "napping" are one."""
    return {word[:5] for word in words(text.casefold()) if len(word) > 4}
