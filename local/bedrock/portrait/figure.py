"""Draws the figure as SVG, with a DiceBear style that has exactly the parts of one look."""

import re
from typing import Any, Final

from dicebear import Avatar, Style

from local.bedrock.portrait.look import Look
from local.bedrock.portrait.parts import BOXES, Element, avataaars, element, elements

CANVAS: Final = 280

# The middle of the hair's box; hair is mirrored about it.
_HAIR_AXIS: Final = 132
_FLIP: Final = f"translate({2 * _HAIR_AXIS} 0) scale(-1 1)"
_HAIR: Final[Element] = {"type": "component", "name": "top", "attributes": {"transform": "translate(8)"}}
# Parts from back to front, at avataaars' positions, with our own layers between.
_BEHIND_HAIR: Final = (
    ("backHair", "translate(8)"),
    ("head", ""),
    ("skinDetail", ""),
    ("age", ""),
    ("clothes", "translate(40 184.7)"),
    ("mouth", "translate(94 140)"),
    ("nose", "translate(128 130)"),
    ("eyes", "translate(98 98)"),
    ("eyebrows", "translate(91.86 82)"),
    ("earrings", ""),
)
_BEFORE_HAIR: Final = (("facialHair", "translate(81 98)"), ("accessories", "translate(75.77 46)"))


def figure_svg(look: Look) -> str:
    """The figure on a transparent background, as SVG of 280 x 280 units without a size in pixels."""
    options: dict[str, Any] = {"seed": "figure"}
    for name, shades in look.colors.items():
        options |= {f"{name}Color": list(shades), f"{name}ColorOrder": "fixed"}
        options |= {f"{name}ColorFill": "linear", f"{name}ColorAngle": 90} if len(shades) > 1 else {}
    return re.sub(r"<metadata.*?</metadata>", "", Avatar(_style(look), options).to_string(), flags=re.DOTALL)


def _style(look: Look) -> Style:
    """A style with only the parts of the look: DiceBear's validation is slow, and would take a second for all parts."""
    parts = dict(look.parts)
    return Style(
        {
            "meta": avataaars()["meta"],
            "attributes": avataaars()["attributes"],
            "components": {name: _component(name, variant, look) for name, variant in parts.items()},
            "colors": {name: {"values": list(shades)} for name, shades in look.colors.items()},
            "canvas": {"width": CANVAS, "height": CANVAS, "elements": _layers(parts, look.build)},
        }
    )


def _component(name: str, variant: str, look: Look) -> dict[str, Any]:
    width, height = BOXES[name]
    drawing = list(elements(name, variant))
    scale = look.scales.get(name, 1.0)
    if look.mirrored and name in {"top", "backHair"}:
        drawing = [element("g", *drawing, transform=_FLIP)]
    return {
        "width": width,
        "height": height,
        "scale": {"min": scale, "max": scale},
        "variants": {variant: {"elements": drawing}},
    }


def _layers(parts: dict[str, str], build: float) -> list[Element]:
    behind = [_placed(name, transform) for name, transform in _BEHIND_HAIR if name in parts]
    before = [_placed(name, transform) for name, transform in _BEFORE_HAIR if name in parts]
    grey = [element("g", _placed("strands", ""), mask="url(#hairMask)")] if "strands" in parts else []
    hair = element("g", _HAIR, filter="url(#hairShadow)")
    scale_about_middle = f"translate({CANVAS / 2 * (1 - build):.3f} 0) scale({build:.3f} 1)"
    return [_definitions(), element("g", *behind, hair, *grey, *before, transform=scale_about_middle)]


def _placed(name: str, transform: str) -> Element:
    return {"type": "component", "name": name, "attributes": {"transform": transform} if transform else {}}


def _definitions() -> Element:
    shadow = element("feDropShadow", dx="0", dy="2.5", stdDeviation="2.2", flood_color="#1c0d08", flood_opacity=".28")
    return element(
        "defs",
        element("mask", _HAIR, id="hairMask", style="mask-type:alpha"),
        element("filter", shadow, id="hairShadow", color_interpolation_filters="sRGB"),
    )
