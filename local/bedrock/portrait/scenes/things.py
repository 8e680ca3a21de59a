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


def _window(
    sky: str, ground: str, *, flakes: str = "", trees: str = "", pickets: str = ""
) -> Callable[[LabelledDraws], str]:
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
        fence = "".join(path(f"M{x + 8 + 34 * i} 590V470l12-18 12 18V590z", pickets) for i in range(10) if pickets) + (
            rect(x, 510, 340, 14, pickets) if pickets else ""
        )
        return (
            defs(vertical("outside", sky, "#f4f8fa"))
            + rect(x - 12, 118, 364, 484, "#f7f5ef")
            + rect(x, 130, 340, 460, "url(#outside)")
            + group(wood, path(hill, ground), falling, fence)
            + line(f"M{x + 170} 130V590M{x} 350H{x + 340}", "#f7f5ef", 12)
            + rect(x - 26, 594, 392, 22, "#e7dfcf")
        )

    return drawn


def _rug(draws: LabelledDraws) -> str:
    ground, x = draws.pick("rug", _CLOTHS), draws.pick("rug side", (30, 644))
    rows = "".join(
        path(f"M{x + 40 + 70 * i} {y}l35-46 35 46-35 46z", mix(ground, "#ffffff", 0.25 + 0.2 * (i % 2)))
        for y in (230, 350, 470)
        for i in range(4)
    )
    fringes = "".join(line(f"M{x + 20 + 28 * i} 590V622", "#efe4cf", 6) for i in range(12))
    return (
        rect(x, 130, 350, 460, ground) + line(f"M{x + 18} 148H{x + 332}V572H{x + 18}z", "#efe4cf", 8) + rows + fringes
    )


def _screen(_: LabelledDraws) -> str:
    bars = "".join(line(f"M{x} 150V1024", "#c9a24a", 9) for x in range(20, 1024, 82))
    return bars + "".join(line(f"M0 {y}H1024", "#b38a3a", 9) for y in range(160, 1024, 150))


def _coat_stand(draws: LabelledDraws) -> str:
    hooks = (
        "M0-640C-60-640-70-690-66-710M0-640C60-640 70-690 66-710M0-560C-50-560-60-600-56-620M0-560C50-560 60-600 56-620"
    )
    stand = line(hooks, "#6b4630", 14) + rect(-10, -720, 20, 720, "#6b4630", rx=8)
    coat = path("M40-560C80-560 110-470 100-250H30C20-400 20-500 40-560z", draws.pick("coat", _CLOTHS))
    return at(draws.pick("stand side", (120, 900)), 980, stand, coat)


def _ripples(_: LabelledDraws) -> str:
    waves = "".join(
        line(f"M-20 {y}C200 {y - 50} 320 {y + 50} 512 {y}S820 {y - 50} 1044 {y}", "#bfeaf5", 10, stroke_opacity=0.5)
        for y in range(60, 1024, 90)
    )
    return defs(vertical("ripples", "#5cc1dc", "#14567f")) + rect(0, 0, 1024, 1024, "url(#ripples)") + waves


def _rope_column(draws: LabelledDraws) -> str:
    x = draws.pick("column side", (70, 834))
    turns = "".join(line(f"M{x} {y}L{x + 120} {y - 22}", "#9a7440", 8) for y in range(130, 960, 30))
    return rect(x, 90, 120, 934, "#c9a46a") + turns + rect(x - 30, 60, 180, 40, "#6b4630", rx=6)


def _sled(draws: LabelledDraws) -> str:
    boards = "".join(rect(x, -420, 38, 430, "#b5793f", rx=10) for x in (-70, -19, 32))
    runners = line("M-92 20V-400C-92-450-60-470-40-470M92 20V-400C92-450 60-470 40-470", "#a8322c", 14)
    bars = rect(-100, -320, 200, 22, "#7a4f2a", rx=6) + rect(-100, -80, 200, 22, "#7a4f2a", rx=6)
    return at(draws.pick("sled side", (120, 904)), 760, group(runners, boards, bars, transform="rotate(6)"), scale=1.2)


def _umbrella(draws: LabelledDraws) -> str:
    cloth = draws.pick("umbrella", _CLOTHS)
    canopy = path("M-190 0C-170-170 170-170 190 0C160-34 96-34 64 0C30-34-30-34-64 0C-96-34-160-34-190 0z", cloth)
    ribs = line("M0-128C-30-90-60-50-64 0M0-128C30-90 60-50 64 0", mix(cloth, "#000000", 0.25), 5)
    handle = line("M0-140V210C0 250 50 250 50 212", "#5b4433", 12)
    return at(draws.pick("umbrella side", (160, 864)), 330, group(handle, canopy, ribs, transform="rotate(-12)"))


THINGS: Final = (
    Thing(r"patterned rug( on the wall)?", _rug),
    Thing(r"lattice screen", _screen),
    Thing(r"coat stand", _coat_stand),
    Thing(r"rippling blue light|aquarium", _ripples),
    Thing(r"column wound with rope", _rope_column),
    Thing(r"(wooden )?sled(ge)?", _sled),
    Thing(r"(open )?umbrella", _umbrella),
    Thing(r"christmas tree", _christmas_tree),
    Thing(r"sofa|couch|daybed|cushions", _sofa),
    Thing(r"(deep )?armchair", _armchair),
    Thing(r"fireplace", _fireplace),
    Thing(r"picket fence", _window("#a9d8f2", "#7fb069", pickets="#fbfaf6")),
    Thing(r"(green )?lawn|meadow|a garden through the window", _window("#a9d8f2", "#7fb069")),
    Thing(r"(the sea|water|a beach) through the window", _window("#9fd0ee", "#4d90a8")),
    Thing(r"(falling )?snow", _window("#b9cbd9", "#f4f7fa", flakes="#ffffff")),
    Thing(r"forest", _window("#bcd8e0", "#5a8a5a", trees="#3f7050")),
    Thing(r"autumn leaves", _window("#e6d3b0", "#a9744a", flakes="#d0702f")),
    Thing(r"bright window", _window("#a9d8f2", "#dfe9d6")),
    Thing(r"(large )?pot plant", _plant),
    Thing(r"a tree behind", _tree),
)
