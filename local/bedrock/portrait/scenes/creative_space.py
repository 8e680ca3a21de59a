"""A colourful creative studio: murals, pinboards, posters, string lights."""

from typing import Final

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.props import picture, plant, shelf
from local.bedrock.portrait.scenes.shapes import at, circle, defs, group, line, path, rect, vertical
from local.bedrock.random_draws import LabelledDraws

# Wall, floor, and three colours of paint.
_PALETTES: Final = (
    ("#f7e6d2", "#d8a06b", ("#e07a5f", "#3d8b7d", "#f2b84b")),
    ("#e2efe8", "#c9a57c", ("#2a9d8f", "#e9725b", "#f0c05a")),
    ("#ece4f5", "#b99aa8", ("#8158a8", "#ef8a6f", "#4fa3a5")),
    ("#fbf0cf", "#c98f5b", ("#e4572e", "#2e86ab", "#f2a541")),
    ("#dfeaf3", "#a9866a", ("#ef476f", "#118ab2", "#ffd166")),
    ("#f6dedb", "#b8836b", ("#b23a57", "#5b8e7d", "#f4a259")),
)
_NOTES: Final = ("#ffd166", "#ef476f", "#9bdeac", "#8ecae6", "#fff3b0", "#f7a072", "#cdb4db", "#06d6a0")


def creative_space(draws: LabelledDraws) -> str:
    """The scene; the seed decides its colours and objects."""
    wall, floor, paints = draws.pick("studio palette", _PALETTES)
    left = draws.pick("left wall", (_pinboard, _posters, _easel))
    right = draws.pick("right wall", (_shelves, _pictures, _neon))
    scene = group(
        defs(
            vertical("wall", mix(wall, "#ffffff", 0.35), wall),
            vertical("floor", floor, mix(floor, "#000000", 0.25)),
        ),
        rect(0, 0, 1024, 1024, "url(#wall)"),
        draws.pick("mural", (_circles, _arches, _waves, _blocks))(paints),
        rect(0, 810, 1024, 214, "url(#floor)"),
        left(paints, draws),
        right(paints, draws),
        draws.pick("overhead", (_string_lights, _bunting, _pendants))(paints, draws),
        plant(84, 970, 1.5, draws, "studio plant"),
    )
    return group(scene, transform="translate(1024 0) scale(-1 1)") if draws.chance("studio mirrored", 0.5) else scene


def _circles(paints: tuple[str, ...]) -> str:
    spots = ((210, 300, 270), (880, 210, 210), (700, 640, 230))
    return "".join(
        circle(x, y, radius, paint, fill_opacity=0.3) for (x, y, radius), paint in zip(spots, paints, strict=True)
    )


def _arches(paints: tuple[str, ...]) -> str:
    return "".join(
        line(
            f"M{-60 + step * 62} 820V480A{330 - step * 62} {330 - step * 62} 0 0 1 {600 - step * 62} 480V820",
            paint,
            44,
            stroke_opacity=0.4,
        )
        for step, paint in enumerate(paints)
    ) + circle(880, 240, 150, paints[0], fill_opacity=0.28)


def _waves(paints: tuple[str, ...]) -> str:
    return "".join(
        path(
            f"M0 {y}C240 {y - 150} 420 {y + 130} 640 {y - 10}C820 {y - 120} 940 {y + 40} 1024 {y - 30}V820H0z",
            paint,
            fill_opacity=0.3,
        )
        for y, paint in zip((260, 430, 600), paints, strict=True)
    )


def _blocks(paints: tuple[str, ...]) -> str:
    return (
        path("M0 0H420L120 820H0z", paints[0], fill_opacity=0.28)
        + path("M1024 120V820H640z", paints[1], fill_opacity=0.28)
        + path("M560 0H1024V90L700 300z", paints[2], fill_opacity=0.3)
    )


def _pinboard(_: tuple[str, ...], draws: LabelledDraws) -> str:
    notes = ""
    for index in range(12):
        x, y = 52 + 66 * (index % 4), 344 + 72 * (index // 4)
        turn = draws.between(f"pin turn {index}", -9, 9)
        color = draws.pick(f"pin {index}", _NOTES)
        notes += rect(x, y, 52, 54, color, rx=2, transform=f"rotate({turn:.1f} {x + 26} {y + 27})")
    return rect(38, 334, 300, 252, "#000", fill_opacity=0.14, rx=8) + rect(30, 322, 300, 252, "#c99c6b", rx=8) + notes


def _posters(paints: tuple[str, ...], draws: LabelledDraws) -> str:
    posters = ""
    for index, (x, y) in enumerate(((24, 250), (180, 330))):
        paper = draws.pick(f"poster {index}", ("#fdfaf3", "#2f3542", "#f6e2c8"))
        shape = draws.pick(f"poster shape {index}", ("sun", "bars", "leaf"))
        posters += rect(x + 8, y + 10, 140, 200, "#000", fill_opacity=0.14) + rect(x, y, 140, 200, paper)
        posters += at(x + 70, y + 100, _poster_art(shape, paints))
    return posters


def _poster_art(shape: str, paints: tuple[str, ...]) -> str:
    """Abstract art around the origin, about 100 wide and 150 high."""
    if shape == "sun":
        return circle(0, -10, 44, paints[0]) + path("M-52 60C-20 0 10 70 52 10V80H-52z", paints[1])
    if shape == "bars":
        return "".join(
            rect(-46 + 34 * index, -60 + 24 * index, 24, 130 - 24 * index, paint) for index, paint in enumerate(paints)
        )
    leaf = path("M0 70C-70 10-30-70 0-74C30-70 70 10 0 70z", paints[1])
    return leaf + line("M0 80V-40", paints[2], 6)


def _easel(paints: tuple[str, ...], draws: LabelledDraws) -> str:
    legs = line("M60 900L150 340L240 900M150 340V860", "#7a573c", 14)
    return (
        legs
        + rect(34, 380, 232, 260, "#fdfaf3")
        + at(150, 510, _poster_art(draws.pick("easel", ("sun", "bars", "leaf")), paints))
        + rect(30, 640, 240, 14, "#7a573c")
    )


def _shelves(_: tuple[str, ...], draws: LabelledDraws) -> str:
    return shelf(746, 330, 260, draws, "upper shelf") + shelf(770, 560, 250, draws, "lower shelf")


def _pictures(_: tuple[str, ...], draws: LabelledDraws) -> str:
    return (
        picture(744, 220, 150, 170, draws, "first picture", "#2b2b2b")
        + picture(880, 420, 140, 160, draws, "second picture", "#c99c6b")
        + picture(770, 430, 90, 100, draws, "third picture", "#fdfaf3")
    )


def _neon(paints: tuple[str, ...], draws: LabelledDraws) -> str:
    sign = draws.pick("neon", (
        "M880 300C850 250 780 270 800 330C812 366 850 390 880 420C910 390 948 366 960 330C980 270 910 250 880 300z",
        "M900 240L820 360H880L850 470L960 330H896z",
        "M880 250L906 318L978 322L922 368L941 438L880 398L819 438L838 368L782 322L854 318z",
    ))  # fmt: skip
    return (
        line(sign, paints[0], 26, stroke_opacity=0.3, stroke_linejoin="round")
        + line(sign, mix(paints[0], "#ffffff", 0.55), 9, stroke_linejoin="round")
        + shelf(760, 600, 260, draws, "neon shelf")
    )


def _string_lights(paints: tuple[str, ...], draws: LabelledDraws) -> str:
    sag = draws.between("sag", 60, 120)
    bulbs = "".join(
        circle(x, 50 + sag * (1 - ((x - 512) / 512) ** 2) + 18, 15, (*paints, "#fff3b0")[index % 4])
        for index, x in enumerate(range(40, 1024, 96))
    )
    return line(f"M0 50Q512 {50 + 2 * sag:g} 1024 50", "#5b4636", 5) + bulbs


def _bunting(paints: tuple[str, ...], draws: LabelledDraws) -> str:
    sag = draws.between("sag", 50, 100)
    flags = ""
    for index, x in enumerate(range(10, 1024, 84)):
        y = 40 + sag * (1 - ((x + 28 - 512) / 512) ** 2)
        flags += path(f"M{x} {y:g}h58l-29 72z", paints[index % 3])
    return line(f"M0 40Q512 {40 + 2 * sag:g} 1024 40", "#5b4636", 4) + flags


def _pendants(paints: tuple[str, ...], draws: LabelledDraws) -> str:
    lamps = ""
    for index, x in enumerate((130, 330, 700, 900)):
        y = draws.between(f"pendant {index}", 90, 190)
        lamps += (
            rect(x - 2, 0, 4, y, "#5b4636")
            + circle(x, y + 30, 36, paints[index % 3])
            + circle(x, y + 40, 70, "#fff6d8", fill_opacity=0.25)
        )
    return lamps
