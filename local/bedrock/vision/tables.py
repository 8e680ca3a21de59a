"""Reads the tables beside this module: what breeds, photos and scores mean, in CSV."""

import csv
from importlib.resources import files


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table such as `animals.csv`, by the names of its columns."""
    return list(csv.DictReader(files(__package__).joinpath(table).read_text("utf-8").splitlines()))


def ends(table: str) -> dict[str, tuple[str, str]]:
    """A table's words for a low and for a high score, by dimension."""
    return {row["dimension"]: (row["low"], row["high"]) for row in rows(table)}
