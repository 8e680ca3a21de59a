"""What can be worn beside clothes: hats, things in the hair, round the neck and on the chest, and the words for it."""

import re
from dataclasses import dataclass
from typing import Final, Literal

type Component = Literal["hat", "adornment", "neckwear", "shawl", "collar", "strap", "pin", "accessories"]


@dataclass(frozen=True)
class Worn:
    """One thing that is worn.

    Attributes:
        component: the kind of part that it is; a figure has one of each kind.
        variant: the name of its drawing.
        words: the words of a prompt that ask for it, as a regular expression.
        instead: what those wear for whom it is too frilly; None if it suits all.
    """

    component: Component
    variant: str
    words: str
    instead: tuple[Component, str] | None = None


# The first that a prompt names is worn, of each kind: longer words come before words that they contain.
WORN: Final = (
    Worn("hat", "party", r"(party|birthday|paper|pointed) (hat|cap)"),
    Worn("hat", "santa", r"(santa|christmas|elf|xmas)( \w+)? (hat|cap|hood)"),
    Worn("hat", "toque", r"chef'?s? hat|toque"),
    Worn("hat", "straw", r"(straw|sun|garden) hat|sombrero"),
    Worn("hat", "mortarboard", r"graduation (hat|cap)|mortarboard"),
    Worn("hat", "showerCap", r"(shower|bath|swimming|bathing) cap"),
    Worn("hat", "cowboy", r"(cowboy|stetson|western) hat|stetson"),
    Worn("hat", "bonnet", r"bonnet"),
    Worn("hat", "fez", r"fez"),
    Worn("hat", "wig", r"wig"),
    Worn("hat", "beanie", r"beanie|(woolly|woolen|woollen|knit|knitted|winter|bobble) (hat|cap)"),
    Worn("hat", "beret", r"beret"),
    Worn("hat", "helmet", r"helmet|hard hat"),
    Worn("hat", "crown", r"crown"),
    Worn("hat", "cap", r"(baseball |flat |peaked )?cap"),
    Worn("hat", "headband", r"headband|hairband|headscarf|turban"),
    Worn("hat", "fedora", r"hat|fedora"),
    Worn("adornment", "tiara", r"tiara", ("hat", "crown")),
    Worn("adornment", "wreath", r"wreath|garland|flower crown"),
    Worn("adornment", "flower", r"flowers?|rose|daisy|sunflower", ("pin", "flowerPin")),
    Worn("neckwear", "bowTie", r"bow-? ?tie"),
    Worn("adornment", "hairBow", r"(hair )?bow|ribbon", ("neckwear", "bowTie")),
    Worn("adornment", "hairclip", r"hair ?clip"),
    Worn("adornment", "veil", r"veil"),
    Worn("neckwear", "lei", r"lei"),
    Worn("neckwear", "headphones", r"headphones around the neck"),
    Worn("adornment", "headphones", r"headphones"),
    Worn("shawl", "neckerchief", r"neckerchief|bandann?a|kerchief"),
    Worn("shawl", "patchwork", r"(patchwork|quilted) wrap around the shoulders|quilt"),
    Worn("shawl", "wrap", r"wrap around the shoulders|shawl|stole|cape|cloak|poncho"),
    Worn("neckwear", "tie", r"(neck ?)?tie"),
    Worn("strap", "strap", r"cross-body( bag)?( strap)?|bag strap"),
    Worn("shawl", "scarf", r"scarf"),
    Worn("neckwear", "tapeMeasure", r"measuring tape|tape measure"),
    Worn("neckwear", "lanyard", r"lanyard"),
    Worn("neckwear", "pearls", r"pearls"),
    Worn("neckwear", "pendant", r"pendant|locket"),
    Worn("neckwear", "necklace", r"necklace|choker"),
    Worn("neckwear", "ruff", r"ruff|ruffled collar"),
    Worn("collar", "upturned", r"upturned collar"),
    Worn("collar", "draped", r"draped collar"),
    Worn("collar", "oversized", r"oversized collar"),
    Worn("pin", "nameBadge", r"name (badge|tag)|badge|tag"),
    Worn("pin", "rosette", r"rosette"),
    Worn("pin", "watch", r"(pocket )?watch"),
    Worn("pin", "medal", r"medal|brooch"),
    Worn("pin", "tasselPin", r"tassel pin"),
    Worn("accessories", "sunglasses", r"sunglasses|goggles"),
    Worn("accessories", "mask", r"mask"),
    Worn("accessories", "monocle", r"monocle"),
)
# The colours of such things, by the words for them.
_COLORS: Final = {
    "red": "#b3262e",
    "blue": "#2a5db0",
    "green": "#2f7d4f",
    "yellow": "#e3b12f",
    "pink": "#d9608c",
    "purple": "#6f3f8f",
    "orange": "#d9702a",
    "black": "#25272d",
    "white": "#eceef2",
    "grey": "#8b9098",
    "gray": "#8b9098",
    "brown": "#75492c",
    "gold": "#c99a2e",
    "golden": "#c99a2e",
    "teal": "#1f7f80",
}


def named(text: str) -> tuple[Worn, ...]:
    """The things that a text names, at most one of each kind."""
    found: dict[Component, Worn] = {}
    for worn in WORN:
        if worn.component not in found and re.search(rf"(?<![\w-])(?:{worn.words})(?![\w-])", text):
            found[worn.component] = worn
            text = re.sub(rf"(?<![\w-])(?:{worn.words})(?![\w-])", "", text)
    return tuple(found.values())


def color_word(text: str) -> str | None:
    """The first colour that a text names."""
    match = re.search(rf"\b({'|'.join(_COLORS)})\b", text)
    return _COLORS[match[1]] if match else None


def color(text: str) -> str | None:
    """The colour of the things that a text names, from the word up to two words before the first that has one."""
    things = "|".join(worn.words for worn in WORN)
    colors = "|".join(_COLORS)
    match = re.search(rf"\b({colors}) (?:[\w-]+ )?(?:{things})(?![\w-])", text)
    return _COLORS[match[1]] if match else None
