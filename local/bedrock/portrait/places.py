"""The places of trades before which a person can stand, and the words for them."""

from collections.abc import Mapping
from typing import Final, Literal

type Place = Literal[
    "kitchen",
    "cafe",
    "garden",
    "workshop",
    "courtroom",
    "library",
    "clinic",
    "laboratory",
    "stage",
    "gallery",
    "classroom",
    "control room",
    "map room",
    "harbour",
]

# The first place with a word in the text is drawn.
PLACES: Final[Mapping[Place, str]] = {
    "courtroom": r"court|courtroom|panelled courtroom",
    "library": r"bookcase|library|(shelves|rows) of( \w+)? (books|manuscripts)",
    "laboratory": r"flasks|laboratory|lab|test tubes",
    "kitchen": r"kitchen|copper pans|bakery|restaurant",
    "cafe": r"coffee bar|cafe|coffee shop|bar",
    "garden": r"greenhouse( full of plants)?|florist'?s? shop|(in|of) (a|the) garden",
    "workshop": r"workbench|tools|technical drawings|scale model|house models|garage|factory",
    "clinic": r"clinic|hospital|surgery|ward",
    "stage": r"stage|theatre curtains|theater|concert hall|rehearsal room|banquet hall",
    "gallery": r"paintings|gallery|museum|hotel lobby",
    "classroom": r"blackboard|classroom|chalkboard|school",
    "control room": r"monitors|share price charts|radio equipment|recording studio|control room|control tower window",
    "map room": r"maps|route maps|sticky notes|trophy shelf",
    "harbour": r"harbour|harbor|port|docks",
}
