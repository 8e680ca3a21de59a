"""Places of work with things and figures: a workshop, a control room and a room of maps."""

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.props import plant, shelf
from local.bedrock.portrait.scenes.room import lamps, mirrored, room
from local.bedrock.portrait.scenes.shapes import circle, group, line, path, rect
from local.bedrock.random_draws import LabelledDraws

_WOODS = ("#b98d5f", "#a9744a", "#c9a577")
_INKS = ("#c8553d", "#2f6f8f", "#e0a039", "#4a7c63", "#7d5fa0")


def workshop(draws: LabelledDraws) -> str:
    """A workbench under a board of tools, with plans on the wall."""
    wall = draws.pick("workshop", ("#d3c7b4", "#c6cfcf", "#d9cfc4", "#b9c3c9"))
    wood = draws.pick("wood", _WOODS)
    board = rect(30, 190, 330, 330, mix(wood, "#ffffff", 0.25), rx=8) + _tools(draws)
    bench = rect(0, 640, 1024, 36, wood) + rect(0, 676, 1024, 350, mix(wood, "#000000", 0.4))
    jars = "".join(rect(700 + 56 * i, 582, 42, 58, color, rx=8) for i, color in enumerate(_INKS[:4]))
    return mirrored(room(wall, "#7f6a55", board, _plans(draws), jars, bench, lamps(draws, "#3f464f", 200, 820)), draws)


def _tools(draws: LabelledDraws) -> str:
    tools = ""
    for index, x in enumerate(range(70, 350, 56)):
        high, ink = draws.between(f"tool {x}", 70, 130), draws.pick(f"handle {x}", _INKS)
        head = (
            rect(x - 22, 230, 44, 24, "#6f767e", rx=4) if index % 2 else path(f"M{x - 12} 290l12-66 12 66z", "#8d949d")
        )
        tools += head + rect(x - 7, 254 + 30 * (1 - index % 2), 14, high, ink, rx=7)
        tools += circle(x, 440, draws.between(f"coil {x}", 14, 26), "none", stroke=ink, stroke_width=8)
    return tools


def _plans(draws: LabelledDraws) -> str:
    paper = draws.pick("plan paper", ("#2f5f8f", "#f4f1e6", "#35608a"))
    ink = "#e9f1f8" if paper != "#f4f1e6" else "#3d4a5c"
    house = "M740 420V320L830 250L920 320V420zM800 420V360H860V420M740 320H920"
    drawing = line(house, ink, 6) + circle(900, 240, draws.between("dial", 22, 40), "none", stroke=ink, stroke_width=5)
    return rect(690, 190, 290, 280, "#000", fill_opacity=0.12) + rect(680, 180, 290, 280, paper) + drawing


def control_room(draws: LabelledDraws) -> str:
    """Screens with curves and lines of code, in dim light."""
    wall = draws.pick("control", ("#2c3644", "#33303f", "#26393c", "#3a3f4a"))
    glow = draws.pick("glow", ("#59c3a8", "#6aa7e8", "#e0a85a", "#b58ae0"))
    screens = "".join(_screen(x, y, glow, draws, f"screen {x} {y}") for y in (150, 380) for x in (20, 270, 520, 770))
    lights = "".join(circle(60 + 76 * i, 650, 9, (glow, "#e0685a", "#f2d15a")[i % 3]) for i in range(13))
    desk = rect(0, 620, 1024, 60, mix(wall, "#ffffff", 0.2)) + rect(0, 680, 1024, 344, mix(wall, "#000000", 0.3))
    return mirrored(room(wall, mix(wall, "#000000", 0.3), screens, desk, lights), draws)


def _screen(x: int, y: int, glow: str, draws: LabelledDraws, label: str) -> str:
    frame = rect(x, y, 234, 200, "#11161d", rx=10) + rect(x + 10, y + 10, 214, 180, "#1b2836", rx=4)
    if draws.chance(label, 0.5):
        heights = [draws.between(f"{label} {i}", 40, 160) for i in range(7)]
        curve = "L".join(f"{x + 24 + 31 * i} {y + high:g}" for i, high in enumerate(heights))
        return frame + line(f"M{curve}", glow, 7)
    rows = (
        line(f"M{x + 26 + 18 * (i % 3)} {y + 34 + 24 * i}h{draws.between(f'{label} {i}', 50, 140):g}", color, 8)
        for i, color in enumerate((glow, "#9fb3c8", "#9fb3c8", glow, "#e0a85a", "#9fb3c8"))
    )
    return frame + "".join(rows)


def map_room(draws: LabelledDraws) -> str:
    """A wall with a map of routes, notes and cups that were won."""
    wall = draws.pick("map wall", ("#e4ddcf", "#d6dfe2", "#e2dcd6", "#dbe2d3"))
    wide = rect(24, 170, 420, 330, "#5b4636", rx=6) + rect(34, 180, 400, 310, "#dce9ec")
    land = path("M60 440C90 300 180 380 220 300C260 230 330 260 400 220V470C300 490 160 480 60 440z", "#bcd3a4")
    routes = "".join(_route(index, ink, draws) for index, ink in enumerate(_INKS))
    notes = "".join(
        rect(
            690 + 78 * (i % 4), 210 + 80 * (i // 4), 60, 60, draws.pick(f"note {i}", ("#ffd166", "#9bdeac", "#8ecae6"))
        )
        for i in range(12)
        if draws.chance(f"noted {i}", 0.8)
    )
    low = shelf(690, 560, 320, draws, "low shelf") + plant(80, 900, 1.6, draws, "map plant")
    return mirrored(room(wall, "#a58a6b", wide, land, routes, notes, low), draws)


def _route(index: int, ink: str, draws: LabelledDraws) -> str:
    stops = [(70 + 90 * i, draws.between(f"stop {index} {i}", 210, 460)) for i in range(5)]
    course = line("M" + "L".join(f"{x} {y:g}" for x, y in stops), ink, 7)
    return group(course, *(circle(x, y, 10, "#fff", stroke=ink, stroke_width=5) for x, y in stops))
