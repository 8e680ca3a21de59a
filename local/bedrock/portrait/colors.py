"""Colours of the portrait, as `#rrggbb`, and functions to mix them."""

import math
from dataclasses import dataclass
from typing import Final

from agent.person.casting import SKIN_TONES
from agent.schemas import CoatColor

SKIN: Final[dict[str, str]] = dict(
    zip(SKIN_TONES, ("#ffe0cc", "#f5cbab", "#e2b488", "#c98d5e", "#9a6340", "#65432f"), strict=True)
)
HAIR: Final[dict[CoatColor, str]] = {
    "black": "#27211f",
    "dark brown": "#412c22",
    "brown": "#6f4429",
    "red": "#9c4b26",
    "golden": "#c6943f",
    "cream": "#e2c88f",
    "white": "#e0e2e6",
    "grey": "#8c8f95",
    "mixed": "#704c2f",
}
# White and grey hair of the young, whose hair is not grey yet.
YOUNG_HAIR: Final[dict[CoatColor, str]] = {"white": "#e8d9b5", "grey": "#a3927a"}
# The second colour of highlighted hair.
HIGHLIGHTS: Final = "#c39a5f"
SILVER: Final = "#cfd2d7"

_PALE_IRISES: Final = ("#5d86a8", "#6f9199", "#5f7f52", "#7f6a3c", "#6b4a2b")
_DARK_IRISES: Final = ("#4a2f1d", "#5b3a20", "#6b4a2b", "#3a2619")
IRISES: Final[dict[str, tuple[str, ...]]] = {
    tone: _PALE_IRISES if index < 2 else _DARK_IRISES if index > 3 else (*_DARK_IRISES, "#7f6a3c", "#66764a")
    for index, tone in enumerate(SKIN_TONES)
}


def mix(color: str, other: str, share: float) -> str:
    """The colour mixed with a share (0-1) of another."""
    return "#" + "".join(
        f"{round(a + (b - a) * share):02x}" for a, b in zip(_channels(color), _channels(other), strict=True)
    )


def luminance(color: str) -> float:
    """How light a colour looks, 0-1 (Rec. 709 weights on the encoded channels)."""
    red, green, blue = _channels(color)
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


def distance(color: str, other: str) -> float:
    """How far two colours are from each other, 0-442 (Euclidean, on the encoded channels)."""
    return math.dist(_channels(color), _channels(other))


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


@dataclass(frozen=True)
class FaceColors:
    """The colours of a face that depend on its skin."""

    shade: str
    crease: str
    lash: str
    mouth_line: str
    blush: str

    @classmethod
    def of(cls, skin: str) -> "FaceColors":
        """The colours for a skin colour."""
        return cls(
            shade=mix(skin, "#43170c", 0.22),
            crease=mix(skin, "#43170c", 0.36) if luminance(skin) > 0.45 else mix(skin, "#1a0804", 0.5),
            lash=mix(skin, "#150c08", 0.88),
            mouth_line=mix(skin, "#260b0a", 0.76),
            blush=mix(skin, "#e0525a", 0.6 if luminance(skin) > 0.45 else 0.35),
        )
