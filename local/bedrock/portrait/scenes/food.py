"""Places of food: a kitchen and a coffee bar."""

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.props import plant
from local.bedrock.portrait.scenes.room import FLOOR, lamps, mirrored, room
from local.bedrock.portrait.scenes.shapes import circle, line, path, rect
from local.bedrock.random_draws import LabelledDraws


def kitchen(draws: LabelledDraws) -> str:
    """White tiles, copper pans on a rail, a hood and a stove."""
    tile = draws.pick("tile", ("#e9eef0", "#e4ece6", "#f1ebe0", "#dfe7ee"))
    grid = mix(tile, "#000000", 0.08)
    rows = "".join(rect(0, y, 1024, 4, grid) for y in range(60, FLOOR, 74))
    columns = "".join(rect(x, 0, 4, FLOOR, grid) for x in range(20, 1024, 98))
    rail = rect(0, 214, 1024, 12, "#8d949d")
    pans = "".join(_pan(x, draws) for x in (70, 190, 320, 720, 850, 970))
    return mirrored(room(tile, "#8f7a66", rows, columns, rail, pans, _stove(draws), _counter(draws)), draws)


def _pan(x: int, draws: LabelledDraws) -> str:
    radius = draws.between(f"pan {x}", 36, 62)
    metal = draws.pick(f"metal {x}", ("#c07a4a", "#b56a3a", "#a9adb3", "#cf8a55"))
    y = 300 + radius
    return (
        rect(x - 5, 222, 10, y - 222 - radius + 8, "#5b5049")
        + circle(x, y, radius, metal)
        + circle(x - radius * 0.18, y - radius * 0.18, radius * 0.7, "#fff", fill_opacity=0.16)
    )


def _stove(draws: LabelledDraws) -> str:
    steel = draws.pick("steel", ("#c3cad1", "#aeb7c0", "#d2d6d9"))
    flame = "".join(circle(x, 616, 9, "#f2a13b") for x in (690, 760, 870, 940))
    pot = rect(672, 520, 110, 90, mix(steel, "#000000", 0.2), rx=10) + rect(662, 512, 130, 14, "#6f767e", rx=7)
    return rect(630, 620, 394, 300, steel) + rect(660, 690, 330, 170, "#3b4048", rx=12) + flame + pot


def _counter(draws: LabelledDraws) -> str:
    wood = draws.pick("board", ("#c99c6b", "#a9744a", "#b58a5f"))
    lemons = "".join(circle(50 + 34 * i, 596 - 10 * (i % 2), 20, "#eac63f") for i in range(4))
    bowl = path("M20 600H190C180 650 150 662 105 662C60 662 30 650 20 600z", "#f4f1ea")
    return rect(0, 660, 380, 364, "#dcd4c6") + rect(0, 650, 400, 24, wood) + lemons + bowl


def cafe(draws: LabelledDraws) -> str:
    """A coffee bar: menu boards, a machine, cups and warm lamps."""
    wall, accent = draws.pick(
        "cafe", (("#d9c3a5", "#7a4a33"), ("#b9c4b5", "#3f5a4a"), ("#d8b9a8", "#8a4b36"), ("#c9cfd6", "#3d4a5c"))
    )
    boards = "".join(_menu(x, draws) for x in (40, 760))
    machine = (
        rect(40, 500, 260, 170, "#b9c0c7", rx=16)
        + rect(64, 528, 212, 60, "#3a3f47", rx=8)
        + "".join(circle(90 + 50 * i, 630, 14, "#5b626b") for i in range(4))
    )
    cups = "".join(rect(740 + 62 * i, 618, 42, 48, color, rx=8) for i, color in enumerate(("#fff", accent, "#f0e4d0")))
    bar = rect(0, 664, 1024, 30, mix(accent, "#ffffff", 0.2)) + rect(0, 694, 1024, 330, accent)
    light = lamps(draws, accent, 120, 360, 680, 910)
    return mirrored(room(wall, "#8a6b4f", boards, machine, cups, bar, light, plant(960, 668, 1, draws, "bar")), draws)


def _menu(x: int, draws: LabelledDraws) -> str:
    rows = "".join(
        line(f"M{x + 30} {y}h{draws.between(f'row {x} {y}', 60, 160):g}", "#f4efe2", 6, stroke_opacity=0.8)
        for y in range(330, 440, 26)
    )
    return rect(x, 260, 230, 200, "#5b4636", rx=6) + rect(x + 10, 270, 210, 180, "#2c3533") + rows
