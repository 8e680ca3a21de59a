"""Sets what tc can't set on what it has deployed: `python -m scripts.post_deploy --sandbox dev`.

Run it after each `tc create` or `tc update`; it can be run at any time, and sets what is there right:

- an upload event that s3-event-handler could not handle, after Lambda's own two retries, goes to a queue of its own;
- at most so many workers run at once (never by reserved concurrency, whose throttled receives would count);
- logs are kept for a week;
- pages of other origins may read the headers `Location` and `Retry-After`;
- functions send their traces to X-Ray;
- alarms watch the functions, the API and the event rule, and a dashboard shows all of the sandbox.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from deployment.connection import Connection
from deployment.finish import NotDeployedError, finish_deployment
from scripts.command import DONE, run, sandbox_parser

_MAXIMUM_CONCURRENCY: Final = 10


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = sandbox_parser("post_deploy", __doc__)
    parser.add_argument("--maximum-concurrency", type=int, default=_MAXIMUM_CONCURRENCY, help="workers at once, 2-1000")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """The command: 0 if all is set, 1 if AWS refused, 2 if the arguments make no sense."""
    arguments = _arguments(argv)

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        url = finish_deployment(connection.client, connection.names, arguments.maximum_concurrency)
        print(f"The functions of sandbox {arguments.sandbox} are set. Their API:\n{url}")
        return DONE

    return run(work, stopping=(NotDeployedError,))


if __name__ == "__main__":
    sys.exit(main())
