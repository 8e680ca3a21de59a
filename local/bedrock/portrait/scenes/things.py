"""Things that can stand or show behind a person in any place, and the words for them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.props import plant
from local.bedrock.portrait.scenes.shapes import at, circle, defs, group, line, path, rect, vertical
from local.bedrock.random_draws import LabelledDraws

_CLOTHS: Final = ("#7a8fa6", "#b5654a", "#5f8270", "#c29a5b", "#6f5f8a", "#8c4a52")


@dataclass(frozen=True)
class Thing:
    """One thing: the words of a prompt that ask for it, as a regular expression, and its drawing."""

    words: str
    draw: Callable[[LabelledDraws], str]


def _sofa(draws: LabelledDraws) -> str:
    cloth = draws.pick("sofa", _CLOTHS)
    dark = mix(cloth, "#000000", 0.18)
    seats = "".join(rect(x, 560, 330, 250, mix(cloth, "#ffffff", 0.12), rx=40) for x in (180, 514))
    cushions = "".join(
        rect(x, 600, 150, 130, draws.pick(f"cushion {x}", _CLOTHS), rx=34, transform=f"rotate({lean} {x + 75} 665)")
        for x, lean in ((90, -12), (790, 12))
    )
    arms = rect(-10, 640, 180, 384, dark, rx=60) + rect(854, 640, 180, 384, dark, rx=60)
    return rect(40, 530, 944, 494, cloth, rx=70) + seats + arms + cushions


def _armchair(draws: LabelledDraws) -> str:
    cloth = draws.pick("armchair", _CLOTHS)
    wings = rect(150, 470, 110, 460, mix(cloth, "#000000", 0.18), rx=55)
    wings += rect(764, 470, 110, 460, mix(cloth, "#000000", 0.18), rx=55)
    return rect(190, 330, 644, 694, cloth, rx=120) + wings


def _christmas_tree(draws: LabelledDraws) -> str:
    tiers = "".join(
        path(f"M0 {top}L{half} {top + 190}H{-half}z", color)
        for top, half, color in ((240, 190, "#2f6b4a"), (120, 150, "#357a54"), (10, 110, "#3f8a60"))
    )
    baubles = "".join(
        circle(
            draws.between(f"bauble x {i}", -0.4, 0.4) * (y + 60) * 0.7,
            y,
            13,
            ("#d9463b", "#e8c14a", "#6aa7e8", "#f4f1ea")[i % 4],
        )
        for i, y in enumerate(range(110, 420, 22))
    )
    star = path("M0-44l11 24 26 3-19 18 5 26-23-13-23 13 5-26-19-18 26-3z", "#f2d15a")
    glow = circle(0, 200, 250, "#fff3cf", fill_opacity=0.25)
    x = draws.pick("tree side", (130, 894))
    return at(x, 260, glow, rect(-22, 420, 44, 90, "#6b4630"), tiers, baubles, star, scale=1.25)


def _tree(draws: LabelledDraws) -> str:
    crown = draws.pick("crown", ("#5a9a68", "#4f8a5a", "#d08a3f", "#77a85a"))
    spots = ((0, 0, 130), (-100, 60, 100), (100, 50, 105), (0, 110, 110))
    leaves = "".join(circle(x, y, radius, mix(crown, "#ffffff", x / 900)) for x, y, radius in spots)
    return at(draws.pick("tree side", (110, 910)), 250, rect(-26, 160, 52, 560, "#6b4a33"), leaves)


def _plant(draws: LabelledDraws) -> str:
    return plant(draws.pick("plant side", (110, 910)), 960, 2.4, draws, "large plant")


def _fireplace(draws: LabelledDraws) -> str:
    stone = draws.pick("stone", ("#d8cfc0", "#b9b2a8", "#e6e0d5"))
    fire = path("M512 940C400 900 440 800 480 740C490 790 520 790 520 720C580 770 640 880 512 940z", "#f0913a")
    return (
        rect(120, 470, 784, 40, mix(stone, "#000000", 0.2), rx=6)
        + rect(160, 510, 704, 514, stone)
        + rect(280, 600, 464, 424, "#2a2320", rx=30)
        + group(fire, transform="translate(-190 0)")
        + group(fire, transform="translate(190 0)")
    )


def _window(sky: str, ground: str, *, flakes: str = "", trees: str = "") -> Callable[[LabelledDraws], str]:
    def drawn(draws: LabelledDraws) -> str:
        x = draws.pick("window side", (20, 664))
        hill = f"M{x} 470C{x + 110} {draws.between('hill', 380, 430):g} {x + 220} 480 {x + 340} 430V590H{x}z"
        falling = "".join(
            circle(x + 340 * draws.fraction(f"flake x {i}"), 130 + 400 * draws.fraction(f"flake y {i}"), 9, flakes)
            for i in range(26)
            if flakes
        )
        wood = "".join(
            path(f"M{x + 30 + 70 * i} {draws.between(f'fir {i}', 250, 350):g}l60 220h-120z", trees)
            for i in range(5)
            if trees
        )
        return (
            defs(vertical("outside", sky, "#f4f8fa"))
            + rect(x - 12, 118, 364, 484, "#f7f5ef")
            + rect(x, 130, 340, 460, "url(#outside)")
            + group(wood, path(hill, ground), falling)
            + line(f"M{x + 170} 130V590M{x} 350H{x + 340}", "#f7f5ef", 12)
            + rect(x - 26, 594, 392, 22, "#e7dfcf")
        )

    return drawn


THINGS: Final = (
    Thing(r"christmas tree", _christmas_tree),
    Thing(r"sofa|couch|daybed|cushions", _sofa),
    Thing(r"(deep )?armchair", _armchair),
    Thing(r"fireplace", _fireplace),
    Thing(r"(green )?lawn|meadow|picket fence|a garden through the window", _window("#a9d8f2", "#7fb069")),
    Thing(r"(the sea|water|a beach) through the window", _window("#9fd0ee", "#4d90a8")),
    Thing(r"(falling )?snow", _window("#b9cbd9", "#f4f7fa", flakes="#ffffff")),
    Thing(r"forest", _window("#bcd8e0", "#5a8a5a", trees="#3f7050")),
    Thing(r"autumn leaves", _window("#e6d3b0", "#a9744a", flakes="#d0702f")),
    Thing(r"bright window", _window("#a9d8f2", "#dfe9d6")),
    Thing(r"(large )?pot plant", _plant),
    Thing(r"a tree behind", _tree),
)
