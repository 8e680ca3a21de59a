"""Objects that are in several scenes."""

from typing import Final

from local.bedrock.portrait.scenes.shapes import at, circle, group, line, path, rect
from local.bedrock.random_draws import LabelledDraws

_LEAVES: Final = ("#3f7d5a", "#4f9468", "#35704f", "#5aa576", "#45875f")
_SPINES: Final = ("#2f4858", "#9c4a30", "#d9c7a0", "#5b7f6b", "#86704f", "#33415c", "#b08d57", "#7a3b52")
_PAW: Final = "M0 6C14 6 26 22 26 34C26 46 14 46 0 42C-14 46-26 46-26 34C-26 22-14 6 0 6z"
_CAT: Final = (
    "M-30 60C-34 30-26 8-14-4C-22-18-22-34-20-48L-8-38C-3-40 3-40 8-38L20-48C22-34 22-18 14-4"
    "C28 10 34 32 30 60zM30 60C52 60 56 36 44 22C52 42 44 50 28 50z"
)
_DOG: Final = (
    "M-34-30C-46-24-48 2-40 14C-34 18-30 8-30 0C-28 30-16 46 0 46C16 46 28 30 30 0C30 8 34 18 40 14"
    "C48 2 46-24 34-30C26-44-26-44-34-30z"
)
_BIRD: Final = "M-44 8C-30 10-22 4-18-8C-14-28 14-34 24-14L42-8L26 0C26 24 6 38-16 32C-28 28-38 20-44 8z"


def plant(x: float, y: float, size: float, draws: LabelledDraws, label: str) -> str:
    """A potted plant that stands at height y."""
    pot = draws.pick(f"{label} pot", ("#b5654a", "#e9e4da", "#3d405b", "#8b9a8a", "#d9a441"))
    leaves = draws.pick(f"{label} kind", (_blades, _bush, _fronds))
    foot = path("M-46-92H46L36 0H-36z", pot) + path("M10-92H46L36 0H14z", "#000", fill_opacity=0.1)
    return at(x, y, at(0, -88, leaves()), foot, scale=size)


def _blades() -> str:
    leans = (-78, 80, -44, 46, 2)
    return "".join(_blade(lean, color) for lean, color in zip(leans, _LEAVES, strict=True))


def _blade(lean: float, color: str) -> str:
    tip = f"{lean * 1.5:g} {-170 + abs(lean) * 0.3:g}"
    left = f"C{lean * 0.4 - 20:g} -70 {lean:g} -120 {tip}"
    right = f"C{lean * 1.1 + 26:g} -110 {lean * 0.6 + 18:g} -50 0 0"
    return path(f"M0 0{left}{right}z", color)


def _bush() -> str:
    spots = ((-48, -42, 44), (46, -50, 46), (-24, -100, 46), (28, -112, 44), (0, -60, 52))
    return "".join(circle(x, y, radius, color) for (x, y, radius), color in zip(spots, _LEAVES, strict=True))


def _fronds() -> str:
    leans = (-70, 70, -34, 38, 0)
    stems = "".join(line(f"M0 0C{lean * 0.2:g}-50 {lean * 0.8:g}-90 {lean}-120", "#3f7d5a", 6) for lean in leans)
    return stems + "".join(
        path(
            "M0 0C-42-10-44-58 0-78C44-58 42-10 0 0z",
            color,
            transform=f"translate({lean} {-108 + abs(lean) * 0.4:g}) rotate({lean * 0.7:g})",
        )
        for lean, color in zip(leans, _LEAVES, strict=True)
    )


def picture(
    x: float, y: float, width: float, height: float, draws: LabelledDraws, label: str, frame: str = "#4a3526"
) -> str:
    """A framed picture of a paw, an animal's outline, or hills."""
    ground, ink = draws.pick(
        f"{label} ink", (("#f3ede0", "#3d4a5c"), ("#e8eef2", "#8a4b36"), ("#f6e3d3", "#35604f"), ("#2f3e52", "#f0d9a8"))
    )
    motif = draws.pick(f"{label} motif", (_paw, _cat, _dog, _bird, _hills))
    scale = min(width, height) / 190
    return group(
        rect(x + 8, y + 12, width, height, "#000", rx=4, fill_opacity=0.16),
        rect(x, y, width, height, frame, rx=4),
        rect(x + 10, y + 10, width - 20, height - 20, "#fbf9f4"),
        rect(x + 24, y + 24, width - 48, height - 48, ground),
        at(x + width / 2, y + height / 2, motif(ink), scale=scale),
    )


def _paw(ink: str) -> str:
    toes = ((-30, -2, 11), (-12, -22, 12), (12, -22, 12), (30, -2, 11))
    return path(_PAW, ink) + "".join(circle(x, y, radius, ink) for x, y, radius in toes)


def _cat(ink: str) -> str:
    return path(_CAT, ink)


def _dog(ink: str) -> str:
    return path(_DOG, ink)


def _bird(ink: str) -> str:
    return path(_BIRD, ink) + line("M-4 32V52M8 30V52", ink, 5)


def _hills(ink: str) -> str:
    hills = "M-58 50V20C-40-10-24-10-8 14C8-24 30-24 58 20V50z"
    return path(hills, ink, fill_opacity=0.8) + circle(26, -26, 14, ink, fill_opacity=0.5)


def books(x: float, y: float, width: float, draws: LabelledDraws, label: str) -> str:
    """A row of books that stand at height y."""
    row, left, index = "", x, 0
    while left < x + width - 30:
        thick = draws.between(f"{label} thick {index}", 16, 30)
        high = draws.between(f"{label} high {index}", 66, 108)
        row += rect(left, y - high, thick - 2, high, draws.pick(f"{label} spine {index}", _SPINES), rx=2)
        left, index = left + thick, index + 1
    return row


def vase(x: float, y: float, draws: LabelledDraws, label: str) -> str:
    """A vase that stands at height y."""
    color = draws.pick(f"{label} vase", ("#d9a441", "#c56b52", "#4f7f8c", "#e8ded0", "#7a6b8f"))
    left = "C-16 0-26-4-30-18C-36-44-8-56-14-74"
    right = "C8-56 36-44 30-18C26-4 16 0 0 0"
    return at(x, y, path(f"M0 0{left}H14{right}z", color))


def shelf(x: float, y: float, width: float, draws: LabelledDraws, label: str, wood: str = "#7a573c") -> str:
    """A shelf with books and a vase."""
    end = x + width - 50
    return group(
        rect(x, y + 14, width, 10, "#000", fill_opacity=0.12),
        books(x + 12, y, width - 110, draws, label),
        vase(end, y, draws, label),
        rect(x, y, width, 14, wood, rx=3),
    )


def floor_lamp(x: float, y: float, shade: str) -> str:
    """A floor lamp that stands at height y."""
    return group(
        circle(x, y - 520, 170, "#fff3cf", fill_opacity=0.28),
        rect(x - 4, y - 480, 8, 480, "#3a3a3f"),
        path(f"M{x - 40:g} {y - 560:g}H{x + 40:g}L{x + 74:g} {y - 450:g}H{x - 74:g}z", shade),
        rect(x - 46, y - 10, 92, 12, "#3a3a3f", rx=6),
    )
