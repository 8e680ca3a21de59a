"""Checks which given names suit a species and a presentation.

A name suits a species if the table lists it. Other names are checked against the rule of the species' pattern (length,
first or last letters), so that a model's own ideas can be right as well.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, get_args

from agent.person.name_table import FAVOURITES, PATTERNS, SPECIES_WORDS, NamePattern, SpeciesGroup
from agent.schemas import Presentation

_EXAMPLES: Final = 10
_PRESENTATIONS: Final[tuple[Presentation, ...]] = get_args(Presentation)
_HONORIFICS: Final = frozenset({"dr", "prof", "professor", "sir", "dame", "mr", "mrs", "ms", "mx"})
_VOWELS: Final = re.compile(r"[aeiouy]+")
_SILENT_E: Final = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$")
_GARDEN: Final = re.compile(r"flor|ros[ae]|lil[iy]|viol|haz|ros[ie]|oliv|ash|berr|wood|haw|thorn|bloom|petal|fern|herb")
_SHORE: Final = re.compile(r"^(?:mar|mer|mor|mur|ner|cor|del|oce|sea)|(?:mar|wave|isle|shore)$")


def species_group(species: str) -> SpeciesGroup:
    """The species group for a species' common name ("guinea pig", "Tabby cat")."""
    words = [_singular(word) for word in re.findall(r"[a-z]+", _folded(species))]
    phrase = f" {' '.join(words)} "
    for group, listed in SPECIES_WORDS.items():
        if any(f" {name.replace('_', ' ')} " in phrase for name in listed.split()):
            return group
    return "fish" if phrase.rstrip().endswith("fish") else "other"


def given_names(species: str, presentation: Presentation) -> tuple[str, ...]:
    """Every listed name for a species and a presentation."""
    return _listed(species_group(species), presentation)


def favourites(species: str, breed: str, presentation: Presentation) -> tuple[str, ...]:
    """The names that the product is known for with this kind of pet; none for most kinds."""
    kind = f"{_folded(breed)} {species_group(species)}"
    known = (_by_presentation(pattern)[presentation] for words, pattern in FAVOURITES.items() if words in kind)
    return tuple(next(known, "").split())


def examples(species: str, breed: str, presentation: Presentation) -> tuple[str, ...]:
    """Up to ten of the listed names: favourites first, the others spread over the whole list."""
    names = given_names(species, presentation)
    spread = names[:: max(1, len(names) // _EXAMPLES)]
    return tuple(dict.fromkeys((*favourites(species, breed, presentation), *spread)))[:_EXAMPLES]


def pattern_words(species: str) -> str:
    """The sentence that describes the names for a species."""
    return PATTERNS[species_group(species)].words


def follows_species(human_name: str, species: str) -> bool:
    """Whether the given name in `human_name` is listed for the species, or follows its pattern's rule."""
    group, name = species_group(species), _given_name(human_name)
    listed = (_folded(known) for presentation in _PRESENTATIONS for known in _listed(group, presentation))
    return name in listed or _RULES[group](name)


def follows_presentation(human_name: str, presentation: Presentation) -> bool:
    """Whether the given name suits the presentation; an unlisted name suits all."""
    presentations = _presentations_of(_given_name(human_name))
    return not presentations or "androgynous" in presentations or _agrees(presentations, presentation)


def _agrees(presentations: frozenset[Presentation], wanted: Presentation) -> bool:
    return wanted in presentations or (wanted == "androgynous" and presentations >= {"feminine", "masculine"})


def _folded(text: str) -> str:
    """`text` in lower case and without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def _given_name(human_name: str) -> str:
    """The first word that is not an honorific, in lower case without accents; empty for an empty name."""
    words = [word.strip(".,") for word in _folded(human_name).split()]
    return next((word for word in words if word not in _HONORIFICS), "")


def _syllables(name: str) -> int:
    return max(1, len(_VOWELS.findall(_SILENT_E.sub("", name))))


@cache
def _listed(group: SpeciesGroup, presentation: Presentation) -> tuple[str, ...]:
    return tuple(_by_presentation(PATTERNS[group])[presentation].split())


def _by_presentation(pattern: NamePattern) -> dict[Presentation, str]:
    return {"feminine": pattern.feminine, "masculine": pattern.masculine, "androgynous": pattern.androgynous}


@cache
def _presentations_of(name: str) -> frozenset[Presentation]:
    return frozenset(
        presentation
        for group in PATTERNS
        for presentation in _PRESENTATIONS
        if name in map(_folded, _listed(group, presentation))
    )


def _short(name: str) -> bool:
    return 2 <= len(name) <= 6 and _syllables(name) <= 2


def _sophisticated(name: str) -> bool:
    return _syllables(name) >= 3 or len(name) >= 9


def _melodious(name: str) -> bool:
    return name.endswith(("a", "e", "i", "o", "u")) and _syllables(name) >= 2


def _classical(name: str) -> bool:
    return len(name) >= 4 and name.endswith(("us", "ia", "is", "os", "es", "on", "or"))


def _stately(name: str) -> bool:
    return len(name) >= 6 and _syllables(name) >= 2 and name[-1] not in "aeiouy"


def _distinctive(name: str) -> bool:
    return name.startswith(tuple("ijkquvwxyz"))


_RULES: Final[Mapping[SpeciesGroup, Callable[[str], bool]]] = MappingProxyType(
    {
        "dog": _short,
        "cat": _sophisticated,
        "small mammal": lambda name: _GARDEN.search(name) is not None,
        "bird": _melodious,
        "reptile": _classical,
        "fish": lambda name: _SHORE.search(name) is not None,
        "hoofed": _stately,
        "other": _distinctive,
    }
)
