"""How long logs are kept: as long as photos and results, and no longer."""

from typing import Any, Final

from deployment.ignore_errors import ignore_errors
from petavatar.agent_runtime import ENDPOINT

LOG_RETENTION_DAYS: Final = 7


def agent_log_group(runtime_arn: str) -> str:
    """The log group that AgentCore writes the agent's logs to. It would keep them for ever."""
    return f"/aws/bedrock-agentcore/runtimes/{runtime_arn.rpartition('/')[2]}-{ENDPOINT}"


def expire_logs(logs: Any, group: str) -> None:
    """Keeps a group's logs for `LOG_RETENTION_DAYS`. Creates a group that nothing has been written to yet."""
    with ignore_errors("ResourceAlreadyExistsException"):
        logs.create_log_group(logGroupName=group)
    logs.put_retention_policy(logGroupName=group, retentionInDays=LOG_RETENTION_DAYS)
