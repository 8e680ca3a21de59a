"""The edge of a desk before a person, and the things that stand on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.desk_things import (
    bag,
    ball,
    basket,
    biscuits,
    bone,
    book,
    bottle,
    bowl,
    box,
    bucket,
    cake,
    cradle,
    crate,
    disc,
    dried_grass,
    frame,
    gift,
    laptop,
    lunch_box,
    mug,
    pumpkin,
    sand_garden,
    shoe,
    soft_toy,
    stick,
    yarn,
)
from local.bedrock.portrait.scenes.shapes import at, group, rect
from local.bedrock.random_draws import LabelledDraws

_TOP: Final = 944
_SCALE: Final = 1.3
# Not further out, since cards cut the sides off; the first on the right, since the seal of a card is on the left.
_PLACES: Final = (752, 282)
_WOODS: Final = ("#8a6444", "#6f4c33", "#b48a5e", "#4d3a2e")
_COLORS: Final = ("#c8483e", "#3f6fa8", "#3f8a68", "#d8a23a", "#8a5a9a")


@dataclass(frozen=True)
class DeskThing:
    """One thing on a desk.

    Attributes:
        words: the words of a prompt that ask for it, as a regular expression.
        draw: its drawing in a colour, 100 to 200 units high, with the middle of its foot at the origin.
        color: its usual colour; None for any.
    """

    words: str
    draw: Callable[[str], str]
    color: str | None = None


# The first with words in the text is drawn: longer words come before words that they contain.
DESK_THINGS: Final = (
    DeskThing(r"bone-shaped paperweight|bone", bone, "#efe6d2"),
    DeskThing(r"(plate of )?(biscuits?|cookies?)|treats?", biscuits, "#c98f52"),
    DeskThing(r"packed lunch|lunch ?box", lunch_box),
    DeskThing(r"vase( of \w+ grass)?", dried_grass),
    DeskThing(r"soft toy|teddy( bear)?|plush( toy)?|stuffed \w+|doll", soft_toy, "#b98a5a"),
    DeskThing(r"desk toy", cradle),
    DeskThing(r"sand garden", sand_garden, "#e6d6ac"),
    DeskThing(r"framed (photo|picture)|photo|picture", frame, "#6b4a33"),
    DeskThing(r"(ball of )?(yarn|wool)", yarn),
    DeskThing(r"tennis balls?", ball, "#cfdc4a"),
    DeskThing(r"frisbee|disc", disc),
    DeskThing(r"(\w+ )?balls?", ball),
    DeskThing(r"basket", basket, "#b98d54"),
    DeskThing(r"bucket|pail", bucket),
    DeskThing(r"present|gift( box)?", gift),
    DeskThing(r"crate", crate, "#a97f52"),
    DeskThing(r"(cardboard )?box|carton|parcel", box, "#c29a6b"),
    DeskThing(r"(\w+ )?bag|backpack|suitcase|purse", bag),
    DeskThing(r"laptop|computer|keyboard", laptop, "#aab2bd"),
    DeskThing(r"(birthday )?cake|cupcake", cake, "#f2d9c0"),
    DeskThing(r"mug|cup|teacup|coffee", mug),
    DeskThing(r"bottle", bottle),
    DeskThing(r"(bowl|dish)( of \w+)?", bowl),
    DeskThing(r"pumpkin", pumpkin, "#e0812f"),
    DeskThing(r"shoes?|slippers?|boots?|sneakers?|trainers?", shoe),
    DeskThing(r"stick|twig", stick, "#7a5636"),
    DeskThing(r"books?|newspaper|magazine|notebook", book),
)


def desk(things: Sequence[tuple[DeskThing, str | None]], draws: LabelledDraws) -> str:
    """The edge of a desk with up to two things on it, each in a colour; without a colour, in its own or by lot."""
    wood = draws.pick("desk", _WOODS)
    standing = "".join(
        at(
            x,
            _TOP + 30,
            _shadow(),
            thing.draw(color or thing.color or draws.pick(f"desk color {x}", _COLORS)),
            scale=_SCALE,
        )
        for x, (thing, color) in zip(_PLACES, things, strict=False)
    )
    return group(
        rect(0, _TOP, 1024, 80, wood),
        rect(0, _TOP, 1024, 10, mix(wood, "#ffffff", 0.3)),
        rect(0, _TOP + 62, 1024, 18, mix(wood, "#000000", 0.25)),
        standing,
    )


def _shadow() -> str:
    return '<ellipse cx="12" cy="2" rx="104" ry="13" fill="#000" fill-opacity=".2"/>'
