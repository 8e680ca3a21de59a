"""Draws the figure as SVG from the parts and colours of one look."""

import re
from typing import Final

from local.bedrock.portrait.look import Look
from local.bedrock.portrait.parts import BOXES, drawing

CANVAS: Final = 280
FULL_BEARD: Final = "beardFull"
"""The mouth is drawn over this beard; all other facial hair leaves it free or lies over it."""

# What the picture shows of the canvas: left edge, upper edge and side.
_WHOLE: Final = (-10, -20, 300)
_CLOSE: Final = (17, -8, 246)

_FLIP: Final = f"translate({CANVAS} 0) scale(-1 1)"
# The point about which the head leans, at the top of the neck.
_NECK: Final = "140 192"
# Parts from back to front, with their positions on the canvas.
_CHEST: Final = "translate(40 184.7)"
_BODY: Final = (
    ("neck", ""),
    ("clothes", _CHEST),
    ("strap", _CHEST),
    ("shawl", _CHEST),
    ("collar", _CHEST),
    ("neckwear", _CHEST),
    ("pin", "translate(-40 184.7)"),
)
_SKULL: Final = (("head", ""), ("earrings", ""))
_FEATURES: Final = (
    ("skinDetail", ""),
    ("age", ""),
    ("mouth", "translate(94 140)"),
    ("nose", "translate(128 130)"),
    ("eyes", "translate(98 98)"),
    ("eyebrows", "translate(91.86 82)"),
)
_BEARD: Final = ("facialHair", "translate(81 98)")
_ON_HAIR: Final = (("adornment", ""), ("hat", ""))
_GLASSES: Final = ("accessories", "translate(75.77 46)")
# How far features move for a face that looks to the side or up, and the nose beyond that.
_TURN: Final = 5.0
_LIFT: Final = 5.0
_NOSE_TURN: Final = 2.5
# How far irises move in the eyes of such a face, to the side and up.
_GAZE: Final = (1.5, 1.8)
# Hair casts its shadow as its own outline, moved down twice: a filter would cost half of the drawing's time.
_SHADOWS: Final = (2.0, 4.5)
_SHADOW: Final = ("#1c0d08", 0.11)


def figure_svg(look: Look) -> str:
    """The figure on a transparent background, as square SVG without a size in pixels."""
    behind, hair = _placed(look, ("backHair", "")), _placed(look, ("top", ""))
    turned = f"translate({look.turn * _TURN:g} {-look.lift * _LIFT:g})"
    beard, full = _placed(look, _BEARD), look.parts.get("facialHair") == FULL_BEARD
    head = (
        _all(look, _SKULL)
        + _group((beard if full else "") + _all(look, _FEATURES), turned)
        + "".join(_shadow(hair, down) for down in _SHADOWS)
        + hair
        + _all(look, _ON_HAIR)
        + _group(("" if full else beard) + _placed(look, _GLASSES), turned)
    )
    lean = f"rotate({look.tilt:g} {_NECK})" if look.tilt else ""
    turned_body = _group(_all(look, _BODY), _turn_of_body(look.body_turn))
    drawn = (
        _placed(look, ("backrest", ""))
        + _group(behind, lean)
        + turned_body
        + _group(head, lean)
        + _placed(look, ("hand", ""))
    )
    build = f"translate({CANVAS / 2 * (1 - look.build):.3f} 0) scale({look.build:.3f} 1)"
    left, top, side = _CLOSE if look.close else _WHOLE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {side} {side}">'
        f"<defs>{_gradients(look)}</defs>{_group(_colored(drawn, look), build)}</svg>"
    )


def _all(look: Look, places: tuple[tuple[str, str], ...]) -> str:
    return "".join(_placed(look, place) for place in places)


def _placed(look: Look, place: tuple[str, str]) -> str:
    """The look's variant of a component at its position, scaled about its middle; empty if it has none."""
    name, position = place
    if name not in look.parts:
        return ""
    text = drawing(name, look.parts[name])
    if "{clothesGraphic}" in text:
        text = text.replace("{clothesGraphic}", drawing("clothesGraphic", look.parts["clothesGraphic"]))
    if name in {"top", "backHair"} and look.mirrored:
        return _group(text, _FLIP)
    if name == "eyes":
        text = _gaze(text, look)
    if name == "nose" and look.turn:
        position += f" translate({look.turn * _NOSE_TURN:g} 0)"
    scale = look.scales.get(name, 1.0)
    if scale != 1.0:
        width, height = BOXES[name]
        position += f" translate({width / 2 * (1 - scale):g} {height / 2 * (1 - scale):g}) scale({scale:g})"
    return _group(text, position)


def _turn_of_body(turn: float) -> str:
    """Shoulders that are turned aside look narrower, and the nearer one lower."""
    if not turn:
        return ""
    middle = CANVAS / 2
    return (
        f"translate({middle - 7 * turn:g} 200) skewY({4 * turn:g}) scale({1 - 0.1 * abs(turn):g} 1.12) "
        f"translate({-middle:g} -200)"
    )


def _gaze(eyes: str, look: Look) -> str:
    """Eyes that look to where the face is turned."""
    if not (look.turn or look.lift):
        return eyes
    across, up = look.turn * _GAZE[0], look.lift * _GAZE[1]

    def moved(circle: re.Match[str]) -> str:
        return f'<circle cx="{float(circle[1]) + across:g}" cy="{float(circle[2]) - up:g}"'

    return re.sub(r'<circle cx="([\d.]+)" cy="([\d.]+)"', moved, eyes)


def _group(text: str, transform: str) -> str:
    return f'<g transform="{transform.strip()}">{text}</g>' if text and transform else text


def _shadow(hair: str, down: float) -> str:
    """The outline of the hair as a shadow: its shapes in the hair's own colour, without shades and strands."""
    color, opacity = _SHADOW
    outline = re.sub(r"<(path|circle|ellipse|rect)\b[^>]*?>(</\1>)?", _only_hair, hair)
    outline = outline.replace('"var(--hair)"', f'"{color}" fill-opacity="{opacity:g}"')
    return _group(outline, f"translate(0 {down:g})")


def _only_hair(shape: re.Match[str]) -> str:
    return re.sub(r' fill-opacity="[^"]*"', "", shape[0]) if 'fill="var(--hair)"' in shape[0] else ""


def _colored(text: str, look: Look) -> str:
    """The drawing with the look's colours in the place of their names."""
    return re.sub(r"var\(--(\w+)\)", lambda name: _paint(name[1], look), text)


def _paint(name: str, look: Look) -> str:
    shades = look.colors[name]
    return f"url(#{name})" if len(shades) > 1 else shades[0]


def _gradients(look: Look) -> str:
    return "".join(
        _greying(shades)
        if name == "hair" and look.hair_flow == "to the temples"
        else f'<linearGradient id="{name}" {_extent(name, look)}>{_stops(shades)}</linearGradient>'
        for name, shades in look.colors.items()
        if len(shades) > 1
    )


def _extent(name: str, look: Look) -> str:
    """Skin has one gradient over the whole figure, so that face and neck match; other parts have their own."""
    if name == "skin":
        return f'x1="0" x2="0" y1="36" y2="{CANVAS}" gradientUnits="userSpaceOnUse"'
    if name == "hair" and look.hair_flow == "across":
        return 'x1="68" x2="212" y1="20" y2="52" gradientUnits="userSpaceOnUse"'
    return 'x1="0" x2="0" y1="0" y2="1"'


def _greying(shades: tuple[str, ...]) -> str:
    """Hair that keeps its colour on top and has its last shade at the temples."""
    stops = f'<stop offset=".62" stop-color="{shades[0]}"/><stop offset="1" stop-color="{shades[-1]}"/>'
    where = 'cx="140" cy="40" r="80" gradientUnits="userSpaceOnUse"'
    return f'<radialGradient id="hair" {where}>{stops}</radialGradient>'


def _stops(shades: tuple[str, ...]) -> str:
    last = len(shades) - 1
    return "".join(f'<stop offset="{index / last:g}" stop-color="{shade}"/>' for index, shade in enumerate(shades))
