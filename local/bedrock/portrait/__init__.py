"""The portraits of the offline stand-in: drawn from an image prompt and a seed.

A portrait is an illustration made of drawn parts, without an image model.
"""

from typing import Final

from local.bedrock.portrait.figure import figure_svg
from local.bedrock.portrait.picture import SIDE, render
from local.bedrock.portrait.prompt_reader import read_prompt
from local.bedrock.portrait.scenes import PLACE_SCENES, SCENES
from local.bedrock.portrait.scenes.desk import desk
from local.bedrock.portrait.styling import look_of
from local.bedrock.portrait.subject import Subject
from local.bedrock.random_draws import LabelledDraws

NAME: Final = "brush-1"


def portrait(prompt: str, seed: int, width: int = SIDE, height: int = SIDE) -> bytes:
    """Draws the portrait of one person. The same arguments always give the same bytes.

    Args:
        prompt: sets person, age, skin, hair colour, expression, attire, glasses and background.
        seed: sets everything else.
        width: the width in pixels.
        height: the height in pixels.

    Returns:
        A PNG whose metadata says that it is an illustration.

    Raises:
        ValueError: if width or height is not positive.
    """
    draws = LabelledDraws(seed)
    subject = Subject.of(read_prompt(prompt), draws)
    details = subject.details
    scene = (PLACE_SCENES[details.place] if details.place else SCENES[subject.background])(draws)
    behind = "".join(thing.draw(draws) for thing in details.things)
    front = desk(details.desk, draws) if details.desk else ""
    return render(figure_svg(look_of(subject, draws)), scene + behind, front, width, height)
