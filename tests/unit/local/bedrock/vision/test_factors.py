"""The tables of temperament are complete and refer to one another."""

import numpy as np
import pytest

from agent.person.dimensions import DIMENSIONS
from local.bedrock.vision.factors import dimension_matrix, group_factors, signal_matrix
from local.bedrock.vision.tables import rows

FACTORS = tuple(rows("temperaments.csv")[0])[1:]


def test_every_dimension_has_its_blend_and_no_two_the_same() -> None:
    assert {row["dimension"] for row in rows("dimensions.csv")} == set(DIMENSIONS)
    assert len(np.unique(dimension_matrix().round(6), axis=0)) == len(DIMENSIONS)


def test_the_tables_have_the_same_factors_in_the_same_order() -> None:
    orders = {tuple(rows(table)[0])[1:] for table in ("temperaments.csv", "dimensions.csv", "signals.csv")}
    assert orders == {FACTORS}


def test_no_dimension_or_signal_is_louder_than_another() -> None:
    for matrix in (dimension_matrix(), signal_matrix()):
        assert np.linalg.norm(matrix, axis=1) == pytest.approx(np.ones(len(matrix)))


def test_temperaments_stay_on_their_scale_and_differ() -> None:
    table = np.array(list(group_factors().values()))
    assert np.abs(table).max() <= 1
    assert len(np.unique(table, axis=0)) == len(table)


def test_folklore_is_as_owners_tell_it() -> None:
    groups, column = group_factors(), FACTORS.index
    assert groups["terrier"][column("calm")] < groups["mountain"][column("calm")]
    assert groups["retriever"][column("affection")] > groups["turtle"][column("affection")]
    assert groups["scenthound"][column("appetite")] > groups["sighthound"][column("appetite")]
