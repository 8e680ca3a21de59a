"""The portrait prompt, which both families of image models understand.

It carries all traits that the person has from the pet, or the most telling ones if the model's limit is short. It names
no animal.
"""

from typing import Final, Literal

from agent.person.casting import Casting
from agent.person.likenesses import Slot, Trait, hair_words, traits_of
from agent.person.trades import trade_of
from agent.schemas import Attire, Background, Career, PetAnalysis, Presentation

MAX_CHARS: Final = 512
"""The shortest limit of the supported models (Titan)."""

ATTIRE_WORDS: Final[dict[Attire, str]] = {
    "suit": "a tailored business suit",
    "business_casual": "smart business casual clothes",
    "creative": "relaxed creative clothes",
    "scrubs": "medical scrubs and a stethoscope",
}
BACKGROUND_WORDS: Final[dict[Background, str]] = {
    "corner_office": "corner office with a city view",
    "open_office": "bright open-plan office",
    "linkedin_blue": "plain LinkedIn-blue studio backdrop",
    "creative_space": "colourful creative studio",
}
PERSON_WORDS: Final[dict[Presentation, str]] = {
    "feminine": "woman",
    "masculine": "man",
    "androgynous": "androgynous person",
}
Expression = Literal["broad smile", "slight smile", "composed"]
EXPRESSION_WORDS: Final[dict[Expression, str]] = {
    "broad smile": "a broad open smile",
    "slight smile": "a slight friendly smile",
    "composed": "a composed, confident look",
}
# Nothing that a person has too, such as ears.
NEGATIVE_PROMPT: Final = (
    "animal, pet, fur, snout, muzzle, paws, tail, text, watermark, logo, extra fingers, distorted face"
)
# How telling the clothes and the place of a trade are, among the traits from the pet.
_CLOTHES_TELLING: Final = 61
_PLACE_TELLING: Final = 30


def expression_words(analysis: PetAnalysis) -> str:
    """The facial expression, from the pet's scores."""
    scores = analysis.personality_dimensions.scores()
    if scores["warmth"] + scores["playfulness"] >= 120:
        return EXPRESSION_WORDS["broad smile"]
    if scores["dignity"] + scores["confidence"] >= 120:
        return EXPRESSION_WORDS["composed"]
    return EXPRESSION_WORDS["slight smile"]


def carried_traits(
    analysis: PetAnalysis, career: Career, casting: Casting, limit: int = MAX_CHARS
) -> tuple[Trait, ...]:
    """The traits from the pet for which a prompt of `limit` characters has room, the most telling first."""
    least = _least_telling(analysis, career, casting, limit)
    return tuple(trait for trait in traits_of(analysis, career.age_range) if trait.telling >= least)


def portrait_prompt(analysis: PetAnalysis, career: Career, casting: Casting, limit: int = MAX_CHARS) -> str:
    """The prompt for the image model, at most `limit` characters long."""
    return _prompt(analysis, career, casting, _least_telling(analysis, career, casting, limit))


def _least_telling(analysis: PetAnalysis, career: Career, casting: Casting, limit: int) -> int:
    """How telling a trait must be for the prompt to fit into the limit; 101 is for none at all."""
    return next((least for least in range(101) if len(_prompt(analysis, career, casting, least)) <= limit), 101)


def _prompt(analysis: PetAnalysis, career: Career, casting: Casting, least: int) -> str:
    words: dict[Slot, list[str]] = {}
    for trait in traits_of(analysis, career.age_range):
        if trait.telling >= least:
            words.setdefault(trait.slot, []).append(trait.words)
    trade = trade_of(career.job_title, career.industry)
    clothes = trade.clothes if trade and least <= _CLOTHES_TELLING else ""
    accessory = trade.accessory if trade and least <= _CLOTHES_TELLING else ""
    place = trade.place if trade and least <= _PLACE_TELLING and career.background_setting != "linkedin_blue" else ""
    hair = [*words.get("hair shape", []), hair_words(analysis.coat_color, career.age_range), "hair"]
    return ", ".join(
        [
            f"Professional headshot of {_article(_rank_and_title(career))}",
            f"{_article(PERSON_WORDS[career.presentation])} in their {career.age_range} with {casting.skin_tone} skin "
            f"and {' '.join(hair + words.get('hair pattern', []))}",
            *words.get("eyes", []),
            *words.get("build", []),
            *(words.get("face") or [expression_words(analysis)]),
            *words.get("pose", []),
            f"wearing {f'{clothes} over ' if clothes else ''}{ATTIRE_WORDS[career.attire_style]}"
            f"{_accessories(analysis, [*words.get('accent', []), *words.get('accessory', []), accessory])}",
            f"{BACKGROUND_WORDS[career.background_setting]} background{f' with {place}' if place else ''}",
            *words.get("setting", []),
            *words.get("desk", []),
            "photorealistic",
            "high quality",
            "professional photography",
        ]
    )


def _rank_and_title(career: Career) -> str:
    title = career.job_title
    return title if title.lower().startswith(career.seniority) else f"{career.seniority} {title}"


def _article(words: str) -> str:
    return f"{'an' if words[0].lower() in 'aeiou' else 'a'} {words}"


def _accessories(analysis: PetAnalysis, worn: list[str]) -> str:
    named = " and ".join(filter(None, worn))
    looks_closely = analysis.personality_dimensions.scores()["attention_to_detail"] >= 60
    return (f" with {named}" if named else "") + (" and glasses" if looks_closely and "glasses" not in named else "")
