"""The subject: the traits that a prompt can name, each settled by its words or else by the seed."""

from dataclasses import dataclass
from typing import Final, get_args

from agent.person.casting import SKIN_TONES
from agent.prompts.portrait import Expression
from agent.schemas import AgeRange, Attire, Background, CoatColor, Presentation
from local.bedrock.portrait.dice import Dice
from local.bedrock.portrait.prompt_reader import FacialHair, HairShape, Wanted

_PRESENTATIONS: Final[tuple[Presentation, ...]] = get_args(Presentation)
_AGES: Final[tuple[AgeRange, ...]] = get_args(AgeRange)
_EXPRESSIONS: Final[tuple[Expression, ...]] = get_args(Expression)
_BACKGROUNDS: Final[tuple[Background, ...]] = get_args(Background)
# Nobody is put into scrubs unasked.
_ATTIRES: Final[tuple[Attire, ...]] = ("suit", "business_casual", "creative")
_NATURAL_HAIR: Final[tuple[CoatColor, ...]] = ("black", "dark brown", "brown", "red", "golden", "mixed")


@dataclass(frozen=True)
class Subject:
    """One person to draw. Hair shape and facial hair stay None where they are a matter of style."""

    presentation: Presentation
    age: int
    skin_tone: str
    hair_color: CoatColor
    hair_shape: HairShape | None
    facial_hair: FacialHair | None
    expression: Expression
    attire: Attire
    background: Background
    glasses: bool

    @classmethod
    def of(cls, wanted: Wanted, dice: Dice) -> "Subject":
        """The wanted traits, and drawn ones where the prompt leaves them open."""
        return cls(
            presentation=dice.settle("presentation", wanted.presentation, _PRESENTATIONS),
            age=int(dice.settle("age", wanted.age_range, _AGES).removesuffix("s")),
            skin_tone=dice.settle("skin", wanted.skin_tone, SKIN_TONES),
            hair_color=dice.settle("hair color", wanted.hair_color, _NATURAL_HAIR),
            hair_shape=wanted.hair_shape,
            facial_hair=wanted.facial_hair,
            expression=dice.settle("expression", wanted.expression, _EXPRESSIONS),
            attire=dice.settle("attire", wanted.attire, _ATTIRES),
            background=dice.settle("background", wanted.background, _BACKGROUNDS),
            glasses=wanted.glasses,
        )
