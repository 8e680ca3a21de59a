"""A plain studio backdrop in LinkedIn's blue (#0a66c2)."""

from typing import Final

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.shapes import circle, group, path, radial, rect
from local.bedrock.random_draws import LabelledDraws

_BLUE: Final = "#0a66c2"


def linkedin_blue(draws: LabelledDraws) -> str:
    """The scene; the seed decides the light and the pattern."""
    x, y = draws.between("light x", 0.25, 0.75), draws.between("light y", 0.28, 0.5)
    bright = mix(_BLUE, "#ffffff", draws.between("light", 0.28, 0.46))
    dark = mix(_BLUE, "#00142e", draws.between("shade", 0.42, 0.62))
    pattern = draws.pick("play", (_rings, _beams, _bokeh, _sweep))
    return group(
        f"<defs>{radial('light', x, y, 0.78, bright, _BLUE, dark)}</defs>",
        rect(0, 0, 1024, 1024, "url(#light)"),
        pattern(draws),
    )


def _rings(draws: LabelledDraws) -> str:
    x = draws.between("rings x", 380, 640)
    return "".join(circle(x, 470, radius, "#fff", fill_opacity=0.05) for radius in (300, 390, 490))


def _beams(draws: LabelledDraws) -> str:
    lean = draws.between("beams", -420, 420)
    return "".join(path(f"M{x} 0h110l{lean:g} 1024h-190z", "#fff", fill_opacity=0.055) for x in (60, 330, 600, 870))


def _bokeh(draws: LabelledDraws) -> str:
    return "".join(
        circle(
            draws.between(f"bokeh x {index}", 0, 1024),
            draws.between(f"bokeh y {index}", 0, 900),
            draws.between(f"bokeh r {index}", 24, 84),
            "#cfe6ff",
            fill_opacity=round(draws.between(f"bokeh {index}", 0.05, 0.14), 3),
        )
        for index in range(22)
    )


def _sweep(draws: LabelledDraws) -> str:
    y = draws.between("sweep", 640, 780)
    return path(f"M0 {y:g}C300 {y + 90:g} 724 {y + 90:g} 1024 {y - 40:g}V1024H0z", "#00142e", fill_opacity=0.22) + path(
        f"M0 {y - 460:g}C320 {y - 620:g} 700 {y - 520:g} 1024 {y - 700:g}V0H0z", "#fff", fill_opacity=0.05
    )
