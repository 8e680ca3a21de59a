"""Removes a sandbox, with its photos and results: `python -m scripts.destroy --sandbox dev`.

If tc has made it, run `tc delete` first; this command also removes what tc leaves, such as its event rule. It asks for
the sandbox's name, stops if jobs are queued or processing, and can be run again at any time.
"""

import sys
from collections.abc import Sequence

from deployment.agent.runtime import AgentRuntimeError
from deployment.connection import Connection
from deployment.names import Names
from deployment.region import OtherRegionError, require_own_region
from deployment.removal.sandbox import destroy, jobs_at_work
from deployment.removal.storage import NotEmptiedError
from deployment.stack.cloudformation import StackError
from petavatar.errors import StorageFailure
from scripts.command import DONE, STOPPED, run, sandbox_parser


def _is_confirmed(names: Names) -> bool:
    """Asks for the sandbox's name. Without an interactive input, the answer is no."""
    print(f"This removes the sandbox {names.sandbox} of account {names.account} in {names.region}: photos,")
    print("avatars, jobs and API keys. This cannot be undone.")
    try:
        return input("Type the sandbox's name to go on: ").strip() == names.sandbox
    except EOFError:
        return False


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if all is removed, 1 if not, 2 if the arguments are invalid."""
    parser = sandbox_parser("destroy", __doc__)
    parser.add_argument("--yes", action="store_true", help="don't ask")
    parser.add_argument("--force", action="store_true", help="even while jobs are queued or processing")
    parser.add_argument(
        "--force-delete-secret", action="store_true", help="delete the API keys at once, without recovery"
    )
    arguments = parser.parse_args(argv)

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        client, names = connection.client, connection.names
        require_own_region(client("s3"), names)
        if not arguments.yes and not _is_confirmed(names):
            print("Nothing was removed.", file=sys.stderr)
            return STOPPED
        if not arguments.force and (number := jobs_at_work(client, names)):
            print(
                f"Nothing was removed. Jobs queued or processing: {number}. Use --force to remove them.",
                file=sys.stderr,
            )
            return STOPPED
        for removed in destroy(client, names, secret_at_once=arguments.force_delete_secret):
            print(f"removed {removed}", flush=True)
        print(f"Sandbox {names.sandbox} is removed.")
        return DONE

    return run(work, stopping=(AgentRuntimeError, OtherRegionError, StackError, StorageFailure, NotEmptiedError))


if __name__ == "__main__":
    sys.exit(main())
