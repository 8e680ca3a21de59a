"""Which boxes of a model can be right. A wrong one is left out, since no job fails for a crop."""

import math
from typing import Any, Final

_LEAST_SIDE: Final = 0.02
_MOST_OUTSIDE: Final = 0.05
_LEAST_SHARED: Final = 0.5

Edges = tuple[float, float, float, float]


def sensible(box: Any) -> Edges | None:
    """A box of [left, top, right, bottom] in fractions of the photo, cut to it; None if it can't be right.

    It can't if it is no four numbers, is empty or tiny, or reaches far outside the photo.
    """
    if not isinstance(box, list | tuple) or len(box) != 4 or not all(_is_near(edge) for edge in box):
        return None
    left, top, right, bottom = (round(min(max(float(edge), 0.0), 1.0), 4) for edge in box)
    return (left, top, right, bottom) if min(right - left, bottom - top) >= _LEAST_SIDE else None


def part_of(head: Edges | None, whole: Edges | None) -> bool:
    """Whether most of the head lies on the animal, as far as both are known."""
    if head is None or whole is None:
        return True
    width = min(head[2], whole[2]) - max(head[0], whole[0])
    height = min(head[3], whole[3]) - max(head[1], whole[1])
    area = (head[2] - head[0]) * (head[3] - head[1])
    return width > 0 and height > 0 and width * height >= _LEAST_SHARED * area


def _is_near(edge: Any) -> bool:
    return (
        isinstance(edge, int | float)
        and not isinstance(edge, bool)
        and math.isfinite(edge)
        and -_MOST_OUTSIDE <= edge <= 1 + _MOST_OUTSIDE
    )
