"""Sets what tc can't set on its resources: `python -m scripts.post_deploy --sandbox dev`.

Run it after each `tc create` or `tc update`. It can be run again at any time. Afterwards:

- an upload event that s3-event-handler can't handle goes to a dead-letter queue after Lambda's two retries;
- EventBridge may invoke that function for the sandbox's own rule only;
- the number of concurrent workers is limited (not by reserved concurrency: it throttles receives, which count);
- logs of functions and agent are kept for a week;
- pages of other origins may read the headers `Location` and `Retry-After`;
- functions send traces to X-Ray;
- the API has the rate limit of infra/routes.json, whatever the sandbox is called, and an access log without addresses;
- alarms watch the functions, the API and the event rule, and a dashboard shows the whole sandbox.
"""

import sys
from collections.abc import Sequence

from deployment.connection import Connection
from deployment.finish import finish_deployment
from deployment.region import OtherRegionError
from deployment.stack.ways import OtherWayError, require_no_stack
from deployment.workers import MAXIMUM_CONCURRENCY, NotDeployedError
from scripts.command import DONE, run, sandbox_parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if all is set, 1 if AWS refused, 2 if the arguments are invalid."""
    parser = sandbox_parser("post_deploy", __doc__)
    parser.add_argument("--maximum-concurrency", type=int, default=MAXIMUM_CONCURRENCY, help="workers at once, 2-1000")
    arguments = parser.parse_args(argv)

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        require_no_stack(connection.client, connection.names)
        url = finish_deployment(connection.client, connection.names, arguments.maximum_concurrency)
        print(f"The functions of sandbox {arguments.sandbox} are set up. Their API:\n{url}")
        return DONE

    return run(work, stopping=(NotDeployedError, OtherRegionError, OtherWayError))


if __name__ == "__main__":
    sys.exit(main())
