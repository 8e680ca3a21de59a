"""Places of the arts: a stage and a gallery."""

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.props import picture, plant
from local.bedrock.portrait.scenes.room import mirrored, room
from local.bedrock.portrait.scenes.shapes import circle, group, line, path, rect
from local.bedrock.random_draws import LabelledDraws


def stage(draws: LabelledDraws) -> str:
    """A stage with curtains and spotlights."""
    cloth = draws.pick("curtain", ("#9c2430", "#7a1f3a", "#6b2a6b", "#8a2f1f"))
    back = draws.pick("backdrop", ("#1f2333", "#2a2030", "#1d2b33"))
    beams = "".join(
        path(f"M{x - 16} 60h32l{draws.between(f'beam {x}', 60, 190):g} 900h-330z", "#fff2c4", fill_opacity=0.14)
        for x in (240, 512, 790)
    )
    lights = rect(0, 40, 1024, 14, "#3a3f4a") + "".join(
        rect(x - 26, 44, 52, 44, "#14171f", rx=8) + circle(x, 92, 20, "#fff2c4") for x in (240, 400, 620, 790)
    )
    folds = "".join(
        group(
            path(f"M{x} 0h74C{x + 84} 300 {x + 60} 700 {x + 78} 1024h-90C{x - 14} 700 {x + 14} 300 {x} 0z", shade),
            transform="" if side else "translate(1024 0) scale(-1 1)",
        )
        for side in (True, False)
        for x, shade in (
            (-30, cloth),
            (36, mix(cloth, "#000000", 0.22)),
            (102, cloth),
            (160, mix(cloth, "#000000", 0.3)),
        )
    )
    swags = "".join(
        path(f"M{x} 0h210c0 90-60 124-105 124s-105-34-105-124z", shade)
        for x, shade in (
            (-40, cloth),
            (165, mix(cloth, "#000000", 0.15)),
            (370, cloth),
            (575, mix(cloth, "#000000", 0.15)),
            (780, cloth),
            (960, cloth),
        )
    )
    boards = "".join(rect(x, 820, 4, 204, "#3a2417") for x in range(40, 1024, 110))
    floor = rect(0, 820, 1024, 204, "#6b4630") + boards
    return mirrored(group(rect(0, 0, 1024, 1024, back), beams, floor, lights, folds, swags), draws)


def gallery(draws: LabelledDraws) -> str:
    """A hall with framed paintings under small lights."""
    wall = draws.pick("gallery", ("#8a3b3b", "#3f5a52", "#e6dfd2", "#3d4a63", "#b9a88f"))
    gilt = draws.pick("gilt", ("#b08d3f", "#9c7a3a", "#4a3526"))
    hung = (
        picture(30, draws.between("hung", 190, 240), 250, 220, draws, "first", gilt)
        + picture(60, 480, 190, 180, draws, "second", gilt)
        + picture(740, draws.between("also hung", 180, 260), 260, 300, draws, "third", gilt)
        + picture(400, 60, 210, 130, draws, "fourth", gilt)
    )
    lights = "".join(
        line(f"M{x - 40} 130h80", "#c9a04a", 10) + circle(x, 160, 90, "#fff3cf", fill_opacity=0.22) for x in (155, 870)
    )
    plinth = rect(800, 640, 130, 260, "#f4f1ea") + plant(865, 650, 0.9, draws, "plinth")
    return mirrored(room(wall, "#a5794f", hung, lights, plinth), draws)
