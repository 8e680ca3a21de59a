"""The table of animals: what each animal class of ImageNet means to someone who keeps a pet.

Classes 0-397 of the 1000 are animals (ILSVRC 2012 order). `animals.csv` gives each a species, the breed as it is said
aloud, and the group whose temperament it shares. Notes: 'wild' for what nobody keeps at home, and 'rare' for breeds
that are seldom met (past about the hundredth place in the American Kennel Club's registrations). Coats are the
colours that the breed's standard knows, where it knows few.

A few classes stand for the pet that is likelier in front of a camera: wolves and dingoes are read as spitz dogs, a
lynx as a longhaired cat, a porcupine or an echidna as a hedgehog, which ImageNet lacks.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from local.bedrock.vision.tables import rows

if TYPE_CHECKING:
    from agent.schemas import CoatColor


@dataclass(frozen=True)
class Animal:
    """One animal class."""

    species: str
    breed: str
    """Empty for wild animals, whose breed nobody asks for."""
    group: str
    wild: bool
    rare: bool
    coats: "tuple[CoatColor, ...]"
    """The breed's own colours; empty where it may have any."""


@cache
def animals() -> tuple[Animal, ...]:
    """Every animal class; the position is ImageNet's index of the class."""
    return tuple(
        Animal(
            species=row["species"],
            breed=row["breed"],
            group=row["group"],
            wild=row["note"] == "wild",
            rare=row["note"] == "rare",
            coats=cast("tuple[CoatColor, ...]", tuple(filter(None, row["coats"].split("/")))),
        )
        for row in rows("animals.csv")
    )
