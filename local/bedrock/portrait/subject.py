"""The subject: the traits that a prompt can name, each from its words or else from the seed."""

from dataclasses import dataclass
from typing import Final, get_args

from agent.person.casting import SKIN_TONES
from agent.prompts.portrait import Expression
from agent.schemas import AgeRange, Attire, Background, CoatColor, Presentation
from local.bedrock.portrait.details import NO_DETAILS, Details
from local.bedrock.portrait.hair import HairWanted
from local.bedrock.portrait.prompt_reader import FacialHair, Wanted
from local.bedrock.random_draws import LabelledDraws

_PRESENTATIONS: Final[tuple[Presentation, ...]] = get_args(Presentation)
_AGES: Final[tuple[AgeRange, ...]] = get_args(AgeRange)
_EXPRESSIONS: Final[tuple[Expression, ...]] = get_args(Expression)
_BACKGROUNDS: Final[tuple[Background, ...]] = get_args(Background)
# Only a prompt can ask for scrubs.
_ATTIRES: Final[tuple[Attire, ...]] = ("suit", "business_casual", "creative")
_NATURAL_HAIR: Final[tuple[CoatColor, ...]] = ("black", "dark brown", "brown", "red", "golden", "mixed")


@dataclass(frozen=True)
class Subject:
    """One person to draw. Hair and facial hair stay open if the prompt does not name them; `look_of` decides."""

    presentation: Presentation
    age: int
    skin_tone: str
    hair_color: CoatColor
    hair: HairWanted
    facial_hair: FacialHair | None
    expression: Expression
    attire: Attire
    background: Background
    glasses: bool
    details: Details = NO_DETAILS

    @classmethod
    def of(cls, wanted: Wanted, draws: LabelledDraws) -> "Subject":
        """The traits in the prompt; the seed draws the open ones."""
        return cls(
            presentation=draws.settle("presentation", wanted.presentation, _PRESENTATIONS),
            age=int(draws.settle("age", wanted.age_range, _AGES).removesuffix("s")),
            skin_tone=draws.settle("skin", wanted.skin_tone, SKIN_TONES),
            hair_color=draws.settle("hair color", wanted.hair_color, _NATURAL_HAIR),
            hair=HairWanted(wanted.hair_length, wanted.hair_texture),
            facial_hair=wanted.facial_hair,
            expression=draws.settle("expression", wanted.expression, _EXPRESSIONS),
            attire=draws.settle("attire", wanted.attire, _ATTIRES),
            background=draws.settle("background", wanted.background, _BACKGROUNDS),
            glasses=wanted.glasses,
            details=wanted.details,
        )
