"""Finds what is wrong with a finished life story, whoever wrote it: clashes with the facts, and words of no good.

Each check gives reasons, in words that a model can act on. A reply with reasons goes back once.
The checks of English words are left out for other languages; those of names, numbers and lengths hold in all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from agent.person import fact_table
from agent.person.facts import Facts
from agent.person.name_table import PATTERNS
from agent.replies import wordlists
from agent.schemas import Career, Identity, Presentation

WORDS: Final = (90, 170)
MOST_NUMBERS: Final = 2
LONG_SENTENCE: Final = 25
LONGEST_SENTENCE: Final = 34
MOST_LONG_SENTENCES: Final = 2

_NUMBER_WORDS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_TENS: Final = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_VALUES: Final = {word: value for value, word in enumerate(_NUMBER_WORDS)} | _TENS
# From three on: "two" is a word like "both". A time of day, such as "at four", is no figure either.
_NUMBER: Final = re.compile(
    r"\b\d[\d,.]*\b|"
    r"(?<!\bat )(?<!\bby )(?<!\bfrom )(?<!\bbefore )(?<!\bafter )(?<!\babout )(?<!\bpast )"
    rf"\b(?:{'|'.join(_NUMBER_WORDS[3:])}|{'|'.join(_TENS)})\b(?! o’clock)",
    re.IGNORECASE,
)
_YEARS: Final = re.compile(r"\b(\d+|[a-z]+)[ -]years?\b(?!-old| old)", re.IGNORECASE)
_AGE: Final = re.compile(r"\b(?:(\d+|[a-z]+)[ -]years?[ -]old|aged? (\d+))\b", re.IGNORECASE)
_DECADE: Final = re.compile(r"\bin (?:her|his|their) (?:late |early |mid-?)?(\d0s|\w+ties)\b", re.IGNORECASE)
_DECADES: Final = {"twenties": "20s", "thirties": "30s", "forties": "40s", "fifties": "50s", "sixties": "60s"}
_CALENDAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_PRONOUNS: Final[dict[Presentation, re.Pattern[str]]] = {
    "feminine": re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE),
    "masculine": re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE),
    "androgynous": re.compile(r"\b(?:she|her|hers|herself|he|him|his|himself)\b", re.IGNORECASE),
}
_DISLIKES_FOOD: Final = re.compile(r"\b(?:never|does not|do not|refuses to|declines to) (?:eats?|touch(?:es)? food)\b")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…。！？])[”’\"']?\s+|(?<=[。！？])")
_RANKS: Final = "junior|trainee|student|assistant|associate|senior|chief|head|lead|principal|deputy|vice president"
# Given names that are words or places too.
_ALSO_WORDS: Final = frozenset(
    """
    Adelaide Ash Bailey Bert Chris Dale Daisy Drew Frank Jack Kit Lavender Max Pat Penny Rob Robin Ray Ruby Sandy Stan
    Sullivan Trinidad Valentine Victoria Cameron Hillary Montgomery Remington Lee Kelly Tyler Emerson Florence Rosario
    """.split()
)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [sentence for sentence in _SENTENCE_END.split(text.replace("\n", " ")) if sentence.strip()]


def words(text: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", text)


def numbers(text: str) -> list[str]:
    """The numbers of a text from three on, in digits or in words."""
    return _NUMBER.findall(text)


@dataclass(frozen=True)
class Story:
    """Finished texts with what they must agree with. `language` is a BCP 47 tag."""

    identity: Identity
    career: Career
    facts: Facts
    language: str = "en"

    @cached_property
    def english(self) -> bool:
        """Whether the texts should be English."""
        return self.language.lower().split("-")[0] == "en"

    @cached_property
    def bio(self) -> str:
        """The biography."""
        return self.identity.bio

    @cached_property
    def all(self) -> str:
        """Every text but the skills."""
        trajectory = self.identity.career_trajectory
        parts = (self.identity.headline or "", self.bio, trajectory.past, trajectory.present, trajectory.future)
        return "\n".join(parts)


def clashes(identity: Identity, career: Career, facts: Facts, language: str = "en") -> list[str]:
    """The reasons to send a life story back; none if it is fine."""
    story = Story(identity, career, facts, language)
    checks = _IN_ALL_LANGUAGES + (_IN_ENGLISH if story.english else _IN_OTHERS)
    return [reason for check in checks for reason in check(story)]


def _person_and_title(story: Story) -> Iterator[str]:
    first = story.identity.bio_paragraphs[0].casefold()
    if story.career.human_name.casefold() not in first:
        yield f"the first paragraph must name {story.career.human_name}"
    if story.career.job_title.casefold() not in first:
        yield f"the first paragraph must name the job title, {story.career.job_title}"
    if story.career.job_title.casefold() not in story.identity.career_trajectory.present.casefold():
        yield f"the present must name the job title, {story.career.job_title}"


def _headline_and_skills(story: Story) -> Iterator[str]:
    if not story.identity.headline:
        yield "headline is missing"
    skills = story.identity.skills
    if len({skill.casefold() for skill in skills}) < len(skills):
        yield "skills must be distinct"


def _names(story: Story) -> Iterator[str]:
    given, *rest = story.career.human_name.split()
    title = words(story.career.job_title)
    for follower in re.findall(rf"\b{re.escape(given)} ([A-ZÀ-Þ][\w’-]+)", story.all):
        if follower not in [*rest, *title]:
            yield f"the person is {story.career.human_name}, not {given} {follower}"
    allowed = {given, *rest, story.facts.colleague, *story.facts.city.split(), *story.facts.earlier_city.split()}
    allowed |= set(title)
    strangers = {word for word in words(story.all) if word in _KNOWN_NAMES and word not in allowed}
    if strangers:
        yield f"the only colleague with a name is {story.facts.colleague}; leave out {', '.join(sorted(strangers))}"


def _amounts(story: Story) -> Iterator[str]:
    if _CALENDAR.search(story.all):
        yield "no calendar years"
    found = numbers(story.bio) if story.english else re.findall(r"\d[\d,.]*", story.bio)
    if len(found) > MOST_NUMBERS:
        yield f"a biography has at most {MOST_NUMBERS} numbers, not {len(found)}"


def _years(story: Story) -> Iterator[str]:
    facts = story.facts
    true = {facts.years, facts.years_before, facts.years_here}
    for said in _YEARS.findall(story.all):
        value = int(said) if said.isdigit() else _VALUES.get(said.lower())
        if value is not None and value not in true:
            yield f"{said} years is wrong: {facts.years_before} at the earlier employer, {facts.years_here} here"


def _age(story: Story) -> Iterator[str]:
    for first, second in _AGE.findall(story.all):
        said = first or second
        value = int(said) if said.isdigit() else _VALUES.get(said.lower())
        if value is not None and value != story.facts.age:
            yield f"the age is {story.facts.age}, not {said}"
    for decade in _DECADE.findall(story.all):
        if _DECADES.get(decade.lower(), decade) != story.career.age_range:
            yield f"the person is in their {story.career.age_range}, not {decade}"


def _cities(story: Story) -> Iterator[str]:
    allowed = {story.facts.city, story.facts.earlier_city}
    names = story.career.human_name.split()
    strange = [
        city
        for city in fact_table.CITIES
        if city not in allowed and city not in names and re.search(rf"\b{city}\b", story.all)
    ]
    if strange:
        yield f"the cities are {story.facts.earlier_city}, then {story.facts.city}; not {', '.join(strange)}"


def _food(story: Story) -> Iterator[str]:
    text = story.all.lower()
    for snack in {snack for listed in fact_table.SNACKS.values() for snack in listed}:
        if snack not in story.facts.snack and re.search(rf"\b{snack}\b", text):
            yield f"the snack is {story.facts.snack}, not {snack}"
    if story.facts.snack in text and _DISLIKES_FOOD.search(text):
        yield f"the person likes {story.facts.snack}, so does not refuse food"


def _pronouns(story: Story) -> Iterator[str]:
    wrong = sorted({word.lower() for word in _PRONOUNS[story.career.presentation].findall(story.all)})
    if wrong:
        right = {"feminine": "she", "masculine": "he", "androgynous": "they"}[story.career.presentation]
        yield f"the pronoun of the person is {right}, and nobody else gets one; leave out {', '.join(wrong)}"


def _grade(story: Story) -> Iterator[str]:
    title = story.career.job_title
    core = re.sub(rf"^(?:{_RANKS})\s+", "", title, flags=re.IGNORECASE)
    present = f"{story.identity.bio_paragraphs[0]}\n{story.identity.career_trajectory.present}"
    for text in (present, story.identity.headline or ""):
        for found in re.finditer(rf"\b(?:{_RANKS})\s+{re.escape(core)}\b", text, re.IGNORECASE):
            if found[0].casefold() != title.casefold():
                yield f"the title is {title}, not {found[0]}"


def _forbidden(story: Story) -> Iterator[str]:
    whole = f"{story.all}\n{' '.join(story.identity.skills)}".lower()
    said = [word for word in wordlists.ANIMAL if re.search(rf"\b{word}\b", whole)]
    if said:
        yield f"nobody mentions that the person is a pet; leave out {', '.join(said)}"
    worn = [phrase for phrase in wordlists.WORN if re.search(rf"\b{phrase}\b", whole)]
    if worn:
        yield f"leave out what is said of everybody: {', '.join(worn)}"


def _lengths(story: Story) -> Iterator[str]:
    count, (least, most) = len(words(story.bio)), WORDS
    if not least <= count <= most:
        yield f"a biography has 110 to 150 words, not {count}"
    lengths = [len(words(sentence)) for sentence in sentences(story.bio)]
    if max(lengths) > LONGEST_SENTENCE or sum(length > LONG_SENTENCE for length in lengths) > MOST_LONG_SENTENCES:
        yield f"sentences have at most {LONG_SENTENCE} words"


def _written_in_it(story: Story) -> Iterator[str]:
    """Whether texts that should not be English are in fact not English, and in the script of their language."""
    written = words(story.bio.lower())
    if sum(word in wordlists.ENGLISH for word in written) > len(written) * wordlists.ENGLISH_SHARE:
        yield f"the texts must be in the language {story.language}, not in English"
    script = wordlists.SCRIPTS.get(story.language.lower().split("-")[0])
    if script and len(re.findall(script, story.bio)) < len(re.findall(r"[^\W\d_]", story.bio)) / 2:
        yield f"the texts must be in the script of the language {story.language}"


_KNOWN_NAMES: Final = (
    frozenset(
        name
        for group in ("dog", "cat")
        for names in (PATTERNS[group].feminine, PATTERNS[group].masculine, PATTERNS[group].androgynous)
        for name in names.split()
    ).union(fact_table.COLLEAGUES)
    - _ALSO_WORDS
)
_IN_ALL_LANGUAGES: Final = (_person_and_title, _headline_and_skills, _names, _amounts)
_IN_ENGLISH: Final = (_years, _age, _cities, _food, _pronouns, _grade, _forbidden, _lengths)
_IN_OTHERS: Final = (_written_in_it,)
