"""The parts of figures, by component and variant, as SVG text with `var(--name)` for a named colour.

Some are from DiceBear's `avataaars` (Pablo Stanley's Avataaars, https://avataaars.com/, free for personal and
commercial use). Ours are the SVG files in `parts/<component>/<variant>.svg`.
"""

import functools
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final
from xml.sax.saxutils import quoteattr

# The parts of avataaars that we use. The others do not suit: tears, an X for eyes, a skull on a shirt.
KEPT: Final[dict[str, frozenset[str]]] = {
    "accessories": frozenset({"prescription01", "prescription02", "round"}),
    "clothes": frozenset({"blazerAndShirt", "collarAndSweater", "graphicShirt", "hoodie"}),
    "clothesGraphic": frozenset({"bear", "deer", "diamond"}),
    "facialHair": frozenset({"beardLight", "moustacheFancy", "moustacheMagnum"}),
    "top": frozenset(
        {
            *("bun", "curly", "dreads", "dreads01", "fro"),
            *("shortCurly", "shortFlat", "shortRound", "shortWaved", "sides", "theCaesar"),
        }
    ),
}
# Widths and heights of components, in units of the canvas.
BOXES: Final[dict[str, tuple[float, float]]] = {
    "accessories": (130.47, 92.94),
    "adornment": (280, 280),
    "age": (280, 280),
    "backHair": (280, 280),
    "clothes": (200, 95.31),
    "collar": (200, 95.31),
    "clothesGraphic": (109.68, 42),
    "earrings": (280, 280),
    "eyebrows": (96.27, 24),
    "eyes": (84, 36.27),
    "facialHair": (121, 120),
    "backrest": (280, 280),
    "hand": (280, 280),
    "hat": (280, 280),
    "head": (280, 280),
    "mouth": (92, 38),
    "neck": (280, 280),
    "neckwear": (200, 95.31),
    "nose": (24, 8),
    "pin": (200, 95.31),
    "shawl": (200, 95.31),
    "skinDetail": (280, 280),
    "strap": (200, 95.31),
    "top": (280, 280),
}
# Where avataaars has its hair on the canvas; ours is drawn in the canvas's own coordinates.
_AVATAAARS_HAIR: Final = "translate(8 0)"


@functools.cache
def avataaars() -> dict[str, Any]:
    """The definition of the `avataaars` style."""
    definition: dict[str, Any] = json.loads(files("dicebear_styles").joinpath("avataaars.json").read_text("utf-8"))
    return definition


@functools.cache
def variants(component: str) -> frozenset[str]:
    """The names of all variants of a component."""
    folder = files(__package__).joinpath("parts", component)
    own = {part.name.removesuffix(".svg") for part in folder.iterdir()} if folder.is_dir() else set()
    return KEPT.get(component, frozenset()) | own


@functools.cache
def drawing(component: str, variant: str) -> str:
    """The drawing of one variant; `{component}` stands for a part inside it.

    Raises:
        KeyError: if the component has no such variant.
    """
    if variant in KEPT.get(component, ()):
        shapes = avataaars()["components"][component]["variants"][variant]["elements"]
        text = "".join(_shape(shape) for shape in shapes)
        return _hair(text) if component == "top" else text
    if variant not in variants(component):
        raise KeyError(f"{component} has no variant {variant}")
    text = files(__package__).joinpath("parts", component, f"{variant}.svg").read_text("utf-8")
    return text[text.index(">") + 1 : text.rindex("</svg>")].replace("\n", "")


def _hair(text: str) -> str:
    """Avataaars' hair at its place, its white flecks as darker strands."""
    return f'<g transform="{_AVATAAARS_HAIR}">{text.replace('fill="white"', 'fill="var(--hairShade)"')}</g>'


def _shape(shape: Mapping[str, Any]) -> str:
    """One shape of DiceBear's format as SVG."""
    attributes = "".join(f" {name}={quoteattr(_value(value))}" for name, value in shape.get("attributes", {}).items())
    if shape["type"] == "component":
        return f"<g{attributes}>{{{shape['name']}}}</g>"
    return f"<{shape['name']}{attributes}>{''.join(map(_shape, shape.get('children', ())))}</{shape['name']}>"


def _value(value: str | Mapping[str, str]) -> str:
    return value if isinstance(value, str) else f"var(--{value['name']})"
