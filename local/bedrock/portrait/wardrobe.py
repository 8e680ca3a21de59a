"""Garments: for which attire, worn by whom, and in which colours."""

from dataclasses import dataclass
from typing import Final

from agent.schemas import Attire, Presentation

_NAVY, _CHARCOAL, _SLATE, _FOREST, _PLUM = "#22304f", "#30343d", "#465468", "#27453c", "#4a2f45"
_DARK: Final = (_NAVY, _CHARCOAL, _SLATE)
_JACKETS: Final = (*_DARK, _FOREST, _PLUM, "#8d9097", "#a98a63")
_SHIRTS: Final = ("#f8fafc", "#dfeaf7", "#f7efe3")
_BLOUSES: Final = ("#fbfaf7", "#f5dfdc", "#dbe7ef", "#efe3c8", "#cfe3da")
_SOFT: Final = ("#3f6a8c", "#5f8270", "#7d6b8f", "#a4635a", "#4c5a78", "#b28a4a")
_OXFORD: Final = ("#cfe0f3", "#f3d9d6", "#dfe9dc", "#f4f6f8", "#8fb1d6", "#5b7fa6")
_BRIGHT: Final = ("#dd5b3c", "#e0a039", "#7a3b86", "#1f8f80", "#2f5f9e", "#c4406b")
_DENIM: Final = ("#3d5a80", "#55708f", "#6b5b4b", "#4f6a4f", "#2e3d52")
_SCRUBS: Final = ("#2a9187", "#4b86bd", "#5b6fb0", "#3f6f5f", "#7a4f78", "#2f4a72")
_WHITE: Final = ("#f6f8fa",)
_NEUTRALS: Final = ("#f6f8fa", "#ece6da", "#3a3f47")

ACCENTS: Final = ("#8c2434", "#27508c", "#1f766f", "#b4862e", "#64336b", "#a9482c")


@dataclass(frozen=True)
class Garment:
    """One garment.

    Attributes:
        variant: the name of its drawing.
        attire: the attire that it belongs to.
        worn_by: initials of presentations: f, m, a.
        colors: its colours.
        shirts: the colours of the shirt or blouse under it.
        until: the oldest decade that wears it.
    """

    variant: str
    attire: Attire
    worn_by: str
    colors: tuple[str, ...]
    shirts: tuple[str, ...] = _SHIRTS
    until: int = 60


GARMENTS: Final = (
    Garment("suitTie", "suit", "ma", _JACKETS[:4]),
    Garment("suitStripedTie", "suit", "ma", _JACKETS[:5]),
    Garment("suitPinstripe", "suit", "m", _DARK),
    Garment("suitOpenCollar", "suit", "fma", _JACKETS),
    Garment("blazerBlouse", "suit", "f", _JACKETS, _BLOUSES),
    Garment("blazerVBlouse", "suit", "fa", _JACKETS, _BLOUSES),
    Garment("blazerBowBlouse", "suit", "f", _JACKETS, _BLOUSES),
    Garment("oxford", "business_casual", "fma", _OXFORD),
    Garment("cardigan", "business_casual", "fa", _SOFT, _BLOUSES),
    Garment("collarAndSweater", "business_casual", "fma", _SOFT),
    Garment("knit", "business_casual", "fma", _SOFT),
    Garment("blazerAndShirt", "business_casual", "fma", _SOFT),
    Garment("turtleneck", "creative", "fma", (*_BRIGHT, "#2f333b")),
    Garment("overshirt", "creative", "fma", _DENIM, _NEUTRALS[:2]),
    Garment("breton", "creative", "fma", ("#27406b", "#8c2434", "#2c3036"), _WHITE),
    Garment("scarfTee", "creative", "fa", _BRIGHT),
    Garment("hoodie", "creative", "fma", _BRIGHT, until=40),
    Garment("graphicShirt", "creative", "fma", _BRIGHT, until=40),
    Garment("scrubsStethoscope", "scrubs", "fma", _SCRUBS),
    Garment("scrubsUndershirt", "scrubs", "fma", _SCRUBS),
    Garment("labCoat", "scrubs", "fma", _SCRUBS),
)


def garments(attire: Attire, presentation: Presentation, age: int) -> list[Garment]:
    """The garments to choose from."""
    return [
        garment
        for garment in GARMENTS
        if garment.attire == attire and presentation[0] in garment.worn_by and age <= garment.until
    ]
