"""The table of animals: the species, breed and temperament group of each animal class of ImageNet.

Classes 0-397 of the 1000 are animals (ILSVRC 2012 order). `animals.csv` has the family, the species, the breed's
common name, and the temperament group of each. Notes: 'wild' for animals that nobody keeps at home, and 'rare' for
uncommon breeds (below about the hundredth place in the American Kennel Club's registrations). Coats are the colours in
the breed's standard, if there are only a few. Looks are words of the analysis' `looks`; a colour of the eyes stands
after "eyes".

A few classes stand for a more likely pet: dingoes are read as spitz dogs (a Shiba Inu), a lynx as a longhaired cat, a
porcupine or an echidna as a hedgehog, which ImageNet lacks.
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

    family: str
    """Animals that look alike, kept or wild: dog, cat, small mammal, hoofed, bird, ..."""
    species: str
    breed: str
    """Empty for wild animals."""
    group: str
    wild: bool
    rare: bool
    coats: "tuple[CoatColor, ...]"
    """The breed's colours; empty if it may have any."""
    looks: tuple[str, ...]
    """What the breed looks like, as far as all of it do."""


@cache
def animals() -> tuple[Animal, ...]:
    """Every animal class, at the position of its index in ImageNet."""
    return tuple(
        Animal(
            family=row["family"],
            species=row["species"],
            breed=row["breed"],
            group=row["group"],
            wild=row["note"] == "wild",
            rare=row["note"] == "rare",
            coats=cast("tuple[CoatColor, ...]", tuple(filter(None, row["coats"].split("/")))),
            looks=tuple(filter(None, row["looks"].split("/"))),
        )
        for row in rows("animals.csv")
    )
