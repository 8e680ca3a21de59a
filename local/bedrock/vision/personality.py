"""The 47 scores of a pet, from its breed's reputation, its photo, and a little individual character.

score = 50 + 50 tanh(breed + photo + character). All terms are kept, to show where a score comes from. This is
entertainment: a photo does not show a personality.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from agent.person.dimensions import DIMENSIONS
from local.bedrock.vision.animals import animals
from local.bedrock.vision.arrays import Array
from local.bedrock.vision.factors import dimension_matrix, group_factors, signal_matrix, signal_names

_BREED_WEIGHT: Final = 1.0
_PHOTO_WEIGHT: Final = 0.5
_CHARACTER_WEIGHT: Final = 0.2
_LEAST_PROBABILITY: Final = 1e-6


@dataclass(frozen=True)
class Personality:
    """The scores with their terms: `terms[dimension]` maps 'breed', each signal of the photo and 'character'."""

    terms: Mapping[str, Mapping[str, float]]

    @property
    def scores(self) -> dict[str, int]:
        """The 47 scores, 0-100."""
        return {name: _score(sum(parts.values())) for name, parts in self.terms.items()}

    def sources(self, dimension: str) -> list[tuple[str, float]]:
        """The terms of one dimension, largest first."""
        return sorted(self.terms[dimension].items(), key=lambda term: -abs(term[1]))


def personality(groups: Mapping[str, float], signals: Mapping[str, float], probabilities: Array) -> Personality:
    """The personality of a pet, from its temperament groups, the photo's signals and the classifier's probabilities."""
    breed = sum((share * _breed_terms(group) for group, share in groups.items()), np.zeros(len(DIMENSIONS)))
    strengths = np.array([signals[name] for name in signal_names()])
    photo = _PHOTO_WEIGHT * (dimension_matrix() @ signal_matrix().T) * strengths
    character = _CHARACTER_WEIGHT * _character(probabilities)
    return Personality(
        {
            name: {
                "breed": float(breed[row]),
                **{signal: float(term) for signal, term in zip(signal_names(), photo[row], strict=True)},
                "character": float(character[row]),
            }
            for row, name in enumerate(DIMENSIONS)
        }
    )


@cache
def group_scores() -> tuple[Mapping[str, int], ...]:
    """The scores of each temperament group, without a photo."""
    return tuple(
        {name: _score(float(term)) for name, term in zip(DIMENSIONS, _breed_terms(group), strict=True)}
        for group in group_factors()
    )


def _breed_terms(group: str) -> Array:
    """The breed term of a group, for each dimension: (47,)."""
    terms: Array = _BREED_WEIGHT * dimension_matrix() @ group_factors()[group]
    return terms


def _score(term: float) -> int:
    return round(50 + 50 * math.tanh(term))


def _character(probabilities: Array) -> Array:
    """A number of about -1 to 1 for each dimension, similar for similar photos: (47,).

    It is a random projection of the animals' standardised log-probabilities. It has no meaning, but gives two pets of
    one breed different personalities.
    """
    evidence = np.log(np.maximum(probabilities[: len(animals())], _LEAST_PROBABILITY))
    standard = (evidence - evidence.mean()) / max(float(evidence.std()), _LEAST_PROBABILITY)
    projected: Array = _signs() @ standard / np.sqrt(len(animals()))
    return projected


@cache
def _signs() -> Array:
    """A random matrix of +1 and -1, (47, animals), the same on every machine."""
    size = len(DIMENSIONS) * len(animals())
    bits = np.unpackbits(np.frombuffer(hashlib.shake_256(b"petavatar character").digest(size // 8 + 1), np.uint8))
    return bits[:size].reshape(len(DIMENSIONS), -1).astype(np.float64) * 2 - 1
