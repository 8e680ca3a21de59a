"""Turns the classifier's probabilities into a species and a breed, or into no pet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from local.bedrock.vision.animals import Animal, animals
from local.bedrock.vision.arrays import Array
from local.bedrock.vision.coat import PLAIN_COLOURS, Coat

if TYPE_CHECKING:
    from agent.schemas import CoatColor

_GATE: Final = 0.27
"""The least probability of all kept animals together. Pets at hand have 0.36 and more, other photos 0.21 and less."""
_WILD_GATE: Final = 0.4
"""The least probability of a wild animal to name it in a refusal."""
_CHANCE: Final = 0.004
"""Up to this probability a class means nothing. It is four even shares; a blank picture has 398 for animals."""
_LOOKALIKES: Final = ("hoofed", "small mammal")
_LOOKALIKE: Final = 0.25
"""The share of hoofed animals, or of small mammals, at which a dog is one. With 118 of the classes, dogs attract what
ImageNet lacks, such as black horses and guinea pigs without hair; dogs themselves show next to none of either."""
_WORKING_HORSE: Final = (603, 730)
"""Horse cart and plough: photos of horses."""
_PETS_PRIOR: Final[Mapping[str, float]] = {"horse": 2.0, "goat": 1.5}
"""How much oftener than cows, pigs and sheep people have them photographed as theirs."""
_CERTAIN: Final = 0.5
"""The least share within the species to name a breed."""
_CLEAR_LEAD: Final = 2.5
"""Or the breed has this many times the share of the second one: the classifier never uses all its probability."""
_LIKELY: Final = 0.25
"""The least share to name a breed as part of a mix."""
_CAT_BREED: Final = 0.75
"""The least share to name a cat's breed: ImageNet has just two, and coats of house cats beside them."""
_RARITY: Final = 0.25
"""The weight of a rare breed: ImageNet has equally many pictures of each breed, but rare breeds are rare at home."""
_MISFIT: Final = 15.0
"""A coat farther than this from the breed's colours (CIELAB units) counts against the breed."""
_WRONG_COAT: Final = 0.15
_HAIRLESS: Final = 268
_HAIRLESS_LEAST: Final = 0.05
_HAIRLESS_CAT: Final = 0.15
"""The least share of cat at which a 'hairless dog' is a Sphynx cat. Dogs of other breeds show none."""
_TABBIES: Final = (281, 282)
_LONGHAIRED: Final = (283, 287)
_PATTERN: Final = 0.25
"""The least share of tabby classes to call a cat one."""
_SPHYNX: Final = Animal(
    "cat",
    "cat",
    "Sphynx",
    "oriental",
    wild=False,
    rare=False,
    coats=(),
    looks=("hairless", "smooth", "large", "slender"),
)
MIXED: Final = "mixed breed"


@dataclass(frozen=True)
class Recognition:
    """The animal in the photo."""

    species: str
    breed: str
    """For an uncertain one, the species, a mix, or a cat's coat in words."""
    is_pet: bool
    """Whether people keep this animal as a pet."""
    shares: Mapping[Animal, float]
    """Shares of the species' classes, adding up to 1; empty for a wild animal."""
    coats: "tuple[CoatColor, ...]" = ()
    """The breed's colours, if they are known."""

    @cached_property
    def groups(self) -> Mapping[str, float]:
        """Shares of the temperament groups."""
        return _shares((animal.group, share) for animal, share in self.shares.items())


def recognise(probabilities: Array, coat: Coat | None = None) -> Recognition | None:
    """The animal in a photo, from the probabilities of the 1000 classes and the coat; None if there is none.

    A wild animal counts only if it alone outweighs all pets: misread pets are more common than photos of lions.
    """
    masses = [(animal, float(mass)) for animal, mass in zip(animals(), probabilities, strict=False)]
    wild = _totals((animal.species, _above_chance(mass)) for animal, mass in masses if animal.wild)
    kept = sum(mass for animal, mass in masses if not animal.wild)
    species = _largest(wild)
    if wild[species] > max(kept, _WILD_GATE):
        return Recognition(species, "", is_pet=False, shares={})
    if kept < _GATE:
        return None
    return _pet(masses, probabilities, coat)


def _pet(masses: Sequence[tuple[Animal, float]], probabilities: Array, coat: Coat | None) -> Recognition | None:
    families = _totals((animal.family, _above_chance(mass)) for animal, mass in masses)
    carts = float(probabilities[list(_WORKING_HORSE)].sum())
    if families["hoofed"] > 0:
        families["hoofed"] += carts
    family = _largest(families)
    lookalike = max(_LOOKALIKES, key=lambda name: families[name])
    if family == "dog" and families[lookalike] > _LOOKALIKE * families["dog"]:
        family = lookalike
    pets = _totals(
        (animal.species, _above_chance(mass)) for animal, mass in masses if animal.family == family and not animal.wild
    )
    if pets.get("horse", 0.0) > 0:
        pets["horse"] += carts
    if not pets or max(pets.values()) == 0:
        return None
    species = _largest({name: mass * _PETS_PRIOR.get(name, 1.0) for name, mass in pets.items()})
    cats = families["cat"]
    if probabilities[_HAIRLESS] > _HAIRLESS_LEAST and cats > _HAIRLESS_CAT * (cats + families["dog"]):
        return Recognition("cat", _SPHYNX.breed, is_pet=True, shares={_SPHYNX: 1.0})
    own = [(animal, mass) for animal, mass in masses if animal.species == species and not animal.wild]
    fits = {coats: coat is None or coat.misfit(coats) <= _MISFIT for coats in {animal.coats for animal, _ in own}}
    shares = _shares((animal, mass * _weight(animal, fits=fits[animal.coats])) for animal, mass in own)
    name = _cat(shares, probabilities, coat) if species == "cat" else _breed(species, shares)
    coats = next((animal.coats for animal in shares if animal.breed == name), ())
    return Recognition(species, name, is_pet=True, shares=shares, coats=coats)


def _weight(animal: Animal, *, fits: bool) -> float:
    return (_RARITY if animal.rare else 1.0) * (1.0 if fits else _WRONG_COAT)


def _breed(species: str, shares: Mapping[Animal, float]) -> str:
    """The breed, as precisely as the breeds' shares allow."""
    breeds = _shares((animal.breed, share) for animal, share in shares.items())
    breed = _largest(breeds)
    share = breeds[breed]
    runner_up = max((other for name, other in breeds.items() if name != breed), default=0.0)
    if share >= _CERTAIN or share >= max(_LIKELY, _CLEAR_LEAD * runner_up):
        return breed
    if species != "dog":
        return species
    return f"{breed} mix" if share >= _LIKELY else MIXED


def _cat(shares: Mapping[Animal, float], probabilities: Array, coat: Coat | None) -> str:
    """A cat's breed if it is near certain, otherwise its coat in words."""
    likeliest = max(shares, key=lambda animal: shares[animal])
    if shares[likeliest] >= _CAT_BREED and not likeliest.breed.startswith("domestic"):
        return likeliest.breed
    cats = sum(float(probabilities[index]) for index in range(281, 286)) + float(probabilities[287])
    long = sum(float(probabilities[index]) for index in _LONGHAIRED) > cats / 2
    tabby = sum(float(probabilities[index]) for index in _TABBIES) > _PATTERN * cats
    return cat_coat(coat, tabby=tabby, long=long)


def cat_coat(coat: Coat | None, *, tabby: bool, long: bool) -> str:
    """What people call a cat without a breed: 'black shorthair', 'ginger tabby'."""
    kind = "tabby" if tabby else "longhair" if long else "shorthair"
    if coat is None:
        return kind if tabby else f"domestic {kind}"
    if coat.black_and_white:
        return "tabby-and-white" if tabby else f"black-and-white {kind}"
    colour = coat.name(PLAIN_COLOURS)
    return f"{_CAT_COLOURS.get(colour, colour)} {kind}"


_CAT_COLOURS: Final[Mapping[str, str]] = {"red": "ginger", "golden": "ginger", "dark brown": "brown"}


def _above_chance(mass: float) -> float:
    return mass if mass > _CHANCE else 0.0


def _totals[Key](parts: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    totals: defaultdict[Key, float] = defaultdict(float)
    for name, mass in parts:
        totals[name] += mass
    return dict(totals)


def _shares[Key](parts: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    totals = _totals(parts)
    whole = sum(totals.values())
    return {name: total / whole for name, total in totals.items()}


def _largest(totals: Mapping[str, float]) -> str:
    return max(totals, key=lambda name: totals[name])
