"""`python -m bench [MEASUREMENT...]`: measures, prints a table, and keeps the rows in bench/results.json.

docs/performance.md is written from all rows that are kept. `python -m bench report` does that alone.
"""

import argparse
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Final

from bench import machine, plots, report, rows

MEASUREMENTS: Final = {
    "cold": "bench.cold_start",
    "warm": "bench.warm_reads",
    "photos": "bench.photos",
    "job": "bench.one_job",
    "jobs": "bench.many_jobs",
    "calls": "bench.calls",
    "tokens": "bench.tokens",
    "sizes": "bench.sizes",
    "marks": "bench.marks",
    "demo": "bench.demo",
    "photo-sizes": "bench.photo_sizes",
    "load": "bench.load.measure",
    "tests": "bench.suite",
}


def main() -> int:
    """Runs the measurements that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="MEASUREMENT", help=", ".join(MEASUREMENTS))
    chosen = parser.parse_args().names or list(MEASUREMENTS)
    if chosen == ["report"]:
        return _report()
    if unknown := set(chosen) - MEASUREMENTS.keys():
        parser.error(f"there is no measurement {min(unknown)}")
    print(rows.heading(), flush=True)
    for name in chosen:
        measure: Callable[[], Iterable[rows.Row]] = import_module(MEASUREMENTS[name]).measure
        made = []
        for row in measure():
            print(rows.line(row), flush=True)
            made.append(row)
        rows.keep(made)
    machine.describe()
    return _report()


def _report() -> int:
    report.write()
    plots.draw()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
