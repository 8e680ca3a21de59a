"""Hair styles: who wears them, how long and of which texture they are, and what can be worn with them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from agent.schemas import Presentation

HairLength = Literal["bald", "shaved", "short", "medium", "long"]
HairTexture = Literal["sleek", "wavy", "tousled", "curly", "coily"]


@dataclass(frozen=True)
class HairStyle:
    """One hair style.

    Attributes:
        variant: the name of its drawing.
        worn_by: initials of presentations: f, m, a.
        length: how long it is.
        texture: its texture.
        ages: the youngest and the oldest decade that wears it.
        ears: whether both ears, and so earrings, are visible.
        behind: whether it has a second drawing, for the hair behind the shoulders.
        hat: whether a hat fits over it.
        asked: initials of presentations that wear it only where its length is asked for.
    """

    variant: str
    worn_by: str
    length: HairLength
    texture: HairTexture
    ages: tuple[int, int] = (20, 60)
    ears: bool = False
    behind: bool = False
    hat: bool = False
    asked: str = ""


HAIR_STYLES: Final = (
    HairStyle("longStraight", "f", "long", "sleek", (20, 50), behind=True, hat=True),
    HairStyle("longSide", "f", "long", "sleek", behind=True, hat=True),
    HairStyle("longFringe", "f", "long", "sleek", (20, 40), behind=True, hat=True),
    HairStyle("ponytail", "f", "long", "sleek", (20, 50), ears=True, behind=True),
    HairStyle("bun", "f", "long", "sleek", ears=True),
    HairStyle("lowBun", "f", "long", "sleek", ears=True, behind=True, hat=True),
    HairStyle("braid", "f", "long", "wavy", (20, 50), ears=True, hat=True),
    HairStyle("wavesLong", "f", "long", "wavy", behind=True, hat=True, asked="am"),
    HairStyle("longCurly", "f", "long", "curly", behind=True, hat=True, asked="am"),
    HairStyle("dreads", "f", "long", "coily", (20, 40)),
    HairStyle("lob", "fa", "medium", "sleek", behind=True, hat=True, asked="m"),
    HairStyle("bobFringe", "fa", "medium", "sleek", (20, 50), behind=True, hat=True),
    HairStyle("bobSide", "f", "medium", "sleek", behind=True, hat=True),
    HairStyle("waveBob", "fa", "medium", "wavy", behind=True, hat=True, asked="m"),
    HairStyle("waveMid", "f", "medium", "wavy", behind=True, hat=True, asked="am"),
    HairStyle("curly", "f", "medium", "curly", asked="am"),
    HairStyle("fro", "f", "medium", "coily", (20, 40)),
    HairStyle("pixie", "fa", "short", "sleek", ears=True, hat=True),
    HairStyle("tousled", "fam", "short", "tousled", (20, 50), ears=True),
    HairStyle("afroShort", "fam", "short", "coily", ears=True),
    HairStyle("shortCurly", "fam", "short", "curly", ears=True, hat=True),
    HairStyle("tucked", "am", "long", "sleek", (20, 50), ears=True, behind=True, hat=True),
    HairStyle("lowPony", "am", "long", "sleek", ears=True, behind=True, hat=True),
    HairStyle("topKnotFade", "am", "long", "sleek", (20, 30), ears=True),
    HairStyle("curtains", "am", "medium", "sleek", (20, 30), hat=True),
    HairStyle("quiff", "am", "short", "wavy", ears=True, asked="f"),
    HairStyle("shortWaved", "am", "short", "wavy", (20, 50), ears=True, asked="f"),
    HairStyle("texturedCrop", "am", "short", "tousled", ears=True, hat=True),
    HairStyle("sidePart", "am", "short", "sleek", ears=True, hat=True),
    HairStyle("slickedBack", "am", "short", "sleek", (30, 60), ears=True, hat=True),
    HairStyle("buzz", "fam", "shaved", "sleek", ears=True, hat=True),
    HairStyle("shortFlat", "m", "short", "tousled", (20, 50), ears=True),
    HairStyle("shortRound", "m", "short", "sleek", ears=True, hat=True),
    HairStyle("theCaesar", "m", "short", "sleek", ears=True, hat=True),
    HairStyle("dreads01", "m", "short", "coily", (20, 50), ears=True),
    HairStyle("receding", "m", "short", "sleek", (50, 60), ears=True, hat=True),
    HairStyle("sides", "m", "bald", "sleek", (50, 60), ears=True, hat=True),
)


# Textures that do for another where no style of that length has it.
_NEAR: Final[frozenset[tuple[HairTexture | None, HairTexture]]] = frozenset(
    {("tousled", "wavy"), ("curly", "coily"), ("coily", "curly")}
)


@dataclass(frozen=True)
class HairWanted:
    """What is known of the hair; None for what is open."""

    length: HairLength | None = None
    texture: HairTexture | None = None
    hat: bool = False


def hair_styles(presentation: Presentation, age: int, wanted: HairWanted) -> list[HairStyle]:
    """The styles to choose from. Wishes that nobody of that kind can have give way, texture first; never the hat."""
    worn = [
        style
        for style in HAIR_STYLES
        if presentation[0] in style.worn_by + (style.asked if style.length == wanted.length else "")
        and (style.hat or not wanted.hat)
    ]
    wishes: tuple[Callable[[HairStyle], bool], ...] = (
        lambda style: style.ages[0] <= age <= style.ages[1],
        lambda style: wanted.length in (None, style.length),
        lambda style: wanted.texture in (None, style.texture),
        lambda style: wanted.texture in (None, style.texture) or (wanted.texture, style.texture) in _NEAR,
    )
    for wish in wishes:
        worn = _narrowed(worn, wish)
    return worn


def _narrowed(styles: Iterable[HairStyle], wish: Callable[[HairStyle], bool]) -> list[HairStyle]:
    styles = list(styles)
    return [style for style in styles if wish(style)] or styles
