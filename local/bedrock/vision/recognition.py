"""From the classifier's probabilities to a species and a breed, or to no pet at all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local.bedrock.vision.animals import animals
from local.bedrock.vision.arrays import Array

if TYPE_CHECKING:
    from agent.schemas import CoatColor

_GATE: Final = 0.25
"""Least probability of all animals together. Measured on 411 pets and 301 objects: keeps 98.3%, lets 0.3% through."""
_CHANCE: Final = 0.004
"""Probability up to which a class means nothing: four times an even share, of which a blank picture has 398."""
_SPECIES_GATE: Final = 0.2
"""Least probability of one species above chance. Blanks, noise and text reach 0.18; 188 of 190 hard pet photos pass."""
_CERTAIN: Final = 0.6
"""Least share within the species for a breed to be named: below it the top breed is right about half the time."""
_CLEAR_LEAD: Final = 4.0
"""Or this many times the runner-up: the classifier never gives all its probability away, so a lone leader stands."""
_LIKELY: Final = 0.25
"""Least share for a breed to be named as part of a mix."""
_RARITY: Final = 0.25
"""Weight of a rare breed: ImageNet has as many pictures of each breed, people's homes do not."""
_HAIRLESS_CAT: Final = 0.15
"""Least share of cat in a 'hairless dog' for it to be a Sphynx. Dogs of other breeds show none."""
_MIXING: Final = frozenset({"dog", "cat"})
"""The species whose breeds mix; elsewhere an uncertain breed falls back to the species."""


@dataclass(frozen=True)
class Recognition:
    """What animal the photo shows."""

    species: str
    breed: str
    kept: bool
    """Whether it's an animal that someone could keep."""
    groups: Mapping[str, float]
    """Shares of the temperament groups, adding up to 1; empty for an animal nobody keeps."""
    coats: "tuple[CoatColor, ...]" = ()
    """The colours that the breed comes in, if that is known."""


def recognise(probabilities: Array) -> Recognition | None:
    """The animal in a photo, given the probabilities of the 1000 classes, or None where there is none.

    A wild animal is taken for one only if it alone outweighs all animals that are kept: pets get misread more often
    than lions get photographed.
    """
    table = animals()
    weighed = [(animal, float(mass)) for animal, mass in zip(table, probabilities[: len(table)], strict=True)]
    wild = _totals((animal.species, _above_chance(mass)) for animal, mass in weighed if animal.wild)
    kept = _totals((animal.species, _above_chance(mass)) for animal, mass in weighed if not animal.wild)
    beast, species = _largest(wild), _largest(kept)
    if sum(mass for _, mass in weighed) < _GATE or max(wild[beast], kept[species]) < _SPECIES_GATE:
        return None
    if wild[beast] > sum(kept.values()):
        return Recognition(beast, "", kept=False, groups={})
    own = [(animal, mass * (_RARITY if animal.rare else 1)) for animal, mass in weighed if animal.species == species]
    breeds = _shares((animal.breed, mass) for animal, mass in own)
    breed = _largest(breeds)
    if breed == "Mexican hairless" and kept["cat"] > _HAIRLESS_CAT * (kept["cat"] + kept["dog"]):
        return Recognition("cat", "Sphynx", kept=True, groups={"oriental": 1.0})
    groups = _shares((animal.group, mass) for animal, mass in own)
    said = _said(species, breeds)
    coats = next(animal.coats for animal, _ in own if animal.breed == breed) if said == breed else ()
    return Recognition(species, said, kept=True, groups=groups, coats=coats)


def _above_chance(mass: float) -> float:
    return mass if mass > _CHANCE else 0.0


def _totals(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    totals: defaultdict[str, float] = defaultdict(float)
    for name, mass in parts:
        totals[name] += mass
    return dict(totals)


def _shares(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    totals = _totals(parts)
    return {name: total / sum(totals.values()) for name, total in totals.items()}


def _largest(totals: Mapping[str, float]) -> str:
    return max(totals, key=lambda name: totals[name])


def _said(species: str, breeds: Mapping[str, float]) -> str:
    """The breed as far as the photo supports it, given the breeds' shares."""
    breed = _largest(breeds)
    share = breeds[breed]
    runner_up = max((other for name, other in breeds.items() if name != breed), default=0.0)
    if share >= _CERTAIN or breed.startswith("domestic") or share >= max(_LIKELY, _CLEAR_LEAD * runner_up):
        return breed
    if species not in _MIXING:
        return species
    return f"{breed} mix" if share >= _LIKELY else "mix"
