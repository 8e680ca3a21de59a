"""The load test: `python -m bench.load [--full] [--seconds N] [--host URL]`.

Against the local system, each read is also asked of a function that does nothing, at the same rate and in turn with
ours, so that the engine's own time is known. `--host` takes a deployment in its place, with the API key of
PETAVATAR_API_KEY; each photo that is handed in there costs what its models cost.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Final

from bench.load.figures import Figures
from bench.load.generator import LoadError
from bench.load.measure import DEFAULT_SECONDS, Measured, deployed_target, local_targets, rows, run
from bench.load.scenarios import LOCAL_SHARE, scenarios
from bench.rows import figure, heading, line
from local.process import StartError
from petavatar_client import PetAvatarClientError

_LINE: Final = "{:<26}{:<20}{:<6}" + "{:>9}" * 6


def main() -> int:
    """Runs the scenarios and prints what came: 0 if no request failed, 1 if one did, 2 if it could not be run."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help=f"the whole load, not one in {LOCAL_SHARE}")
    parser.add_argument(
        "--seconds", type=_seconds, default=DEFAULT_SECONDS, help="how long each scenario runs (4-3600)"
    )
    parser.add_argument("--host", metavar="URL", help="the API of a deployment, in place of the local system")
    options = parser.parse_args()
    measured = []
    try:
        with ExitStack() as stack:
            ours, bare = (deployed_target(options.host), None) if options.host else stack.enter_context(local_targets())
            for scenario in scenarios(options.full):
                print(f"{scenario.title} ...", file=sys.stderr, flush=True)
                measured.append(run(scenario, ours, bare, options.seconds))
    except (LoadError, StartError, PetAvatarClientError) as error:
        print(error, file=sys.stderr)
        return 2
    made = rows(measured)
    print("\n".join([*table(measured), "", heading(), *map(line, made)]))
    for on, came in (pair for one in measured for pair in one.runs.items()):
        print(*(f"{on}: {error}\n" for error in came.errors), sep="", end="", file=sys.stderr)
    return int(not made[0].holds)


def table(measured: Sequence[Measured]) -> Iterator[str]:
    """The lines of a table of all requests, ours and those of the bare function; times in ms."""
    yield _LINE.format("", "request", "on", *Figures._fields)
    for one in measured:
        for request in one.scenario.targets_ms:
            for on, came in one.runs.items():
                yield _LINE.format(
                    one.scenario.title, request, on, *(figure(value, "ms") for value in came.of(request))
                )


def _seconds(text: str) -> int:
    seconds = int(text)
    if not 4 <= seconds <= 3600:
        raise argparse.ArgumentTypeError("from 4 to 3600 seconds")
    return seconds


if __name__ == "__main__":
    raise SystemExit(main())
