"""Prints an IAM policy for who works on a sandbox: `python -m scripts.deployer_policy --sandbox dev --part deploy ...`.

There are four parts, each a policy of its own: `create` (create_infrastructure), `deploy` (deploy_agent, tc,
post_deploy), `operate` (api_keys, redrive, doctor) and `destroy` (tc delete, destroy). It calls nothing on AWS.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from deployment.deployer import PARTS, deployer_policy
from deployment.names import Names
from scripts.command import DONE, run


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if the policy is printed, 2 if the arguments are invalid."""
    parser = argparse.ArgumentParser(prog="deployer_policy", description=__doc__)
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--account", required=True, help="the AWS account's twelve digits")
    parser.add_argument("--region", required=True)
    parser.add_argument("--part", required=True, choices=PARTS)
    arguments = parser.parse_args(argv)

    def work() -> int:
        names = Names(arguments.account, arguments.region, arguments.sandbox)
        print(json.dumps(deployer_policy(names, arguments.part), indent=2))
        return DONE

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
