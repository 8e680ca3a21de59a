"""An open-plan office: windows, pendant lamps, desks, and colleagues in the distance."""

from typing import Final

from local.bedrock.portrait.colors import SKIN, mix
from local.bedrock.portrait.scenes.props import picture, plant, shelf
from local.bedrock.portrait.scenes.shapes import at, circle, defs, group, line, path, rect, vertical
from local.bedrock.random_draws import LabelledDraws

_PALETTES: Final = (
    ("#f2f5f8", "#c7b299", "#2f6f8f"),
    ("#efe9df", "#b99b7a", "#b5654a"),
    ("#e3ebe5", "#c4ad8c", "#4a7c63"),
    ("#ece8f1", "#b8a6a0", "#6a5b8f"),
    ("#f4ede4", "#9c8872", "#c28a2e"),
)
_SKIES: Final = (("#a9d3f2", "#e6f3fb"), ("#c4d6e4", "#eff4f7"), ("#f3d9b8", "#fbf0de"), ("#8fbfe8", "#f4e6d2"))
_SHIRTS: Final = ("#4c6c93", "#a85f4a", "#5f8270", "#d0a24a", "#7d6b8f", "#3d434d")


def open_office(draws: LabelledDraws) -> str:
    """The scene; the seed decides colours, windows, desks and people."""
    wall, floor, accent = draws.pick("plan palette", _PALETTES)
    sky = draws.pick("plan sky", _SKIES)
    scene = group(
        defs(
            vertical("wall", mix(wall, "#ffffff", 0.5), wall),
            vertical("floor", floor, mix(floor, "#000000", 0.28)),
            vertical("pane", *sky),
        ),
        rect(0, 0, 1024, 1024, "url(#wall)"),
        _ceiling(wall, draws),
        _windows(wall, draws),
        rect(0, 690, 1024, 334, "url(#floor)"),
        rect(0, 682, 1024, 12, mix(wall, "#000000", 0.16)),
        _sunlight(draws),
        _side(accent, draws),
        _desks(accent, draws),
        _lamps(accent, draws),
        plant(draws.pick("plan plant x", (70, 960)), 950, 1.55, draws, "plan plant"),
    )
    return group(scene, transform="translate(1024 0) scale(-1 1)") if draws.chance("plan mirrored", 0.5) else scene


def _ceiling(wall: str, draws: LabelledDraws) -> str:
    shade = mix(wall, "#000000", 0.14)
    if draws.chance("duct", 0.5):
        rings = "".join(rect(x, 22, 10, 52, mix(wall, "#000000", 0.3), rx=5) for x in range(40, 1024, 190))
        return (
            rect(0, 26, 1024, 44, mix(wall, "#000000", 0.2), rx=22)
            + rect(0, 32, 1024, 10, "#fff", fill_opacity=0.4)
            + rings
        )
    return "".join(
        path(f"M{x} 0h46l{(512 - x) * 0.04:g} 74h-38z", shade, fill_opacity=0.6) for x in range(30, 1024, 230)
    )


def _windows(wall: str, draws: LabelledDraws) -> str:
    frame = draws.pick("frame", (mix(wall, "#000000", 0.65), "#ffffff", "#3f464f"))
    count = draws.pick("panes", (3, 4))
    wide = 960 / count
    return "".join(_window(32 + index * wide, wide - 34, frame, draws.chance("arched", 0.35)) for index in range(count))


def _window(x: float, width: float, frame: str, arched: bool) -> str:
    top = 150 if arched else 110
    glass = (
        f"M{x:g} 470V{top}"
        + (f"A{width / 2:g} {width / 2.6:g} 0 0 1 {x + width:g} {top}" if arched else f"H{x + width:g}")
        + "V470z"
    )
    bars = f"M{x + width / 2:g} {top - (60 if arched else 0)}V470M{x:g} 250H{x + width:g}M{x:g} 360H{x + width:g}"
    hills = path(
        f"M{x:g} 470V420C{x + width * 0.3:g} 380 {x + width * 0.6:g} 440 {x + width:g} 400V470z",
        "#6f9a82",
        fill_opacity=0.55,
    )
    return (
        path(glass, "url(#pane)")
        + hills
        + line(glass, frame, 9)
        + line(bars, frame, 5)
        + rect(x - 12, 468, width + 24, 12, frame)
    )


def _sunlight(draws: LabelledDraws) -> str:
    lean = draws.between("sunlight", -160, 160)
    return "".join(path(f"M{x} 700h150l{lean:g} 324h-220z", "#fff6dc", fill_opacity=0.16) for x in (60, 400, 740))


def _side(accent: str, draws: LabelledDraws) -> str:
    things = draws.pick("plan side", (_picture, _whiteboard, _shelf))(draws)
    return things + (_clock(accent) if draws.chance("clock", 0.4) else "")


def _picture(draws: LabelledDraws) -> str:
    return picture(826, 490, 150, 150, draws, "plan picture", "#3b3f46")


def _shelf(draws: LabelledDraws) -> str:
    return shelf(800, 560, 220, draws, "plan shelf")


def _clock(accent: str) -> str:
    face = circle(0, 0, 44, "#fff", stroke=accent, stroke_width=8)
    return at(60, 540, face, line("M0 0V-30M0 0H20", "#3b3f46", 6))


def _whiteboard(draws: LabelledDraws) -> str:
    notes = "".join(
        rect(
            828 + 46 * (index % 4),
            520 + 46 * (index // 4),
            36,
            36,
            draws.pick(f"note {index}", ("#ffd166", "#9bdeac", "#8ecae6", "#f7a072")),
        )
        for index in range(8)
        if draws.chance(f"noted {index}", 0.8)
    )
    return rect(806, 500, 214, 140, "#8d949d", rx=6) + rect(814, 508, 198, 124, "#fdfefe") + notes


def _desks(accent: str, draws: LabelledDraws) -> str:
    wood = draws.pick("desk", ("#8a6b4f", "#e6e1d8", "#5b4a3b", "#c9a577"))
    desks = ""
    for index, x in enumerate((-30, 240, 560, 800)):
        if draws.chance(f"colleague {index}", 0.6):
            desks += _colleague(x + 150, draws, f"colleague {index}")
        desks += _desk(x, wood, accent, draws, f"desk {index}")
    return desks


def _colleague(x: float, draws: LabelledDraws, label: str) -> str:
    skin = draws.pick(f"{label} skin", tuple(SKIN.values()))
    hair = draws.pick(f"{label} hair", ("#2b2320", "#5a3a28", "#b78a48", "#8c8f95"))
    shirt = draws.pick(f"{label} shirt", _SHIRTS)
    return at(
        x,
        616,
        path("M-62 144C-62 74-34 52 0 52C34 52 62 74 62 144z", shirt),
        rect(-14, 24, 28, 36, skin),
        circle(0, 0, 38, skin),
        path("M-40 2C-44-50 44-50 40 2C24-20-24-20-40 2z", hair),
    )


def _desk(x: float, wood: str, accent: str, draws: LabelledDraws, label: str) -> str:
    screen = draws.pick(f"{label} screen", ("#8ecae6", "#b7e4c7", "#ffd6a5", "#d7d3f0", "#dfe9f2"))
    monitor = (
        rect(x + 30, 660, 110, 74, "#2b323c", rx=6)
        + rect(x + 37, 667, 96, 58, screen)
        + rect(x + 79, 734, 12, 26, "#2b323c")
    )
    mug = rect(x + 210, 736, 22, 26, accent, rx=4) if draws.chance(f"{label} mug", 0.6) else ""
    legs = rect(x + 14, 774, 12, 130, mix(wood, "#000000", 0.35)) + rect(
        x + 244, 774, 12, 130, mix(wood, "#000000", 0.35)
    )
    return monitor + mug + legs + rect(x, 760, 270, 18, wood, rx=4)


def _lamps(accent: str, draws: LabelledDraws) -> str:
    shade = draws.pick("lamp", (_dome, _globe, _cone))
    lamps = ""
    for index, x in enumerate((150, 400, 640, 890)):
        y = draws.between(f"lamp {index}", 120, 190)
        cord = rect(-2, -y, 4, y - 40, "#4b4f57")
        lamps += at(x, y, cord, shade(accent), circle(0, 4, 70, "#fff3cf", fill_opacity=0.22))
    return lamps


def _dome(color: str) -> str:
    return path("M-52 0a52 50 0 0 1 104 0z", color)


def _globe(color: str) -> str:
    return circle(0, -20, 34, "#fff8e4") + circle(0, -20, 34, color, fill_opacity=0.15)


def _cone(color: str) -> str:
    return path("M-12-56h24l38 56h-100z", color)
