"""A corner office: two walls of glass over a city."""

from typing import Final, NamedTuple

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.props import floor_lamp, picture, plant, shelf
from local.bedrock.portrait.scenes.shapes import circle, defs, group, line, path, rect, vertical
from local.bedrock.random_draws import LabelledDraws


class _Hour(NamedTuple):
    """Colours of the sky from top to bottom, colour of the towers, share of lit windows, colour of their light."""

    sky: tuple[str, str, str]
    tower: str
    lit: float
    light: str


_HOURS: Final = (
    _Hour(("#6fa9e0", "#a9cef0", "#e8f2fa"), "#6e8cad", 0.25, "#dcecf8"),
    _Hour(("#7d9fce", "#f0cfae", "#fbe9cf"), "#8a7f92", 0.4, "#fff0c4"),
    _Hour(("#4a5f92", "#d98f7d", "#f7c58f"), "#5d5375", 0.55, "#ffe2a0"),
    _Hour(("#1f2c54", "#47528a", "#9a7fa6"), "#2f3a63", 0.6, "#ffd98a"),
    _Hour(("#aab8c6", "#c9d3dc", "#e4e9ee"), "#8796a6", 0.35, "#f6f1dc"),
)
_WALLS: Final = (("#e9e2d6", "#5d4431"), ("#dfe3e6", "#4a4f57"), ("#d9d2c8", "#6b5138"), ("#cfd8d3", "#4c4438"))
_HORIZON: Final = 770


def corner_office(draws: LabelledDraws) -> str:
    """The scene; the seed decides hour, skyline and furniture."""
    hour = draws.pick("hour", _HOURS)
    wall, wood = draws.pick("office wall", _WALLS)
    corner = draws.between("corner", 330, 420)
    scene = group(
        defs(vertical("sky", *hour.sky), vertical("floor", mix(wood, "#ffffff", 0.12), mix(wood, "#000000", 0.3))),
        rect(0, 0, 1024, 1024, "url(#sky)"),
        _sun(hour, draws),
        _skyline(hour, draws),
        _room(corner, wall),
        _furniture(wood, draws),
    )
    return group(scene, transform="translate(1024 0) scale(-1 1)") if draws.chance("office mirrored", 0.5) else scene


def _sun(hour: _Hour, draws: LabelledDraws) -> str:
    x, y = draws.between("sun x", 60, 300), draws.between("sun y", 220, 480)
    return circle(x, y, 150, "#fff", fill_opacity=0.1) + circle(x, y, 60, hour.light, fill_opacity=0.75)


def _skyline(hour: _Hour, draws: LabelledDraws) -> str:
    """Three rows of towers; farther ones are closer to the colour of the sky."""
    towers = ""
    for row, (haze, tallest, width) in enumerate(((0.62, 380, 74), (0.34, 320, 88), (0.0, 230, 104))):
        color = mix(hour.tower, hour.sky[2], haze)
        for index in range(-1, int(1024 / width) + 1):
            label = f"tower {row} {index}"
            high = draws.between(label, 0.35, 1) * tallest
            x = index * width + draws.between(f"{label} x", 0, 30)
            towers += _tower(x, high, width * 0.86, color, hour, draws, label, lit=row > 0)
    return towers


def _tower(
    x: float, high: float, width: float, color: str, hour: _Hour, draws: LabelledDraws, label: str, *, lit: bool
) -> str:
    top = _HORIZON - high
    roof = draws.pick(f"{label} roof", ("flat", "flat", "spire", "step"))
    shape = rect(x, top, width, high + 120, color) + rect(
        x + width * 0.7, top, width * 0.3, high + 120, "#000", fill_opacity=0.08
    )
    if roof == "spire":
        shape += path(
            f"M{x + width * 0.3:g} {top:g}L{x + width / 2:g} {top - 70:g}L{x + width * 0.7:g} {top:g}z", color
        )
    if roof == "step":
        shape += rect(x + width * 0.2, top - 34, width * 0.6, 36, color)
    if not lit:
        return shape
    cells = ((column, floor) for floor in range(int(high // 30)) for column in range(3))
    return shape + "".join(
        rect(x + width * (0.16 + 0.26 * column), top + 14 + 30 * floor, width * 0.14, 15, hour.light, fill_opacity=0.7)
        for column, floor in cells
        if draws.chance(f"{label} {column} {floor}", hour.lit)
    )


def _room(corner: float, wall: str) -> str:
    """Ceiling, floor and window frames, with a perspective towards the corner."""
    frame = "#49525e"
    uprights = "".join(
        line(f"M{x:g} {60 + 70 * x / corner:g}V{900 - 130 * x / corner:g}", frame, 12) for x in (0, corner * 0.52)
    )
    span = 760 - corner
    far = "".join(
        line(f"M{x:g} {130 - 66 * (x - corner) / span:g}V{770 + 110 * (x - corner) / span:g}", frame, 12)
        for x in (corner + span * 0.5, 756)
    )
    rails = line(f"M0 330L{corner:g} 372L760 322", frame, 7)
    shine = path(
        f"M{corner + 40:g} 120L{corner + 130:g} 112L{corner + 30:g} 780L{corner + 12:g} 776z", "#fff", fill_opacity=0.14
    )
    return (
        path(f"M0 0H1024V40L760 64L{corner:g} 130L0 60z", mix(wall, "#ffffff", 0.35))
        + path(f"M0 900L{corner:g} 770L760 880L1024 910V1024H0z", "url(#floor)")
        + shine
        + uprights
        + far
        + rails
        + line(f"M{corner:g} 130V770", "#3b434e", 20)
        + line(f"M0 60L{corner:g} 130L760 64M0 900L{corner:g} 770L760 880", "#3b434e", 12)
        + path("M760 30L1024 0V1024H760z", wall)
        + path("M760 30L792 26V1024H760z", "#000", fill_opacity=0.08)
    )


def _furniture(wood: str, draws: LabelledDraws) -> str:
    things = picture(812, 130, 176, 200, draws, "office picture") + shelf(800, 470, 230, draws, "office shelf", wood)
    if draws.chance("credenza", 0.5):
        things += rect(770, 800, 260, 150, wood, rx=6) + rect(770, 800, 260, 10, "#fff", fill_opacity=0.15)
        things += rect(896, 820, 4, 120, "#000", fill_opacity=0.25) + plant(930, 802, 1.15, draws, "office plant")
    else:
        things += plant(920, 960, 1.75, draws, "office plant")
    if draws.chance("office lamp", 0.4):
        return things + floor_lamp(96, 960, "#efe3c8")
    return things + plant(90, 960, 1.5, draws, "second plant")
