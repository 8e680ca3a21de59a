"""What those need to be allowed who create, deploy, operate or destroy a sandbox."""

from pathlib import Path
from typing import Any, Final

from deployment.names import Names
from deployment.template import filled

_TEMPLATE: Final = Path(__file__).with_suffix(".json")

PARTS: Final = ("create", "deploy", "stack", "operate", "destroy")
"""`create` is for create_infrastructure; `deploy` for deploy_agent, tc and post_deploy; `stack` for
deploy, whose resources CloudFormation makes by a role of its own; `operate` for api_keys,
redrive, doctor and acceptance; `destroy` for tc delete and destroy."""


def deployer_policy(names: Names, part: str) -> dict[str, Any]:
    """The policy document for one of `PARTS`, small enough for a managed policy of IAM's (6,144 characters)."""
    values = {"account": names.account, "region": names.region, "sandbox": names.sandbox}
    policy: dict[str, Any] = filled(_TEMPLATE, values)[part]
    return policy
