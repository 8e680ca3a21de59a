"""Places of health and science: a clinic and a laboratory."""

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.props import plant
from local.bedrock.portrait.scenes.room import mirrored, room
from local.bedrock.portrait.scenes.shapes import circle, line, path, rect
from local.bedrock.random_draws import LabelledDraws

_MINTS = ("#d5ebe6", "#dbe8f2", "#e6eef0", "#e3ecd9")
_LIQUIDS = ("#5aa9e0", "#e08a5a", "#7ac07a", "#d46a9a", "#e0c24a", "#8f7ad1")


def clinic(draws: LabelledDraws) -> str:
    """A bright clinic: a window with blinds, a cross, a chart of letters and a cabinet."""
    wall = draws.pick("clinic", _MINTS)
    accent = draws.pick("clinic accent", ("#2a9187", "#4b86bd", "#5b9a6b"))
    blinds = rect(50, 140, 300, 330, "#fff") + "".join(
        rect(60, y, 280, 20, mix("#bfe0f2", wall, draws.between(f"blind {y}", 0, 0.5))) for y in range(152, 460, 30)
    )
    cross = circle(850, 230, 76, "#fff") + path("M826 180h48v26h26v48h-26v26h-48v-26h-26v-48h26z", accent)
    chart = rect(730, 350, 240, 220, "#fff") + "".join(
        rect(850 - half, 376 + 38 * i, 2 * half, 18, "#5b6b80") for i, half in enumerate((20, 44, 66, 84, 96))
    )
    cabinet = rect(0, 620, 420, 404, "#f6f9fa") + rect(0, 610, 440, 18, accent)
    handles = "".join(rect(x, 760, 12, 70, "#b9c4d1", rx=6) for x in (120, 160, 330))
    jars = "".join(rect(60 + 70 * i, 548, 52, 62, mix(wall, color, 0.5), rx=8) for i, color in enumerate(_LIQUIDS[:4]))
    furniture = (blinds, cross, chart, cabinet, handles, jars, plant(930, 930, 1.5, draws, "clinic plant"))
    return mirrored(room(wall, "#b9c9cc", *furniture), draws)


def laboratory(draws: LabelledDraws) -> str:
    """Shelves of flasks and bottles over a white bench."""
    wall = draws.pick("lab", _MINTS)
    shelves = "".join(rect(x, y + 96, 330, 14, "#b9c4d1") for x in (20, 680) for y in (160, 330))
    flasks = "".join(
        _flask(x + 55 * i, y + 96, draws.pick(f"liquid {x} {y} {i}", _LIQUIDS), draws.chance(f"round {x} {y} {i}", 0.5))
        for x in (60, 715)
        for y in (160, 330)
        for i in range(5)
    )
    bench = rect(0, 620, 1024, 26, "#f6f8fa") + rect(0, 646, 1024, 378, mix(wall, "#5b7f94", 0.5))
    scope = draws.between("microscope", 820, 900)
    microscope = (
        rect(scope - 60, 600, 130, 20, "#3a4450", rx=8)
        + line(f"M{scope + 30:g} 600C{scope + 70:g} 540 {scope + 50:g} 490 {scope:g} 480", "#3a4450", 22)
        + rect(scope - 26, 430, 34, 110, "#56616e", rx=8, transform=f"rotate(18 {scope:g} 480)")
    )
    tall = _flask(140, 620, draws.pick("tall", _LIQUIDS), False, 1.8) + _flask(260, 620, "#7ac07a", True, 1.5)
    return mirrored(room(wall, "#b9c9cc", shelves, flasks, microscope, tall, bench), draws)


def _flask(x: float, y: float, liquid: str, is_round: bool, scale: float = 1) -> str:
    glass = "M-10-84H10V-52L30-8C33 0 30 0 26 0H-26C-30 0-33 0-30-8L-10-52z"
    bowl = "M-9-84H9V-54C34-48 36-4 0 0C-36-4-34-48-9-54z"
    shape = bowl if is_round else glass
    fill = (
        "M-27-20H27C30 0 20 0 0 0C-20 0-30 0-27-20z"
        if is_round
        else "M-20-28H20L30-8C33 0 30 0 26 0H-26C-30 0-33 0-30-8z"
    )
    move = f"translate({x:g} {y:g}) scale({scale:g})"
    return path(shape, "#fff", fill_opacity=0.75, transform=move) + path(fill, liquid, transform=move)
