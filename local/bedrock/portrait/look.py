"""The look of a subject: every part and colour of one figure, and how it is held."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

HairFlow = Literal["down", "across", "to the temples"]


@dataclass(frozen=True)
class Look:
    """The parts and colours of one figure.

    Attributes:
        parts: variant by component; missing components are not drawn.
        colors: by name, one `#rrggbb`, or several for a gradient from top to bottom.
        scales: size by component, 1 for missing ones.
        build: width of the figure, 1 for avataaars' own.
        mirrored: whether the hair is mirrored.
        hair_flow: the direction of the hair's colours.
        tilt: by how many degrees the head leans, to the right if positive.
        turn: how far the face looks to the side, -1 (left) to 1 (right).
        lift: how far the face looks up, 0 to 1.
        body_turn: how far the shoulders are turned aside, -1 (left) to 1 (right).
        close: whether the picture shows head and collar instead of head and shoulders.
    """

    parts: Mapping[str, str]
    colors: Mapping[str, tuple[str, ...]]
    scales: Mapping[str, float]
    build: float
    mirrored: bool
    hair_flow: HairFlow = "down"
    tilt: float = 0.0
    turn: float = 0.0
    lift: float = 0.0
    body_turn: float = 0.0
    close: bool = False
