"""The look of a subject: every part and colour of one figure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """The parts and colours of one figure.

    Attributes:
        parts: variant by component; missing components are not drawn.
        colors: by name, one `#rrggbb`, or several for a gradient from top to bottom.
        scales: size by component, 1 for missing ones.
        build: width of the figure, 1 for avataaars' own.
        mirrored: whether the hair is mirrored.
    """

    parts: Mapping[str, str]
    colors: Mapping[str, tuple[str, ...]]
    scales: Mapping[str, float]
    build: float
    mirrored: bool
