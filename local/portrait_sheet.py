"""Makes a sheet of offline portraits of many kinds of people, to look at when their drawing changes.

    python -m local.portrait_sheet docs/images/portraits.jpg

The prompts are the agent's own, for pets and careers that are drawn by lot.
"""

import io
import sys
from collections.abc import Sequence
from typing import Any, Final, get_args

from PIL import Image

from agent.person.casting import SKIN_TONES, Casting
from agent.person.dimensions import DIMENSIONS
from agent.person.trades import TRADES
from agent.prompts.portrait import portrait_prompt
from agent.schemas import (
    AgeRange,
    Attire,
    Background,
    Build,
    Career,
    CoatColor,
    CoatLength,
    CoatPattern,
    CoatTexture,
    Ears,
    EyeColor,
    Face,
    Looks,
    PetAnalysis,
    Pose,
    Presentation,
)
from local.bedrock.portrait import portrait
from local.bedrock.random_draws import SequentialDraws
from local.gallery import save

PEOPLE: Final = 60
_COLUMNS: Final = 10
# Drawn larger than shown, so that edges are smooth.
_DRAWN: Final = 400
_SHOWN: Final = 176
_GAP: Final = 6
_PAPER: Final = "#eadfce"
_QUALITY: Final = 80
_PROMPT_CHARS: Final = 10_000
_PROPS: Final = (
    *("party hat", "red bow tie", "blue scarf", "green bandana", "flower", "straw hat", "woolly hat", "sunglasses"),
    *("collar", "blanket", "sofa", "christmas tree", "armchair", "snow", "plant", "bell", "crown", "pink bow"),
    *("tennis ball", "teddy bear", "laptop", "cardboard box", "basket", "bone", "mug", "quilt", "harness", "bag"),
    *("cowboy hat", "graduation cap", "shower cap", "bonnet", "tie", "green jumper", "raincoat", "umbrella", "rug"),
)


def prompts(people: int = PEOPLE) -> list[str]:
    """The prompts for so many people: all presentations, ages, skin tones and coats evenly, the rest by lot."""
    return [_prompt(number) for number in range(people)]


def _prompt(number: int) -> str:
    draws = SequentialDraws("portrait sheet", str(number))
    presentation = _in_turn(get_args(Presentation), number)
    analysis = PetAnalysis(
        species="dog",
        breed="mix",
        expression="calm",
        posture="sitting",
        coat_color=_in_turn(get_args(CoatColor), number * 4),
        personality_dimensions={name: draws.below(101) for name in DIMENSIONS},  # type: ignore[arg-type]
        dominant_traits=["calm", "curious", "kind"],
        vibe="CFO energy",
        looks=_looks(draws),
    )
    career = Career.model_construct(
        human_name="Sam Doe",
        job_title=draws.pick(TRADES).marks.partition("|")[0].replace(r"\b", ""),
        industry="",
        seniority="senior",
        presentation=presentation,
        age_range=_in_turn(get_args(AgeRange), number // 3),
        attire_style=draws.pick(get_args(Attire)[:3]),
        background_setting=draws.pick(get_args(Background)),
    )
    casting = Casting(presentation=presentation, skin_tone=_in_turn(SKIN_TONES, number * 5 + number // 6))
    return portrait_prompt(analysis, career, casting, _PROMPT_CHARS)


def _looks(draws: SequentialDraws) -> Looks:
    return Looks(
        coat_pattern=_maybe(get_args(CoatPattern), 60, draws),
        coat_length=_maybe(get_args(CoatLength), 80, draws),
        coat_texture=_maybe(get_args(CoatTexture), 80, draws),
        eye_color=_maybe(get_args(EyeColor), 70, draws),
        build=_maybe(get_args(Build), 60, draws),
        ears=_maybe(get_args(Ears), 60, draws),
        face=_maybe(get_args(Face), 50, draws),
        pose=_maybe(get_args(Pose), 60, draws),
        props=[draws.pick(_PROPS)] if draws.below(100) < 55 else [],
    )


def _maybe(options: Sequence[Any], percent: int, draws: SequentialDraws) -> Any:
    option = draws.pick(options)
    return option if draws.below(100) < percent else None


def _in_turn(options: Sequence[Any], number: int) -> Any:
    return options[number % len(options)]


def sheet(wanted: Sequence[str]) -> Image.Image:
    """The portraits for the prompts, in rows of `_COLUMNS`."""
    step = _SHOWN + _GAP
    rows = -(-len(wanted) // _COLUMNS)
    whole = Image.new("RGB", (min(len(wanted), _COLUMNS) * step + _GAP, rows * step + _GAP), _PAPER)
    for number, prompt in enumerate(wanted):
        row, column = divmod(number, _COLUMNS)
        with Image.open(io.BytesIO(portrait(prompt, number + 1, _DRAWN, _DRAWN))) as drawn:
            shown = drawn.convert("RGB").resize((_SHOWN, _SHOWN), Image.Resampling.LANCZOS)
        whole.paste(shown, (_GAP + column * step, _GAP + row * step))
    return whole


def main(arguments: Sequence[str]) -> None:
    """Makes the sheet and saves it at the path in the first argument."""
    save(sheet(prompts()), arguments[0], _QUALITY, "algorithmicMedia")
    print(arguments[0])


if __name__ == "__main__":
    main(sys.argv[1:])
