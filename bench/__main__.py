"""`python -m bench [MEASUREMENT...]`: measures, prints a table, and keeps the rows in bench/results.json."""

import argparse
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Final

from bench import rows

MEASUREMENTS: Final = {
    "cold": "bench.cold_start",
    "warm": "bench.warm_reads",
    "photos": "bench.photos",
    "job": "bench.one_job",
    "jobs": "bench.many_jobs",
}


def main() -> int:
    """Runs the measurements that are named, or all: 0 if every mark was reached."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="MEASUREMENT", help=", ".join(MEASUREMENTS))
    chosen = parser.parse_args().names or list(MEASUREMENTS)
    if unknown := set(chosen) - MEASUREMENTS.keys():
        parser.error(f"there is no measurement {min(unknown)}")
    missed = False
    print(rows.heading(), flush=True)
    for name in chosen:
        measure: Callable[[], Iterable[rows.Row]] = import_module(MEASUREMENTS[name]).measure
        made = []
        for row in measure():
            print(rows.line(row), flush=True)
            made.append(row)
            missed |= not row.holds
        rows.keep(made)
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
