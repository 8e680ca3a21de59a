"""The load test: `python -m bench.load [--full] [--seconds N] [--host URL]`.

Against the local system, each read is also asked of a function that does nothing, at the same rate and in turn with
ours, so that the engine's own time is known. `--host` takes a deployment in its place, with the API key of
PETAVATAR_API_KEY; each photo that is handed in there costs what its models cost.
"""

import argparse
import sys
from contextlib import ExitStack

from bench.load.generator import LoadError
from bench.load.measure import DEFAULT_SECONDS, deployed_target, local_targets, run
from bench.load.report import Measured, table
from bench.load.scenarios import LOCAL_SHARE, Scenario, scenarios
from local.process import StartError
from petavatar_client import PetAvatarClientError


def main() -> int:
    """Runs the scenarios and prints their table: 0 if no request failed, 1 if one did, 2 if it could not be run."""
    options = _options()
    try:
        measured = _measure(options.host, scenarios(options.full), options.seconds)
    except (LoadError, StartError, PetAvatarClientError) as error:
        print(error, file=sys.stderr)
        return 2
    print(table(measured))
    for line in (line for one in measured for line in one.failures):
        print(line, file=sys.stderr)
    return int(any(one.failed for one in measured))


def _measure(host: str | None, chosen: list[Scenario], seconds: int) -> list[Measured]:
    with ExitStack() as stack:
        ours, bare = (deployed_target(host), None) if host else stack.enter_context(local_targets())
        measured = []
        for scenario in chosen:
            print(f"{scenario.title} ...", file=sys.stderr, flush=True)
            measured.append(run(scenario, ours, bare, seconds))
        return measured


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help=f"the whole load, not one in {LOCAL_SHARE}")
    parser.add_argument(
        "--seconds", type=_seconds, default=DEFAULT_SECONDS, help="how long each scenario runs (4-3600)"
    )
    parser.add_argument("--host", metavar="URL", help="the API of a deployment, in place of the local system")
    return parser.parse_args()


def _seconds(text: str) -> int:
    seconds = int(text)
    if not 4 <= seconds <= 3600:
        raise argparse.ArgumentTypeError("from 4 to 3600 seconds")
    return seconds


if __name__ == "__main__":
    raise SystemExit(main())
