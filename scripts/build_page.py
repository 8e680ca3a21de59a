"""Makes the page's folder for a static host: `python -m scripts.build_page --api-url https://... --out site`.

It copies `web/`, adds `config.json` with the API's address, and puts the content security policy, with the few
addresses that the page may speak to, into `index.html`, for hosts that can't send headers.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from deployment.names import Names
from deployment.page import InvalidAddressError, build_page, storage_origins
from scripts.command import DONE, run


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="build_page", description=__doc__)
    parser.add_argument("--api-url", required=True, help="the base of the API's addresses")
    parser.add_argument("--account", required=True, help="the AWS account's number; the buckets' names carry it")
    parser.add_argument("--region", required=True)
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--out", type=Path, default=Path("site"), help="the folder to write")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """The command: 0 if the folder is there, 2 if the arguments make no sense."""
    arguments = _arguments(argv)

    def work() -> int:
        names = Names(arguments.account, arguments.region, arguments.sandbox)
        build_page(arguments.out, arguments.api_url, storage_origins(names))
        print(f"The page is in {arguments.out}.")
        return DONE

    return run(work, misuse=(InvalidAddressError,))


if __name__ == "__main__":
    sys.exit(main())
