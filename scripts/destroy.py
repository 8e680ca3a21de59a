"""Removes a sandbox, photos and results included: `python -m scripts.destroy --sandbox dev`.

Run `tc delete` first; what it leaves, its event rule above all, is removed here too. It asks for the sandbox's name,
stops if jobs are waiting or at work, and can be run again at any time: what is not there is fine.
"""

import argparse
import sys
from collections.abc import Sequence

from deployment.agent.runtime import AgentRuntimeError
from deployment.connection import Connection
from deployment.names import Names
from deployment.removal.sandbox import destroy, jobs_at_work
from deployment.removal.storage import NotEmptiedError
from petavatar.errors import StorageFailure
from scripts.command import DONE, STOPPED, run, sandbox_parser


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = sandbox_parser("destroy", __doc__)
    parser.add_argument("--yes", action="store_true", help="don't ask")
    parser.add_argument("--force", action="store_true", help="even while jobs are waiting or at work")
    parser.add_argument(
        "--force-delete-secret", action="store_true", help="delete the API keys at once, beyond recovery"
    )
    return parser.parse_args(argv)


def _is_confirmed(names: Names) -> bool:
    """Asks for the sandbox's name; where nobody can answer, the answer is no."""
    print(f"This removes the sandbox {names.sandbox} of account {names.account} in {names.region}: photos,")
    print("avatars, jobs and API keys. There is no way back.")
    try:
        return input("Type the sandbox's name to go on: ").strip() == names.sandbox
    except EOFError:
        return False


def main(argv: Sequence[str] | None = None) -> int:
    """The command: 0 if all is gone, 1 if something stays, 2 if the arguments make no sense."""
    arguments = _arguments(argv)

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        client, names = connection.client, connection.names
        if not arguments.yes and not _is_confirmed(names):
            print("Nothing was removed.", file=sys.stderr)
            return STOPPED
        if not arguments.force and (number := jobs_at_work(client, names)):
            print(f"Nothing was removed: jobs waiting or at work: {number}. --force removes them too.", file=sys.stderr)
            return STOPPED
        for removed in destroy(client, names, secret_at_once=arguments.force_delete_secret):
            print(f"removed {removed}", flush=True)
        print(f"Nothing of sandbox {names.sandbox} is left.")
        return DONE

    return run(work, stopping=(AgentRuntimeError, StorageFailure, NotEmptiedError))


if __name__ == "__main__":
    sys.exit(main())
