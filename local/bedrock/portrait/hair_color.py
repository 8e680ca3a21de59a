"""The colours of hair: its shade, age, and how the colours of a coat return in it."""

from typing import Final

from agent.schemas import CoatPattern
from local.bedrock.portrait.colors import HAIR, HIGHLIGHTS, SILVER, YOUNG_HAIR, luminance, mix
from local.bedrock.portrait.hair import HairLength, HairStyle
from local.bedrock.portrait.look import HairFlow
from local.bedrock.portrait.subject import Subject

# The share of grey hair, by decade of age, and the youngest age that has any: the pet's colour must stay visible.
_GREY: Final = {20: 0.0, 30: 0.0, 40: 0.04, 50: 0.14, 60: 0.28}
_GREY_FROM: Final = 40
# Short hair turns grey at the temples first; grey ends would look strange on long hair.
_CROPPED: Final[frozenset[HairLength]] = frozenset({"shaved", "short"})
# Shares of the second colour across the hair: bands that a tilt makes into strands.
_BANDS: Final[dict[CoatPattern, tuple[float, ...]]] = {
    "tabby": (0.1, 0.6, 0.2, 0.0, 0.6, 0.1, 0.7, 0.0, 0.5, 0.2, 0.6, 0.1),
    "spotted": (0.0, 0.0, 0.9, 0.0, 0.0, 0.0, 0.9, 0.0, 0.0, 0.8, 0.0, 0.0, 0.9, 0.0),
    "patched": (0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "two colours": (1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0),
    "brindle": (0.0, 0.4, 0.0, 0.4, 0.0, 0.4, 0.0, 0.4, 0.0, 0.4, 0.0, 0.4, 0.0, 0.4),
    "merle": (0.3, 0.8, 0.1, 0.5, 0.9, 0.2, 0.6, 0.0, 0.8, 0.3),
}
# Hair whose channels differ by less is black, grey or white, and so is its second colour.
_COLOURLESS: Final = 16
_HIGHLIGHTED: Final = (0.0, 0.55, 0.1, 0.0, 0.65, 0.15, 0.0, 0.5, 0.1, 0.0, 0.6, 0.0)


def hair_shade(subject: Subject) -> str:
    """The main colour of the hair at the subject's age."""
    young = YOUNG_HAIR if subject.age < _GREY_FROM else {}
    return mix(young.get(subject.hair_color, HAIR[subject.hair_color]), SILVER, _GREY[subject.age])


def hair_colors(subject: Subject, style: HairStyle) -> tuple[tuple[str, ...], HairFlow]:
    """The colours of the hair in order, and the direction in which they follow each other."""
    hair, pattern = hair_shade(subject), subject.details.pattern
    # Grey covers the pattern with age.
    strength = 1 - 0.7 * _GREY[subject.age]
    if pattern in _BANDS:
        second = mix(hair, "#1b120d", 0.55) if pattern == "brindle" else _contrast(hair)
        return tuple(mix(hair, second, share * strength) for share in _BANDS[pattern]), "across"
    if pattern == "three colours":
        second, third = mix(hair, _contrast(hair), strength), mix(hair, "#a8562a", 0.6 * strength)
        return (hair, hair, second, second, third, third), "across"
    if pattern == "points":
        return (mix(hair, "#ffffff", 0.13), hair, hair, mix(hair, "#1b120d", 0.8 * strength)), "down"
    if subject.age >= _GREY_FROM and style.length in _CROPPED:
        return (hair, mix(hair, SILVER, 0.45 if subject.age == _GREY_FROM else 0.65)), "to the temples"
    if subject.hair_color == "mixed":
        return tuple(mix(hair, HIGHLIGHTS, share * strength) for share in _HIGHLIGHTED), "across"
    return (mix(hair, "#ffffff", 0.13), hair, mix(hair, "#000000", 0.14)), "down"


def _chroma(color: str) -> int:
    channels = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    return max(channels) - min(channels)


def _contrast(hair: str) -> str:
    """The second colour of hair in two: lighter on dark hair, darker on light hair."""
    if _chroma(hair) < _COLOURLESS:
        return mix(hair, "#e4e5e8", 0.75) if luminance(hair) < 0.3 else mix(hair, "#2b2827", 0.75)
    return mix(hair, "#e3bd84", 0.68) if luminance(hair) < 0.45 else mix(hair, "#6b4428", 0.68)
