"""The portrait prompt, which both families of image models understand.

It has at most 512 characters, the shortest limit of the supported models (Titan).
"""

from typing import Final, Literal

from agent.person.casting import Casting
from agent.schemas import Attire, Background, Career, CoatColor, PetAnalysis, Presentation

MAX_CHARS: Final = 512

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
HAIR_WORDS: Final[dict[CoatColor, str]] = {
    "black": "black",
    "dark brown": "dark brown",
    "brown": "chestnut brown",
    "red": "auburn",
    "golden": "golden blond",
    "cream": "pale blond",
    "white": "silver white",
    "grey": "ash grey",
    "mixed": "brown highlighted",
}
Expression = Literal["broad smile", "slight smile", "composed"]
EXPRESSION_WORDS: Final[dict[Expression, str]] = {
    "broad smile": "a broad open smile",
    "slight smile": "a slight friendly smile",
    "composed": "a composed, confident look",
}
NEGATIVE_PROMPT: Final = "animal, ears, fur, snout, whiskers, text, watermark, logo, extra fingers, distorted face"


def expression_words(analysis: PetAnalysis) -> str:
    """The facial expression, from the pet's scores."""
    scores = analysis.personality_dimensions.scores()
    if scores["warmth"] + scores["playfulness"] >= 120:
        return EXPRESSION_WORDS["broad smile"]
    if scores["dignity"] + scores["confidence"] >= 120:
        return EXPRESSION_WORDS["composed"]
    return EXPRESSION_WORDS["slight smile"]


def portrait_prompt(analysis: PetAnalysis, career: Career, casting: Casting) -> str:
    """The prompt for the image model, at most `MAX_CHARS` long."""
    glasses = analysis.personality_dimensions.scores()["attention_to_detail"] >= 60
    return (
        f"Professional headshot of a {career.seniority} {career.job_title}, "
        f"a {PERSON_WORDS[career.presentation]} in their {career.age_range} with {casting.skin_tone} skin "
        f"and {HAIR_WORDS[analysis.coat_color]} hair, {expression_words(analysis)}, "
        f"wearing {ATTIRE_WORDS[career.attire_style]}{' and glasses' if glasses else ''}, "
        f"{BACKGROUND_WORDS[career.background_setting]} background, "
        "photorealistic, high quality, professional photography"
    )
