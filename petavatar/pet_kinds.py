"""What a person would call a pet of a species and breed."""

from typing import Final

_NAMED_BY_BREED: Final = frozenset(
    "dog chicken parrot bird duck goose lizard snake turtle tortoise frog spider".split()
)
"""Animals whose breeds and kinds go by their names alone: nobody says "beagle dog"."""
_NO_BREED: Final = frozenset({"mix", "mixed", "mixed breed", "mongrel", "crossbreed"})


def kind_of_pet(species: str, breed: str) -> str:
    """What a person would call the pet: `Afghan hound`, `rooster`, `tabby cat`, `mixed breed dog`."""
    animal, own = species.casefold(), breed.casefold()
    if own in _NO_BREED:
        return f"mixed breed {species}"
    return breed if animal in own or animal in _NAMED_BY_BREED else f"{breed} {species}"
