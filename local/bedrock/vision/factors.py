"""The tables that turn temperament into the 47 dimensions, with thirteen factors in between.

A factor is a broad tendency, -1 to 1. Each temperament group has a value for each factor (`temperaments.csv`, in
thirds: -3 to 3), the photo adds values (`SIGNAL_FACTORS`), and each dimension is a blend of a few factors
(`DIMENSION_FACTORS`). The figures are humorous folklore: what breed books and owners say, as numbers. They measure
nothing.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from agent.person.dimensions import DIMENSIONS
from local.bedrock.vision.arrays import Array

FACTORS: Final = (
    "vigor",
    "affection",
    "wits",
    "nerve",
    "guard",
    "appetite",
    "calm",
    "autonomy",
    "mischief",
    "poise",
    "voice",
    "order",
    "stage",
)
_FULL: Final = 3.0

type Blend = Mapping[str, float]

DIMENSION_FACTORS: Final[Mapping[str, Blend]] = {
    "confidence": {"nerve": 3, "poise": 2},
    "energy_level": {"vigor": 3, "calm": -1},
    "assertiveness": {"nerve": 2, "guard": 2, "voice": 1},
    "ambition": {"vigor": 2, "wits": 1, "stage": 1, "nerve": 1},
    "persistence": {"autonomy": 2, "order": 1, "vigor": 1},
    "competitiveness": {"vigor": 2, "nerve": 2, "guard": 1},
    "decisiveness": {"nerve": 2, "wits": 1, "order": 1},
    "sociability": {"affection": 3, "autonomy": -2},
    "warmth": {"affection": 3, "calm": 1},
    "empathy": {"affection": 2, "wits": 1, "guard": -1},
    "loyalty": {"affection": 2, "guard": 2, "autonomy": -1},
    "charm": {"affection": 2, "poise": 1, "stage": 1},
    "cooperation": {"autonomy": -3, "order": 2, "affection": 1},
    "trust": {"guard": -3, "affection": 2},
    "diplomacy": {"calm": 2, "affection": 1, "guard": -1, "voice": -1},
    "curiosity": {"wits": 2, "mischief": 2, "vigor": 1},
    "focus": {"order": 2, "wits": 1, "mischief": -1},
    "attention_to_detail": {"order": 2, "wits": 2, "guard": 1},
    "creativity": {"mischief": 2, "wits": 1, "autonomy": 1, "order": -1},
    "problem_solving": {"wits": 3, "mischief": 1},
    "adaptability": {"wits": 1, "calm": 1, "guard": -1, "order": -1},
    "strategic_thinking": {"wits": 2, "calm": 1, "autonomy": 1},
    "calmness": {"calm": 3, "vigor": -1},
    "patience": {"calm": 2, "order": 1, "appetite": -1},
    "playfulness": {"mischief": 3, "vigor": 1},
    "independence": {"autonomy": 3, "affection": -1},
    "stubbornness": {"autonomy": 2, "nerve": 1, "order": -1},
    "sensitivity": {"nerve": -2, "affection": 1, "poise": 1},
    "optimism": {"affection": 1, "mischief": 1, "appetite": 1, "guard": -1},
    "impulsiveness": {"calm": -2, "order": -2, "mischief": 1},
    "dignity": {"poise": 3, "mischief": -1},
    "elegance": {"poise": 3, "appetite": -1},
    "attention_seeking": {"stage": 2, "voice": 1, "affection": 1},
    "vocal_expressiveness": {"voice": 3},
    "mystery": {"autonomy": 2, "stage": -2, "voice": -1},
    "camera_awareness": {"stage": 3, "nerve": 1},
    "work_ethic": {"order": 2, "vigor": 2},
    "punctuality": {"order": 2, "appetite": 1},
    "reliability": {"order": 2, "calm": 1, "affection": 1},
    "risk_tolerance": {"nerve": 3, "guard": -1},
    "rule_following": {"order": 3, "autonomy": -2},
    "would_steal_lunch": {"appetite": 3, "mischief": 2},
    "sends_passive_aggressive_emails": {"affection": -2, "autonomy": 1, "guard": 1, "poise": 1},
    "replies_all": {"voice": 3, "wits": -1},
    "meeting_endurance": {"calm": 2, "order": 1, "vigor": -1},
    "snack_motivation": {"appetite": 3},
    "territorial_about_desk": {"guard": 3, "autonomy": 1},
}

SIGNAL_FACTORS: Final[Mapping[str, Blend]] = {
    "brightness": {"affection": 1, "guard": -1},
    "contrast": {"poise": 1, "nerve": 1},
    "saturation": {"vigor": 1, "mischief": 1},
    "warmth": {"affection": 1, "calm": 1},
    "greenery": {"vigor": 2, "autonomy": 1, "poise": -1},
    "clutter": {"order": -2, "mischief": 1, "appetite": 1},
    "symmetry": {"order": 2, "wits": 1},
    "framing": {"nerve": 1, "appetite": 1, "voice": 1},
    "centring": {"stage": 2, "order": 1},
    "recline": {"calm": 2, "vigor": -2},
    "facing": {"stage": 2, "nerve": 1, "autonomy": -1},
    "standout": {"poise": 2, "voice": 1, "guard": 1},
    "ball": {"mischief": 3, "vigor": 2},
    "furniture": {"calm": 2, "appetite": 1},
    "finery": {"poise": 2, "stage": 1, "order": 1},
}


@cache
def group_factors() -> Mapping[str, Array]:
    """The factors (13,) of each group, -1 to 1."""
    table = files(__package__).joinpath("temperaments.csv").read_text(encoding="utf-8")
    return {
        row["group"]: np.array([float(row[factor]) for factor in FACTORS]) / _FULL
        for row in csv.DictReader(table.splitlines())
    }


@cache
def dimension_matrix() -> Array:
    """The factors of each dimension: (47, 13), rows of length 1, in the order of `DIMENSIONS`."""
    return _rows(DIMENSION_FACTORS[name] for name in DIMENSIONS)


@cache
def signal_matrix() -> Array:
    """The factors of each signal: (signals, 13), rows of length 1, in the order of `SIGNAL_FACTORS`."""
    return _rows(SIGNAL_FACTORS.values())


def _rows(blends: Iterable[Blend]) -> Array:
    matrix = np.array([[blend.get(factor, 0.0) for factor in FACTORS] for blend in blends])
    lengths: Array = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / lengths
