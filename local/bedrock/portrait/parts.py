"""The parts of figures, by component and variant, in the format of DiceBear's definitions.

Some are from DiceBear's `avataaars` (Pablo Stanley's Avataaars, https://avataaars.com/, free for personal and
commercial use). Ours are the SVG files in `parts/<component>/<variant>.svg`, with `var(--name)` for a named colour.
"""

import functools
import json
from importlib.resources import files
from typing import Any, Final
from xml.etree import ElementTree

type Element = dict[str, Any]

# The parts of avataaars that we use. The others do not suit: tears, an X for eyes, a skull on a shirt.
KEPT: Final[dict[str, frozenset[str]]] = {
    "accessories": frozenset({"prescription01", "prescription02", "round"}),
    "clothes": frozenset({"blazerAndShirt", "collarAndSweater", "graphicShirt", "hoodie"}),
    "clothesGraphic": frozenset({"bear", "deer", "diamond"}),
    "facialHair": frozenset({"beardLight", "beardMedium", "moustacheFancy", "moustacheMagnum"}),
    "top": frozenset(
        {
            *("bob", "bun", "curly", "dreads", "dreads01", "fro", "longButNotTooLong", "miaWallace", "shaggy"),
            *("shortCurly", "shortFlat", "shortRound", "shortWaved", "sides", "straight01", "straight02"),
            *("straightAndStrand", "theCaesar", "theCaesarAndSidePart"),
        }
    ),
}
# Widths and heights of components, in units of the canvas.
BOXES: Final[dict[str, tuple[float, float]]] = {
    "accessories": (130.47, 92.94),
    "age": (280, 280),
    "backHair": (260, 280),
    "clothes": (200, 95.31),
    "clothesGraphic": (109.68, 42),
    "earrings": (280, 280),
    "eyebrows": (96.27, 24),
    "eyes": (84, 36.27),
    "facialHair": (121, 120),
    "head": (280, 280),
    "mouth": (92, 38),
    "nose": (24, 8),
    "skinDetail": (280, 280),
    "strands": (280, 280),
    "top": (260, 280),
}


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
def elements(component: str, variant: str) -> tuple[Element, ...]:
    """The drawing of one variant.

    Raises:
        KeyError: if the component has no such variant.
    """
    if variant in KEPT.get(component, ()):
        return tuple(avataaars()["components"][component]["variants"][variant]["elements"])
    if variant not in variants(component):
        raise KeyError(f"{component} has no variant {variant}")
    text = files(__package__).joinpath("parts", component, f"{variant}.svg").read_text("utf-8")
    return tuple(_converted(child) for child in ElementTree.fromstring(text))  # noqa: S314 - our own file


def element(name: str, *children: Element, **attributes: str) -> Element:
    """An SVG element; underscores in attribute names become hyphens."""
    hyphenated = {key.replace("_", "-"): value for key, value in attributes.items()}
    return {"type": "element", "name": name, "attributes": hyphenated, "children": list(children)}


def _converted(node: ElementTree.Element) -> Element:
    return {
        "type": "element",
        "name": node.tag.rpartition("}")[2],
        "attributes": {name: _value(value) for name, value in node.items()},
        "children": [_converted(child) for child in node],
    }


def _value(value: str) -> str | dict[str, str]:
    if value.startswith("var(--"):
        return {"type": "color", "name": value.removeprefix("var(--").removesuffix(")")}
    return value
