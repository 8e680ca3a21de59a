"""Photos with labels: what is asked of the vision, and whether its answer is right."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.bedrock.vision.animals import animals
from local.bedrock.vision.box import Box

LABELS: Final = "labels.csv"
NO_PET: Final = ("none", "wild")
_ALIASES: Final[Mapping[str, str]] = {
    "german shorthaired": "german shorthaired pointer",
    "doberman": "dobermann",
    "doberman pinscher": "dobermann",
    "english cocker spaniel": "cocker spaniel",
    "american cocker spaniel": "cocker spaniel",
    "scotch terrier": "scottish terrier",
    "wheaten terrier": "soft-coated wheaten terrier",
    "saint bernard dog": "saint bernard",
    "labrador": "labrador retriever",
    "husky": "siberian husky",
}
"""Other names of the breeds that the classifier knows."""


@dataclass(frozen=True)
class Labelled:
    """A photo and what it shows."""

    file: Path
    species: str
    """A species, 'wild' for an animal that nobody keeps, or 'none'."""
    breed: str
    drawing: bool
    head: Box | None

    @property
    def breed_is_known(self) -> bool:
        """Whether the classifier has a class for the breed."""
        return self.breed in _known_breeds(self.species)

    def species_is(self, species: str) -> bool:
        """Whether `species` is right; 'bird' holds parrots and chickens too."""
        return species == self.species or self.species in _families(species)


def labelled_photos(folder: Path) -> Iterator[Labelled]:
    """The photos that `folder`/labels.csv names, with its columns file, species, breed, and, if any, head.

    `species` is 'none' where there is no pet, with 'drawing' among the words of `breed` for a drawing. What stands in
    brackets behind a breed is a note. `head` has left, top, right and bottom, as fractions of the photo.

    Raises:
        OSError: if there is no such file.
    """
    with (folder / LABELS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            edges = [float(edge) for edge in (row.get("head") or "").split()]
            yield Labelled(
                file=folder / row["file"],
                species=row["species"].strip().casefold(),
                breed=normal(row["breed"]),
                drawing=row["species"] == "none" and "drawing" in row["breed"],
                head=(edges[0], edges[1], edges[2], edges[3]) if edges else None,
            )


def normal(breed: str) -> str:
    """A breed's name in the form in which names are compared."""
    plain = breed.split("(")[0].replace("_", " ").strip().casefold()
    return _ALIASES.get(plain, plain)


def _known_breeds(species: str) -> set[str]:
    return {
        normal(animal.breed)
        for animal in animals()
        if animal.species == species and animal.breed and not animal.breed.startswith("domestic")
    } - {species, "spitz"}


def _families(species: str) -> set[str]:
    return {animal.family for animal in animals() if animal.species == species and not animal.wild}
