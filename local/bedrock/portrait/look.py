"""How a subject looks: every part and colour of one figure, settled."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """The parts and colours of one figure.

    Attributes:
        parts: variant by component; a component that is not named is not drawn.
        colors: one `#rrggbb` by name, or several that shade into each other from top to bottom.
        scales: size by component, 1 where it is not named.
        build: width of the figure, 1 for avataaars' own.
        mirrored: whether the hair is the mirror image of how it was drawn.
    """

    parts: Mapping[str, str]
    colors: Mapping[str, tuple[str, ...]]
    scales: Mapping[str, float]
    build: float
    mirrored: bool
