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


@dataclass(frozen=True)
class TradeGarment:
    """The clothes of a trade, which all can wear.

    Attributes:
        variant: the name of its drawing.
        words: the words of a prompt that ask for it, as a regular expression.
        colors: its colours.
        shirts: the colours of what is under it.
        tie: the colours of tie, neckerchief or trimming; empty for any.
        hat: a hat that belongs to it and is often worn.
    """

    variant: str
    words: str
    colors: tuple[str, ...]
    shirts: tuple[str, ...] = _SHIRTS
    tie: tuple[str, ...] = ()
    hat: str | None = None


_LINEN: Final = ("#8d7a5c", "#5f6b57", "#3d4a5c", "#7a4a3a")
_BLACK: Final = ("#22252b",)
_WORK: Final = ("#3d5a80", "#4a5648", "#5b4a3b")
_KHAKI: Final = ("#8a7f5c", "#6b705c", "#5f6550")

# Clothes that a pet wore; the first with words in the prompt is worn.
WORN_GARMENTS: Final = (
    TradeGarment("tailcoat", r"tuxedo|tailcoat", _BLACK),
    TradeGarment("trackJacket", r"track ?suit|sports? (shirt|jersey)|jersey", _BRIGHT),
    TradeGarment("highVis", r"hi-?vis( \w+)?|safety vest", ("#d4dd2b", "#f08a24"), _DENIM),
    TradeGarment("uniformJacket", r"uniform", (_NAVY, "#33473f")),
    TradeGarment("fieldJacket", r"rain ?coat|anorak|parka", ("#d8b02f", "#4f6a4f", "#3f6a8c")),
    TradeGarment("peacoat", r"(\w+ )?coat", (_NAVY, _CHARCOAL, "#a98a63"), _NEUTRALS),
    TradeGarment("overshirt", r"(\w+ )?jacket", _DENIM, _NEUTRALS),
    TradeGarment("suitTie", r"(\w+ )?suit", _JACKETS[:4]),
    TradeGarment("suitOpenCollar", r"blazer", _JACKETS),
    TradeGarment("zipHoodie", r"hood(ie)?", _BRIGHT, _NEUTRALS),
    TradeGarment("turtleneck", r"turtleneck|polo neck", _BRIGHT),
    TradeGarment("knit", r"(\w+ )?(jumper|sweater|pullover)", _SOFT),
    TradeGarment("cardigan", r"cardigan", _SOFT, _BLOUSES),
    TradeGarment("waistcoat", r"waistcoat|vest", (_NAVY, "#6b2436", _FOREST, _CHARCOAL), tie=("#22252b", "#8c2434")),
    TradeGarment("apron", r"apron", _LINEN),
    TradeGarment("robe", r"robe|gown", _BLACK),
    TradeGarment("wrapTop", r"kimono|dress|pyjamas|pajamas", _SOFT),
    TradeGarment("breton", r"t-shirt|tee", ("#27406b", "#8c2434", "#2c3036"), _WHITE),
    TradeGarment("oxford", r"shirt", _OXFORD),
)

# The first with words in the prompt is worn.
TRADE_GARMENTS: Final = (
    TradeGarment("chefWhites", r"chef'?s whites|chef'?s? (jacket|coat|uniform)", _WHITE, hat="toque"),
    TradeGarment("apronTools", r"(craftsman'?s|leather|tool) apron", ("#5d4a3a", "#6f4a30", "#43474f"), _DENIM),
    TradeGarment("apron", r"gardener'?s apron", ("#4f6a4f", "#5f6b57"), hat="straw"),
    TradeGarment("apron", r"(\w+ )?apron", _LINEN),
    TradeGarment("highVis", r"hi(gh)?-?vis(ibility)?( \w+)?|safety vest", ("#d4dd2b", "#f08a24"), _DENIM, hat="helmet"),
    TradeGarment("peacoat", r"(navy )?peacoat|pea coat", (_NAVY,), _NEUTRALS),
    TradeGarment("pilotJacket", r"pilot'?s (jacket|uniform)|epaulettes", (_NAVY,)),
    TradeGarment("uniformJacket", r"uniform|uniform jacket", (_NAVY, "#2f3d4f", "#33473f")),
    TradeGarment("gown", r"(academic )?gown", _BLACK, tie=("#8c2434", "#27508c", "#64336b", "#1f766f")),
    TradeGarment("robe", r"(black |judge'?s )?robes?", _BLACK),
    TradeGarment("labCoatPlain", r"lab coat|white coat|laboratory coat", _WHITE, _OXFORD),
    TradeGarment("trackJacket", r"track ?(jacket|suit)|tracksuit", ("#1f4f8f", "#a3242f", "#1f6f5f", "#2b2f36")),
    TradeGarment("tailcoat", r"tailcoat|tuxedo|dinner jacket", _BLACK),
    TradeGarment("wrapTop", r"wrap top", _SOFT),
    TradeGarment("utilityVest", r"utility vest|photographer'?s vest", _KHAKI, _NEUTRALS),
    TradeGarment("smock", r"(paint-flecked )?smock", ("#b9c6d6", "#d8cdb8", "#8fa3b8")),
    TradeGarment("fieldJacket", r"stagehand'?s jacket", _BLACK),
    TradeGarment("fieldJacket", r"field jacket|weatherproof( \w+)? jacket|raincoat|anorak|parka", _KHAKI),
    TradeGarment("waistcoat", r"waistcoat", (_NAVY, "#6b2436", _FOREST, _CHARCOAL), tie=("#22252b", "#8c2434")),
    TradeGarment("zipHoodie", r"(zipped )?hoodie", (*_BRIGHT, "#3a3f47"), _NEUTRALS),
    TradeGarment("overalls", r"(work )?overalls|dungarees|boiler suit", _WORK, (*_NEUTRALS, "#b5462f")),
    TradeGarment("cardigan", r"knitted cardigan", _SOFT, _BLOUSES),
)
