"""Turns the classifier's probabilities into a species and a breed, or into no pet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local.bedrock.vision.animals import animals
from local.bedrock.vision.arrays import Array

if TYPE_CHECKING:
    from agent.schemas import CoatColor

_GATE: Final = 0.25
"""The least probability of all animals together. On 411 pets and 301 objects, 98.3% and 0.3% of them pass."""
_CHANCE: Final = 0.004
"""Up to this probability a class means nothing. It is four even shares; a blank picture has 398 for animals."""
_SPECIES_GATE: Final = 0.2
"""The least probability of one species above chance. Blanks, noise and text reach 0.18; 188 of 190 hard photos pass."""
_CERTAIN: Final = 0.6
"""The least share within the species to name a breed: below it the top breed is right about half the time."""
_CLEAR_LEAD: Final = 4.0
"""Or the breed has this many times the share of the second one: the classifier never uses all its probability."""
_LIKELY: Final = 0.25
"""The least share to name a breed as part of a mix."""
_RARITY: Final = 0.25
"""The weight of a rare breed: ImageNet has equally many pictures of each breed, but rare breeds are rare at home."""
_HAIRLESS_CAT: Final = 0.15
"""The least share of cat at which a 'hairless dog' is a Sphynx cat. Dogs of other breeds show none."""
_MIXING: Final = frozenset({"dog", "cat"})
"""The species whose breeds mix; for others, an uncertain breed becomes the species."""


@dataclass(frozen=True)
class Recognition:
    """The animal in the photo."""

    species: str
    breed: str
    is_pet: bool
    """Whether people keep this animal as a pet."""
    groups: Mapping[str, float]
    """Shares of the temperament groups, adding up to 1; empty for a wild animal."""
    coats: "tuple[CoatColor, ...]" = ()
    """The breed's colours, if they are known."""


def recognise(probabilities: Array) -> Recognition | None:
    """The animal in a photo, from the probabilities of the 1000 classes; None if there is none.

    A wild animal counts only if it alone outweighs all pets: misread pets are more common than photos of lions.
    """
    table = animals()
    weighted = [(animal, float(mass)) for animal, mass in zip(table, probabilities[: len(table)], strict=True)]
    wild = _totals((animal.species, _above_chance(mass)) for animal, mass in weighted if animal.wild)
    pets = _totals((animal.species, _above_chance(mass)) for animal, mass in weighted if not animal.wild)
    wild_species, species = _largest(wild), _largest(pets)
    if sum(mass for _, mass in weighted) < _GATE or max(wild[wild_species], pets[species]) < _SPECIES_GATE:
        return None
    if wild[wild_species] > sum(pets.values()):
        return Recognition(wild_species, "", is_pet=False, groups={})
    own = [(animal, mass * (_RARITY if animal.rare else 1)) for animal, mass in weighted if animal.species == species]
    breeds = _shares((animal.breed, mass) for animal, mass in own)
    breed = _largest(breeds)
    if breed == "Mexican hairless" and pets["cat"] > _HAIRLESS_CAT * (pets["cat"] + pets["dog"]):
        return Recognition("cat", "Sphynx", is_pet=True, groups={"oriental": 1.0})
    groups = _shares((animal.group, mass) for animal, mass in own)
    name = _breed_name(species, breeds)
    coats = next(animal.coats for animal, _ in own if animal.breed == breed) if name == breed else ()
    return Recognition(species, name, is_pet=True, groups=groups, coats=coats)


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


def _breed_name(species: str, breeds: Mapping[str, float]) -> str:
    """The breed, as precisely as the breeds' shares allow."""
    breed = _largest(breeds)
    share = breeds[breed]
    runner_up = max((other for name, other in breeds.items() if name != breed), default=0.0)
    if share >= _CERTAIN or breed.startswith("domestic") or share >= max(_LIKELY, _CLEAR_LEAD * runner_up):
        return breed
    if species not in _MIXING:
        return species
    return f"{breed} mix" if share >= _LIKELY else "mix"
