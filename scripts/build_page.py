"""Builds the page's folder for a static host: `python -m scripts.build_page --api-url https://... --out site`.

It copies `web/`, adds `config.json` with the API's URL, and writes the Content-Security-Policy into `index.html`, for
hosts that can't send headers. The policy names the few origins that the page may connect to.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from deployment.names import Names
from deployment.page import InvalidAddressError, build_page, storage_origins
from scripts.command import DONE, run


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if the folder is written, 2 if the arguments are invalid."""
    parser = argparse.ArgumentParser(prog="build_page", description=__doc__)
    parser.add_argument("--api-url", required=True, help="the base URL of the API")
    parser.add_argument("--account", required=True, help="the AWS account's number; the buckets' names contain it")
    parser.add_argument("--region", required=True)
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--out", type=Path, default=Path("site"), help="the folder to write")
    arguments = parser.parse_args(argv)

    def work() -> int:
        names = Names(arguments.account, arguments.region, arguments.sandbox)
        build_page(arguments.out, arguments.api_url, storage_origins(names))
        print(f"The page is in {arguments.out}.")
        return DONE

    return run(work, misuse=(InvalidAddressError,))


if __name__ == "__main__":
    sys.exit(main())
