"""Places of books and words: a library, a classroom and a courtroom."""

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.props import books, plant, shelf
from local.bedrock.portrait.scenes.room import lamps, mirrored, room
from local.bedrock.portrait.scenes.shapes import circle, line, path, rect
from local.bedrock.random_draws import LabelledDraws


def library(draws: LabelledDraws) -> str:
    """Tall shelves of books up to the ceiling."""
    wood = draws.pick("wood", ("#6b4a33", "#7a573c", "#52402f", "#8a6a4a"))
    back = rect(0, 0, 1024, 760, mix(wood, "#000000", 0.45))
    rows = "".join(
        books(x + 8, y, 300, draws, f"books {x} {y}") + rect(x - 6, y, 330, 18, wood)
        for x in (16, 360, 704)
        for y in (150, 290, 430, 570, 710)
    )
    posts = "".join(rect(x, 0, 26, 760, mix(wood, "#ffffff", 0.1)) for x in (-6, 334, 678, 1004))
    low = rect(0, 760, 1024, 264, mix(wood, "#000000", 0.2))
    return mirrored(back + rows + posts + low + lamps(draws, "#c9a04a", 170, 850), draws)


def classroom(draws: LabelledDraws) -> str:
    """A blackboard with sums and a drawing, and a shelf."""
    wall = draws.pick("class wall", ("#e8dcc0", "#d6e2dc", "#e6d5cc", "#d5dfea"))
    slate = draws.pick("slate", ("#2f4a42", "#33393f", "#2c4656"))
    board = rect(40, 150, 944, 380, "#a9784a", rx=6) + rect(58, 168, 908, 344, slate)
    chalk = "".join(
        line(f"M{x} {y}h{draws.between(f'chalk {x} {y}', 50, 150):g}", "#f4f1ea", 8, stroke_opacity=0.8)
        for x in (100, 760)
        for y in (230, 280, 330)
    )
    sun = circle(180, 430, 34, "none", stroke="#f2d15a", stroke_width=7)
    house = line("M780 480V420L830 380L880 420V480z", "#8ecae6", 7)
    ledge = rect(40, 526, 944, 16, "#8a5f3a") + rect(120, 516, 50, 12, "#fff") + rect(840, 516, 40, 12, "#f2b84b")
    low = shelf(700, 680, 310, draws, "class shelf") + plant(90, 940, 1.6, draws, "class plant")
    return mirrored(room(wall, "#b58a5f", board, chalk, sun, house, ledge, low), draws)


def courtroom(draws: LabelledDraws) -> str:
    """Panelled walls, columns, a bench and a pair of scales."""
    wood = draws.pick("panel", ("#7a5236", "#6b4a3a", "#8a6242", "#5f4434"))
    dark = mix(wood, "#000000", 0.3)
    panels = "".join(
        rect(x, y, 170, 190, dark, rx=4) + rect(x + 12, y + 12, 146, 166, mix(wood, "#ffffff", 0.06), rx=3)
        for x in (30, 230, 430, 630, 830)
        for y in (60, 280)
    )
    columns = "".join(
        rect(x, 0, 70, 620, "#e6dfd2") + rect(x + 20, 0, 10, 620, "#cfc6b6") + rect(x - 14, 0, 98, 36, "#d8cfbf")
        for x in (-10, 954)
    )
    cloth = draws.pick("flag", ("#8c2434", "#27508c", "#1f766f"))
    flag = rect(150, 150, 8, 480, "#c9a04a") + path(
        "M158 170C220 190 220 240 250 250V420C210 410 200 380 158 380z", cloth
    )
    bench = rect(0, 610, 1024, 34, mix(wood, "#ffffff", 0.2)) + rect(0, 644, 1024, 380, dark)
    return mirrored(room(wood, dark, panels, columns, flag, _scales(draws.between("scales", -14, 14)), bench), draws)


def _scales(lean: float) -> str:
    beam = line(f"M760 {330 + lean:g}L900 {330 - lean:g}", "#d9b45b", 10)
    pans = "".join(
        line(f"M{x} {y:g}l-34 80h68z", "#d9b45b", 4) + path(f"M{x - 44} {y + 80:g}h88a44 30 0 0 1-88 0z", "#d9b45b")
        for x, y in ((760, 330 + lean), (900, 330 - lean))
    )
    return rect(824, 300, 12, 300, "#c29a45") + rect(780, 590, 100, 20, "#c29a45") + beam + pans
