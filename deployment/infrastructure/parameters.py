"""The SSM parameters with the ARNs that have no fixed name."""

from typing import TYPE_CHECKING, Final

from deployment.ignore_errors import ignore_errors
from deployment.names import Names

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

NOT_DEPLOYED: Final = "not-deployed"


def ensure_parameters(ssm: "SSMClient", names: Names, secret_arn: str, agent_runtime_arn: str | None) -> str:
    """Writes the ARNs of the secret and of the agent.

    Args:
        ssm: the client.
        names: the sandbox's names.
        secret_arn: the ARN of the API keys' secret.
        agent_runtime_arn: the ARN of the agent's runtime; None to keep the parameter, or to write a placeholder if
            there is none.

    Returns:
        The agent's ARN in the parameter.
    """
    _set(ssm, names.secret_parameter, secret_arn)
    return _set(ssm, names.agent_runtime_parameter, agent_runtime_arn)


def set_agent_runtime(ssm: "SSMClient", names: Names, arn: str) -> None:
    """Writes the agent's ARN, for the next deployment of the functions."""
    _set(ssm, names.agent_runtime_parameter, arn)


def agent_runtime_arn(ssm: "SSMClient", names: Names) -> str | None:
    """The agent's ARN; None if no agent is deployed."""
    value = _get(ssm, names.agent_runtime_parameter)
    return None if value in (None, NOT_DEPLOYED) else value


def _set(ssm: "SSMClient", name: str, value: str | None) -> str:
    """Sets a parameter, or keeps its value if `value` is None. Returns its value."""
    present = _get(ssm, name)
    wanted = value or present or NOT_DEPLOYED
    if wanted != present:
        ssm.put_parameter(Name=name, Value=wanted, Type="String", Overwrite=True)
    return wanted


def _get(ssm: "SSMClient", name: str) -> str | None:
    with ignore_errors("ParameterNotFound"):
        return ssm.get_parameter(Name=name)["Parameter"]["Value"]
    return None
