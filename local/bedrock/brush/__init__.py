"""The brush: draws a portrait from the words of an image prompt and a seed.

It is an illustration, put together from drawn parts; no image model has a hand in it.
"""

from typing import Final

from local.bedrock.brush.dice import Dice
from local.bedrock.brush.figure import figure_svg
from local.bedrock.brush.picture import SIDE, render
from local.bedrock.brush.prompt_reader import read_prompt
from local.bedrock.brush.scenes import SCENES
from local.bedrock.brush.sitter import Sitter
from local.bedrock.brush.styling import look_of

NAME: Final = "brush-1"


def portrait(prompt: str, seed: int, width: int = SIDE, height: int = SIDE) -> bytes:
    """Draws the portrait of one person; the same arguments always give the same bytes.

    Args:
        prompt: what to draw; it settles person, age, skin, hair colour, expression, attire, glasses and background.
        seed: settles everything else.
        width: pixels.
        height: pixels.

    Returns:
        A PNG whose text says that it is an illustration.

    Raises:
        ValueError: if width or height are not positive.
    """
    dice = Dice(seed)
    sitter = Sitter.of(read_prompt(prompt), dice)
    return render(figure_svg(look_of(sitter, dice)), SCENES[sitter.background](dice), width, height)
