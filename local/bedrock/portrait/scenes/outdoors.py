"""Places with nature: a greenhouse and a harbour behind windows."""

from local.bedrock.portrait.scenes.props import plant
from local.bedrock.portrait.scenes.room import mirrored, room
from local.bedrock.portrait.scenes.shapes import circle, defs, group, line, path, rect, vertical
from local.bedrock.random_draws import LabelledDraws

_SKIES = (("#a9d8f2", "#e9f6fb"), ("#f6cfa0", "#fdeedb"), ("#b9d3e6", "#eef4f8"))
_GREENS = ("#3f7d5a", "#4f9468", "#5aa576", "#2f6b4a", "#78b07f")
_BLOOMS = ("#e06a6a", "#f2b84b", "#d17ab0", "#f4f1ea", "#8f7ad1")


def garden(draws: LabelledDraws) -> str:
    """A greenhouse full of plants."""
    sky = draws.pick("sky", _SKIES)
    glass = defs(vertical("glass", *sky)) + rect(0, 0, 1024, 760, "url(#glass)")
    trees = "".join(
        circle(x, draws.between(f"tree {x}", 420, 560), draws.between(f"crown {x}", 90, 160), color, fill_opacity=0.45)
        for x, color in zip(range(40, 1024, 190), (*_GREENS, "#6aa57a"), strict=True)
    )
    frame = "".join(line(f"M{x} 0V760", "#f7faf8", 12) for x in (20, 270, 512, 754, 1004))
    frame += line("M0 150H1024M0 400H1024", "#f7faf8", 10) + line("M0 150L512 -60L1024 150", "#f7faf8", 14)
    shelf = rect(0, 700, 1024, 26, "#a9825c") + rect(0, 726, 1024, 300, "#7f9a78")
    pots = "".join(_flowers(x, draws) for x in (330, 690))
    ends = plant(110, 720, 2.1, draws, "left") + plant(920, 720, 2.2, draws, "right")
    return mirrored(group(glass, trees, frame, shelf, pots, ends, _hanging(draws)), draws)


def _flowers(x: int, draws: LabelledDraws) -> str:
    heads = "".join(
        circle(x + draws.between(f"bloom x {x} {i}", -70, 70), draws.between(f"bloom y {x} {i}", 560, 640), 20, color)
        for i, color in enumerate(_BLOOMS)
    )
    return circle(x, 640, 76, "#4f9468") + heads + path(f"M{x - 52} 650H{x + 52}L{x + 38} 708H{x - 38}z", "#b5654a")


def _hanging(draws: LabelledDraws) -> str:
    return "".join(
        line(f"M{x} 0V{110 + drop:g}", "#6b7f70", 4)
        + circle(x, 150 + drop, 54, _GREENS[i])
        + circle(x - 30, 190 + drop, 34, _GREENS[i + 1])
        + circle(x + 32, 186 + drop, 36, _GREENS[i + 2])
        for i, x in enumerate((170, 860))
        for drop in (draws.between(f"drop {x}", 0, 60),)
    )


def harbour(draws: LabelledDraws) -> str:
    """A harbour behind a wide window."""
    sky = draws.pick("sky", _SKIES)
    sea = draws.pick("sea", ("#3f7fa6", "#4d90a8", "#5b86a8"))
    view = (
        defs(vertical("view", *sky))
        + rect(50, 110, 924, 480, "url(#view)")
        + rect(50, 420, 924, 170, sea)
        + "".join(line(f"M{x} {y}h60", "#fff", 5, stroke_opacity=0.4) for x, y in ((120, 470), (400, 520), (800, 500)))
        + _boat(draws.between("boat", 120, 260), draws, "boat")
        + _boat(draws.between("other boat", 720, 860), draws, "other boat")
        + _crane(draws.between("crane", 560, 640))
    )
    frame = line("M50 110H974V590H50zM358 110V590M666 110V590", "#f4f1ea", 16)
    sill = rect(20, 590, 984, 26, "#e7dfcf") + circle(120, 560, 26, "#d05a3f") + plant(930, 600, 0.8, draws, "sill")
    wall = draws.pick("harbour wall", ("#d5dde3", "#e6dccb", "#c7d3d1"))
    return mirrored(room(wall, "#8a6b4f", view, frame, sill), draws)


def _boat(x: float, draws: LabelledDraws, label: str) -> str:
    hull = draws.pick(label, ("#b5422e", "#2f4f7a", "#f4f1ea", "#2f6b5a"))
    sail = path(f"M{x:g} 250V420H{x - 70:g}zM{x + 10:g} 280V420H{x + 62:g}z", "#fbf8f0")
    return sail + path(f"M{x - 90:g} 428H{x + 90:g}L{x + 60:g} 470H{x - 60:g}z", hull)


def _crane(x: float) -> str:
    return line(
        f"M{x:g} 430V200M{x - 40:g} 220H{x + 170:g}M{x:g} 200L{x + 150:g} 220M{x + 140:g} 220V300", "#c9822f", 9
    )
