"""The stage of the HTTP API: how many requests it lets through, and its access log."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from deployment import PROJECT
from deployment.monitoring.logs import expire_logs
from deployment.names import Names

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client

STAGE: Final = "$default"
_LIMITS: Final = PROJECT / "infra" / "routes.json"
_LIKE: Final = "dev"
"""The sandbox whose limit those have that the file does not name."""

ACCESS_LOG: Final = json.dumps(
    {
        "request_id": "$context.requestId",
        "time": "$context.requestTime",
        "route": "$context.routeKey",
        "status": "$context.status",
        "latency_ms": "$context.responseLatency",
        "bytes": "$context.responseLength",
        "gateway_error": "$context.error.messageString",
        "function_error": "$context.integrationErrorMessage",
    }
)
"""One line for each request, without what identifies people: no address, no path, no browser.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
"""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Requests a second, and how many may come at once before that counts."""

    per_second: float
    burst: int

    @classmethod
    def of(cls, sandbox: str) -> "RateLimit":
        """The limit of a sandbox in infra/routes.json, which tc reads too; that of `dev` if it is not named there."""
        limits: dict[str, Any] = json.loads(_LIMITS.read_text("utf-8"))["throttling"]["default"]
        limit = limits.get(sandbox, limits[_LIKE])
        return cls(float(limit["rate_limit"]), int(limit["burst_limit"]))


def set_stage(gateway: "ApiGatewayV2Client", logs: Any, names: Names, api_id: str) -> None:
    """Sets the rate limit and the access log of a sandbox's stage.

    Raises:
        ClientError: if AWS refuses.
    """
    expire_logs(logs, names.access_log)
    limit = RateLimit.of(names.sandbox)
    gateway.update_stage(
        ApiId=api_id,
        StageName=STAGE,
        DefaultRouteSettings={"ThrottlingRateLimit": limit.per_second, "ThrottlingBurstLimit": limit.burst},
        AccessLogSettings={"DestinationArn": names.access_log_arn, "Format": ACCESS_LOG},
    )
