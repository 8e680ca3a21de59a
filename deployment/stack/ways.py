"""A sandbox is made one way or the other, by CloudFormation or by tc and the scripts beside it; never by both."""

from typing import Any

from deployment.connection import ClientFactory
from deployment.ignore_errors import ignore_errors
from deployment.names import Names
from deployment.stack.cloudformation import Stack


class OtherWayError(RuntimeError):
    """The sandbox was made the other way."""


def require_no_stack(client: ClientFactory, names: Names) -> None:
    """Makes sure that CloudFormation has not made the sandbox.

    Raises:
        OtherWayError: if it has.
    """
    if made_by_stack(client("cloudformation"), names):
        raise OtherWayError(
            f"Nothing was changed: CloudFormation has made the sandbox {names.sandbox} (stack {names.stack}). "
            f"Change it with python -m scripts.deploy --sandbox {names.sandbox}"
        )


def require_no_scripts(client: ClientFactory, names: Names) -> None:
    """Makes sure that create_infrastructure has not made the sandbox.

    Raises:
        OtherWayError: if it has.
    """
    cloudformation = client("cloudformation")
    strays = [] if Stack(cloudformation, names.bootstrap_stack).exists else [names.artefact_bucket]
    strays += [] if Stack(cloudformation, names.stack).exists else [names.upload_bucket, names.generated_bucket]
    found = next((bucket for bucket in strays if _is_there(client("s3"), names, bucket)), None)
    if found:
        raise OtherWayError(
            f"Nothing was changed: create_infrastructure and tc have made the sandbox {names.sandbox} "
            f"(bucket {found}). Go on with them, choose another name, or "
            f"remove it: python -m scripts.destroy --sandbox {names.sandbox}"
        )


def made_by_stack(cloudformation: Any, names: Names) -> bool:
    """Whether CloudFormation has made the sandbox, or has begun to."""
    return any(Stack(cloudformation, stack).exists for stack in (names.bootstrap_stack, names.stack))


def _is_there(s3: Any, names: Names, bucket: str) -> bool:
    with ignore_errors("404", "403"):
        s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=names.account)
        return True
    return False
