"""The SSM parameters through which a deployment finds what has no fixed name."""

from typing import TYPE_CHECKING, Final

from deployment.names import Names
from deployment.tolerance import tolerating

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

NOT_DEPLOYED: Final = "not-deployed"


def ensure_parameters(ssm: "SSMClient", names: Names, secret_arn: str, agent_runtime_arn: str | None) -> str:
    """Writes where the secret and the agent are.

    Args:
        ssm: the client.
        names: the sandbox's names.
        secret_arn: the secret of the API keys.
        agent_runtime_arn: the agent's runtime; None to leave what is there, or a placeholder if nothing is.

    Returns:
        The agent's ARN as the parameter now has it.
    """
    _set(ssm, names.secret_parameter, secret_arn)
    return _set(ssm, names.agent_runtime_parameter, agent_runtime_arn)


def set_agent_runtime(ssm: "SSMClient", names: Names, arn: str) -> None:
    """Writes where the agent is, for the next deployment of the functions."""
    _set(ssm, names.agent_runtime_parameter, arn)


def _set(ssm: "SSMClient", name: str, value: str | None) -> str:
    """Sets a parameter; None keeps its value. Returns the value that it has then."""
    present = _get(ssm, name)
    wanted = value or present or NOT_DEPLOYED
    if wanted != present:
        ssm.put_parameter(Name=name, Value=wanted, Type="String", Overwrite=True)
    return wanted


def _get(ssm: "SSMClient", name: str) -> str | None:
    with tolerating("ParameterNotFound"):
        return ssm.get_parameter(Name=name)["Parameter"]["Value"]
    return None
