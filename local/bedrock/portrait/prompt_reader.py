"""Reads an image prompt: which traits of the portrait its words name.

The agent's own phrases come first; they are imported from the agent. The tables below have synonyms for prompts that
people write. Traits that no word names stay open, for the seed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from agent.person.casting import SKIN_TONES
from agent.person.likenesses import HAIR_WORDS
from agent.prompts.portrait import (
    ATTIRE_WORDS,
    BACKGROUND_WORDS,
    EXPRESSION_WORDS,
    PERSON_WORDS,
    Expression,
)
from agent.schemas import AgeRange, Attire, Background, CoatColor, Presentation
from local.bedrock.portrait.details import Details
from local.bedrock.portrait.hair import HairLength, HairTexture

FacialHair = Literal["beard", "moustache", "none"]

_DECADES: Final[Mapping[int, AgeRange]] = {int(decade.removesuffix("s")): decade for decade in get_args(AgeRange)}

_PRESENTATIONS: Final[Mapping[Presentation, str]] = {
    "androgynous": r"androgynous|non-?binary|genderqueer|gender-?neutral",
    "feminine": r"(business)?wom[ae]n|female|feminine|lady|girl|she|her|actress|mother|grandmother",
    "masculine": r"(business)?m[ae]n|male|masculine|gentleman|guy|boy|he|his|father|grandfather",
}
_AGES: Final[Mapping[AgeRange, str]] = {
    "20s": r"twenties|young|youthful|student",
    "30s": r"thirties",
    "40s": r"forties|middle-?aged",
    "50s": r"fifties|mature",
    "60s": r"sixties|seventies|eighties|old|elderly|retired|grand(mother|father)",
}
_SKINS: Final[Mapping[str, str]] = {
    "deep brown": r"dark brown|deep|dark|black|ebony",
    "tan": r"light brown|tan|tanned|caramel|golden|bronze",
    "brown": r"medium brown|brown",
    "very fair": r"very fair|very light|pale|porcelain|ivory",
    "light olive": r"olive|medium|beige",
    "fair": r"fair|light|white|rosy",
}
_HAIRS: Final[Mapping[CoatColor, str]] = {
    "mixed": r"highlighted|highlights|ombre|streaked|two-?tone",
    "white": r"white|silver|snow|platinum( blonde?)?",
    "grey": r"gr[ea]y|salt and pepper|ash blonde?",
    "cream": r"pale blonde?|light blonde?",
    "golden": r"blonde?|golden|sandy|honey",
    "red": r"auburn|red|ginger|copper",
    "dark brown": r"dark brown|dark|espresso",
    "brown": r"brown|brunette|chestnut",
    "black": r"black|raven|jet",
}
_HAIR_LENGTHS: Final[Mapping[HairLength, str]] = {
    "bald": r"bald|balding",
    "shaved": r"(closely )?shaved( head)?|buzz cut|buzzed",
    "medium": r"chin-length|shoulder-length|medium-length|bob",
    "long": r"long|flowing|ponytail",
    "short": r"short|cropped|pixie",
}
_HAIR_TEXTURES: Final[Mapping[HairTexture, str]] = {
    "coily": r"coily|afro|dreadlocks|dreads",
    "curly": r"curly|curls|frizzy",
    "wavy": r"wavy|waves|voluminous",
    "tousled": r"tousled|messy|shaggy|spiky",
    "sleek": r"sleek|straight|smooth",
}
_FACIAL_HAIRS: Final[Mapping[FacialHair, str]] = {
    "none": r"clean[- ]shaven|no beard|without a beard|beardless",
    "beard": r"beard|bearded|goatee|stubble",
    "moustache": r"mou?stache",
}
_EXPRESSIONS: Final[Mapping[Expression, str]] = {
    "broad smile": r"(broad|big|wide|toothy|bright|open|happy) (open )?smile|laugh\w*|grin\w*|beaming|smiling broadly",
    "slight smile": r"smil\w+|friendly|amused",
    "composed": r"composed|confident|serious|stern|neutral|calm|thoughtful|determined",
}
_ATTIRES: Final[Mapping[Attire, str]] = {
    "scrubs": r"scrubs|stethoscope|lab coat|white coat",
    "business_casual": r"business casual|smart casual|cardigan|sweater|jumper|button-?down|polo|shirt",
    "suit": r"suit|tuxedo|blazer|necktie|tie|formal",
    "creative": r"creative|hoodie|t-?shirt|turtleneck|denim|artsy|relaxed|overalls|casual",
}
_WORK: Final[Mapping[Attire, str]] = {"scrubs": r"doctor|nurse|surgeon|physician|medic|paramedic|veterinarian|dentist"}
_BACKGROUNDS: Final[Mapping[Background, str]] = {
    "corner_office": r"corner office|city|skyline|high-?rise|executive|penthouse|window",
    "open_office": r"open-?plan|open office|co-?working|office|workplace|clinic|hospital",
    "creative_space": r"creative|loft|workshop|atelier|art studio|colou?rful",
    "linkedin_blue": r"linkedin|blue|plain|studio|gradient|seamless|simple|neutral",
}
# Words that name a place by themselves, without "background".
_PLACES: Final[Mapping[Background, str]] = {
    "corner_office": r"corner office|city view|skyline|high-?rise|penthouse",
    "open_office": r"open-?plan|open office|co-?working|(in|at) (an|the) office|workplace|clinic|hospital",
    "creative_space": r"art studio|creative (studio|space)|loft|workshop|atelier",
    "linkedin_blue": r"linkedin|studio|backdrop",
}


@dataclass(frozen=True)
class Wanted:
    """The traits that a prompt names; None for an open one. Glasses are drawn only if the prompt names them."""

    presentation: Presentation | None
    age_range: AgeRange | None
    skin_tone: str | None
    hair_color: CoatColor | None
    hair_length: HairLength | None
    hair_texture: HairTexture | None
    facial_hair: FacialHair | None
    expression: Expression | None
    attire: Attire | None
    background: Background | None
    glasses: bool
    details: Details


def read_prompt(prompt: str) -> Wanted:
    """The traits that an image prompt names."""
    text = " ".join(prompt.lower().split())
    before, _, wearing = text.partition("wearing ")
    hair = _hair(text)
    worn, around = _split_at_background(wearing or text)
    return Wanted(
        presentation=_phrase(text, PERSON_WORDS, "{} in their") or _earliest(text, _PRESENTATIONS),
        age_range=_phrase(text, {decade: decade for decade in _DECADES.values()}, "in their {}") or _age(text),
        skin_tone=_phrase(text, {tone: tone for tone in SKIN_TONES}, "{} skin")
        or _first(_before(text, "skin"), _SKINS),
        hair_color=_phrase(text, HAIR_WORDS, "{} hair") or _first(hair, _HAIRS),
        hair_length=_first(hair or text, _HAIR_LENGTHS),
        hair_texture=_first(hair or text, _HAIR_TEXTURES),
        facial_hair=_first(text, _FACIAL_HAIRS),
        expression=_phrase(text, EXPRESSION_WORDS, "{}") or _first(text, _EXPRESSIONS),
        attire=_phrase(text, ATTIRE_WORDS, "{}") or _first(wearing or text, _ATTIRES) or _first(text, _WORK),
        background=_phrase(text, BACKGROUND_WORDS, "{}") or _background(text),
        glasses=_wears_glasses(worn),
        details=Details.read(before.rpartition(" in their ")[2], worn, around),
    )


def _split_at_background(text: str) -> tuple[str, str]:
    """The words before the agent's phrase for the background, and those after; all of them twice without one."""
    for phrase in BACKGROUND_WORDS.values():
        before, found, after = text.partition(f"{phrase.lower()} background")
        if found:
            return before, after
    return text, text


def _phrase[T](text: str, words: Mapping[T, str], pattern: str) -> T | None:
    """The key whose phrase the text contains; longer phrases first, because some end with others."""
    for key, word in sorted(words.items(), key=lambda item: -len(item[1])):
        if _contains(text, re.escape(pattern.format(word.lower()))):
            return key
    return None


def _first[T](text: str, synonyms: Mapping[T, str]) -> T | None:
    """The first key, in the table's order, with a word in the text."""
    return next((key for key, words in synonyms.items() if _contains(text, words)), None)


def _earliest[T](text: str, synonyms: Mapping[T, str]) -> T | None:
    """The key with the first word in the text."""
    starts = {key: match.start() for key, words in synonyms.items() if (match := _search(text, words))}
    return min(starts, key=lambda key: starts[key], default=None)


def _contains(text: str, words: str) -> bool:
    return _search(text, words) is not None


def _search(text: str, words: str) -> re.Match[str] | None:
    return re.search(rf"(?<![\w-])(?:{words})(?![\w-])", text)


def _hair(text: str) -> str:
    """The words before every mention of hair; after skin, all since then."""
    after_skin = re.search(r"\bskin and ([^.]{1,90}?) hair\b", text)
    return after_skin[1] if after_skin else _before(text, "hair")


def _before(text: str, noun: str) -> str:
    """The few words before every mention of a noun, such as `long black` of `long black hair`."""
    mentions: Iterable[str] = re.findall(
        rf"(?<![\w'-])((?:[\w'-]+ ){{1,3}}){noun}(?!\w)|\b(\w+)[- ]{noun}(?:ned|ed)\b", text
    )
    return " ".join(" ".join(mention) for mention in mentions)


def _age(text: str) -> AgeRange | None:
    if match := re.search(r"\b([2-9])0s\b|\b([1-9]\d)[- ]years?[- ]old\b|\baged? ([1-9]\d)\b", text):
        years = int(match[1]) * 10 if match[1] else int(match[2] or match[3])
        return _DECADES[min(max(years // 10 * 10, min(_DECADES)), max(_DECADES))]
    return _first(text, _AGES)


def _background(text: str) -> Background | None:
    mentions = re.findall(r"(?<![\w'-])((?:[\w'-]+ ){1,5})(?:background|backdrop)", text)
    return _first(" ".join(mentions), _BACKGROUNDS) or _first(text, _PLACES)


def _wears_glasses(text: str) -> bool:
    refused = "(no|without) (eye)?(glasses|spectacles)"
    return _contains(text, "glasses|eyeglasses|spectacles") and not _contains(text, refused)
