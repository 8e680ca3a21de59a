"""Turns templates into sentences about one person.

A template is plain text with
    [this|that]     one of the alternatives, drawn;
    {who} {whom} {whose}
                    the person: by given name once a paragraph, then by pronoun;
    {they} {them} {their} {theirs} {themselves}
                    the pronoun; the name instead of "they" where a plural is near, which might be meant, unless
                    the sentence has named the person first: "the visitors left, and Kim lost their hat";
    {s} {es} {ies} {is} {has} {does} {was}
                    a verb's ending or form, agreeing with the last subject named: "{who} read{s}", "{they} {is}";
    {anything}      a fact about the person, or a word from a deck;
    {a anything}    the same with its indefinite article.
A deck is a list of words, drawn in random order without repetition until it is used up. A slot that starts with a
capital is capitalised. Words may be templates themselves; facts are taken literally.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from agent.schemas import Presentation
from local.bedrock.random_draws import SequentialDraws

_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_SLOT: Final = re.compile(r"\{([^{}]*)\}")
_AN: Final = re.compile(r"(?:[aeioéèêäöå]|u(?!ni|s[aeiu]|k)|hour|honest|honou?r|heir|8|11\b|18\b)", re.IGNORECASE)
_NOT_AN: Final = re.compile(r"(?:eu|ewe|on(?:e|ce)\b)", re.IGNORECASE)
# Plurals in a template that "they" might mean.
_PLURALS: Final = re.compile(
    r"\{people\}|(?<!\{)\b(?:they|them|theirs?|people|every(?:one|body)|nobody|others|children|visitors|guests|strangers"
    r"|neighbours|colleagues|clients|directors|rivals|customers|auditors|lawyers|experts|burglars|engineers|guards"
    r"|critics|viewers|salesmen|friends)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[^.?!…]*$")
_NAMED: Final = re.compile(r"\{(?:who|whom|whose|first|they|them|their)\}", re.IGNORECASE)
_INITIALS: Final = re.compile(r"([A-Z])(?=[A-Z\d-]|\b)")
_SPELT_WITH_AN: Final = frozenset("AEFHILMNORSX")

_PRONOUNS: Final[Mapping[Presentation, Mapping[str, str]]] = MappingProxyType(
    {
        "feminine": {"they": "she", "them": "her", "their": "her", "theirs": "hers", "themselves": "herself"},
        "masculine": {"they": "he", "them": "him", "their": "his", "theirs": "his", "themselves": "himself"},
        "androgynous": {w: w for w in ("they", "them", "their", "theirs", "themselves")},
    }
)
# The person's slots, and the pronoun of each.
_PERSON: Final[Mapping[str, str]] = MappingProxyType({"who": "they", "whom": "them", "whose": "their"})
# Slot: (after a name, she or he; after they).
_AGREEMENT: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "s": ("s", ""),
        "es": ("es", ""),
        "ies": ("ies", "y"),
        "is": ("is", "are"),
        "has": ("has", "have"),
        "does": ("does", "do"),
        "was": ("was", "were"),
    }
)


class UnknownSlotError(LookupError):
    """A template has a slot that is neither grammar, nor a fact, nor a deck."""


def with_article(phrase: str) -> str:
    """`phrase` after "a" or "an", by the sound of its first word."""
    if initials := _INITIALS.match(phrase):
        vowel = initials[1] in _SPELT_WITH_AN
    else:
        vowel = bool(_AN.match(phrase)) and not _NOT_AN.match(phrase)
    return f"{'an' if vowel else 'a'} {phrase}"


def plural(noun: str) -> str:
    """The plural of a regular noun or of a compound that ends in one."""
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


def capitalised(text: str) -> str:
    """`text` with its first letter in upper case and the rest unchanged."""
    return text[:1].upper() + text[1:]


class Writer:
    """Writes about one person.

    Decks in `once_per_sentence` give one word for a whole sentence: every "{colleague}" in it is the same colleague.
    """

    def __init__(
        self,
        draws: SequentialDraws,
        presentation: Presentation,
        facts: Mapping[str, str],
        decks: Mapping[str, Sequence[str]],
        once_per_sentence: Collection[str] = (),
    ) -> None:
        self._draws = draws
        self._pronouns = _PRONOUNS[presentation]
        self._speaks_plural = presentation == "androgynous"
        self._facts = dict(facts)
        self._decks = decks
        self._once_per_sentence = once_per_sentence
        self._sentence_words: dict[str, str] = {}
        self._shuffled: dict[str, list[str]] = {}
        self._plural_subject = False
        self._introduced = False
        self._plurals_near = self._plurals_here = self._clear = False

    def settle(self, fact: str, templates: Sequence[str]) -> None:
        """Draws one of the templates and stores its text as a fact, so that it is the same everywhere."""
        self._facts[fact] = self._expanded(self._draws.pick(templates))

    def paragraph(self, templates: Iterable[str]) -> str:
        """The sentences of one paragraph. The first mention of the person is by name."""
        self._introduced = self._plurals_here = False
        return " ".join([self.sentence(template) for template in templates])

    def sentence(self, template: str) -> str:
        """The sentence from one template."""
        self._sentence_words.clear()
        chosen = self._chosen(template)
        before, self._plurals_here = self._plurals_here, bool(_PLURALS.search(chosen))
        self._plurals_near = before or self._plurals_here
        return capitalised(self._expanded(chosen))

    def _expanded(self, template: str) -> str:
        chosen = self._chosen(template)

        def fill(slot: re.Match[str]) -> str:
            before = _SENTENCE.findall(chosen[: slot.start()])[0]
            self._clear = bool(_NAMED.search(before)) and not _PLURALS.search(before)
            return self._filled(slot[1])

        return _SLOT.sub(fill, chosen)

    def _chosen(self, template: str) -> str:
        """The template with one of each group of alternatives."""
        while choice := _CHOICE.search(template):
            template = template[: choice.start()] + self._draws.pick(choice[1].split("|")) + template[choice.end() :]
        return template

    def _filled(self, slot: str) -> str:
        if slot.startswith(("a ", "A ")):
            phrase = with_article(self._value(slot[2:]))
            return capitalised(phrase) if slot[0] == "A" else phrase
        value = self._value(slot[0].lower() + slot[1:])
        return capitalised(value) if slot[0].isupper() else value

    def _value(self, slot: str) -> str:
        if slot in _AGREEMENT:
            return _AGREEMENT[slot][self._plural_subject]
        if slot in _PERSON:
            return self._person(slot)
        if slot in self._pronouns:
            return self._unmistakable(slot)
        if slot in self._facts:
            return self._fact(slot)
        return self._word(slot)

    def _person(self, slot: str) -> str:
        if self._introduced:
            return self._unmistakable(_PERSON[slot])
        return self._fact("first") + ("’s" if slot == "whose" else "")

    def _unmistakable(self, slot: str) -> str:
        """The pronoun; for "they" near a plural, which might be meant, the name."""
        if not self._speaks_plural or not self._plurals_near or self._clear or slot == "themselves":
            return self._pronoun(slot)
        return self._fact("first") + ("’s" if slot in ("their", "theirs") else "")

    def _pronoun(self, slot: str) -> str:
        if slot == "they":
            self._plural_subject = self._speaks_plural
        return self._pronouns[slot]

    def _fact(self, name: str) -> str:
        if name in ("first", "name"):
            self._introduced, self._plural_subject = True, False
        return self._facts[name]

    def _word(self, deck: str) -> str:
        if deck not in self._decks:
            raise UnknownSlotError(deck)
        if deck in self._sentence_words:
            return self._sentence_words[deck]
        shuffled = self._shuffled.setdefault(deck, [])
        if not shuffled:
            shuffled.extend(self._draws.shuffled(self._decks[deck]))
        word = self._expanded(shuffled.pop())
        if deck in self._once_per_sentence:
            self._sentence_words[deck] = word
        return word
