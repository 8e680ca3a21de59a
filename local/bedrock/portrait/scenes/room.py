"""A plain room to furnish: wall, floor and light."""

from local.bedrock.portrait.colors import mix
from local.bedrock.portrait.scenes.shapes import circle, defs, group, rect, vertical
from local.bedrock.random_draws import LabelledDraws

FLOOR = 730


def room(wall: str, floor: str, *furniture: str) -> str:
    """A room of 1024 x 1024 units with furniture before its wall."""
    return group(
        defs(
            vertical("wall", mix(wall, "#ffffff", 0.35), wall),
            vertical("floor", floor, mix(floor, "#000000", 0.28)),
        ),
        rect(0, 0, 1024, 1024, "url(#wall)"),
        rect(0, FLOOR, 1024, 1024 - FLOOR, "url(#floor)"),
        rect(0, FLOOR - 12, 1024, 12, mix(wall, "#000000", 0.18)),
        *furniture,
    )


def mirrored(scene: str, draws: LabelledDraws) -> str:
    """The scene, or its mirror image for half of all seeds."""
    return group(scene, transform="translate(1024 0) scale(-1 1)") if draws.chance("mirrored scene", 0.5) else scene


def lamps(draws: LabelledDraws, color: str, *places: int) -> str:
    """Lamps that hang from the ceiling, at about the same height."""
    return "".join(_lamp(x, draws.between(f"lamp {x}", 90, 190), color) for x in places)


def _lamp(x: int, y: float, color: str) -> str:
    shade = f'<path d="M{x - 46} {y:g}a46 44 0 0 1 92 0z" fill="{color}"/>'
    return rect(x - 2, 0, 4, y - 40, "#4b4f57") + shade + circle(x, y + 6, 74, "#fff3cf", fill_opacity=0.3)
