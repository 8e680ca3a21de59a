"""Hair styles: who wears them, and whether they show the ears."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from agent.schemas import Presentation
from local.bedrock.portrait.prompt_reader import HairShape


@dataclass(frozen=True)
class HairStyle:
    """One hair style.

    Attributes:
        variant: the name of its drawing.
        worn_by: initials of presentations: f, m, a.
        shape: length or texture.
        ages: the youngest and the oldest decade that wears it.
        ears: whether both ears, and so earrings, are visible.
        behind: whether it has a second drawing, for the hair behind the shoulders.
    """

    variant: str
    worn_by: str
    shape: HairShape
    ages: tuple[int, int] = (20, 60)
    ears: bool = False
    behind: bool = False


HAIR_STYLES: Final = (
    HairStyle("bob", "f", "long"),
    HairStyle("bun", "f", "long", ears=True),
    HairStyle("curly", "f", "curly"),
    HairStyle("fro", "f", "curly", (20, 40)),
    HairStyle("dreads", "f", "long", (20, 40)),
    HairStyle("longButNotTooLong", "f", "long"),
    HairStyle("miaWallace", "f", "long", (20, 40)),
    HairStyle("straight01", "f", "long", (20, 50)),
    HairStyle("straight02", "f", "long", (20, 40)),
    HairStyle("straightAndStrand", "f", "long", (20, 50)),
    HairStyle("lob", "fa", "long", behind=True),
    HairStyle("wavesLong", "f", "long", (20, 50), behind=True),
    HairStyle("ponytail", "f", "long", (20, 50), ears=True, behind=True),
    HairStyle("lowBun", "f", "long", ears=True, behind=True),
    HairStyle("pixie", "fa", "short", ears=True),
    HairStyle("curtains", "am", "short", (20, 30)),
    HairStyle("shaggy", "a", "short", (20, 30)),
    HairStyle("afroShort", "fam", "curly", ears=True),
    HairStyle("shortCurly", "am", "curly", ears=True),
    HairStyle("shortWaved", "am", "short", (20, 50), ears=True),
    HairStyle("texturedCrop", "am", "short", ears=True),
    HairStyle("sidePart", "am", "short", ears=True),
    HairStyle("topKnotFade", "am", "short", (20, 30), ears=True),
    HairStyle("shortFlat", "m", "short", (20, 50), ears=True),
    HairStyle("shortRound", "m", "short", ears=True),
    HairStyle("theCaesar", "m", "short", ears=True),
    HairStyle("theCaesarAndSidePart", "m", "short", (20, 30), ears=True),
    HairStyle("dreads01", "m", "curly", (20, 50), ears=True),
    HairStyle("slickedBack", "am", "short", (30, 60), ears=True),
    HairStyle("buzz", "am", "short", ears=True),
    HairStyle("receding", "m", "short", (50, 60), ears=True),
    HairStyle("sides", "m", "bald", (50, 60), ears=True),
)


def hair_styles(presentation: Presentation, age: int, shape: HairShape | None) -> list[HairStyle]:
    """The styles to choose from. If none fits, age or shape or both are ignored, but never the presentation."""
    worn = [style for style in HAIR_STYLES if presentation[0] in style.worn_by]
    for narrowed in (_of_age(_shaped(worn, shape), age), _shaped(worn, shape), _of_age(worn, age)):
        if narrowed:
            return narrowed
    return worn


def _shaped(styles: Iterable[HairStyle], shape: HairShape | None) -> list[HairStyle]:
    return [style for style in styles if shape in (None, style.shape)]


def _of_age(styles: Iterable[HairStyle], age: int) -> list[HairStyle]:
    return [style for style in styles if style.ages[0] <= age <= style.ages[1]]
