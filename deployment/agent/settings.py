"""The settings of the agent's runtime on AgentCore."""

from typing import Any, Final

from deployment.agent.models import AgentModels
from deployment.agent.photos import AgentPhotos
from deployment.agent.signing import AgentSigning
from deployment.agent.spending import AgentSpending
from deployment.names import Names
from deployment.packaging.agent import ENTRY_POINT

PYTHON: Final = "PYTHON_3_13"
REGIONAL_PLATFORM: Final = "default"
PLATFORM_VERSIONS: Final = ("V1", "V2", REGIONAL_PLATFORM)
"""AgentCore's platform versions, and the word for the one that a region has by default."""
V2_REGIONS: Final = frozenset({"us-east-1", "us-east-2", "us-west-2", "eu-west-1", "ap-northeast-1"})
"""The regions that are known to have V2 (AWS, September 2026). Others refuse a runtime that asks for it."""
IDLE_TIMEOUT_S: Final = 120
"""How long an idle session is kept that nobody stopped. The worker stops its own, and while the agent works it says
that it is busy; what a failed run left at work gets the time to finish."""
MAX_LIFETIME_S: Final = 900
"""The longest run that the agent accepts."""


def agent_environment(
    names: Names,
    models: AgentModels,
    spending: AgentSpending | None = None,
    photos: AgentPhotos | None = None,
    signing: AgentSigning | None = None,
) -> dict[str, str]:
    """The agent's environment variables.

    AgentCore itself sets the variables with which AWS's OpenTelemetry distribution finds where to send spans and
    logs. The last two keep prompts, answers and tool results out of spans: those of Strands, by an empty list of
    contents to leave unredacted, and those of AWS's SDK instrumentation.
    """
    return {
        "S3_UPLOAD_BUCKET": names.upload_bucket,
        "S3_GENERATED_BUCKET": names.generated_bucket,
        "SANDBOX": names.sandbox,
        **{f"{role.upper()}_MODEL_ID": model for role, model in models.by_role.items()},
        "IMAGE_MODEL_REGION": models.image_region,
        **(spending or AgentSpending()).environment(),
        **(photos or AgentPhotos()).environment(),
        **(signing or AgentSigning()).environment(),
        "OTEL_SEMCONV_STABILITY_OPT_IN": "gen_ai_latest_experimental,gen_ai_unredacted_attributes=",
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "false",
    }


def platform_version(region: str) -> str:
    """The platform version for a region: V2, whose sessions start from a snapshot, wherever it is known to be."""
    return "V2" if region in V2_REGIONS else REGIONAL_PLATFORM


def runtime_parameters(
    names: Names,
    models: AgentModels,
    role_arn: str,
    code_key: str,
    platform: str | None = None,
    spending: AgentSpending | None = None,
    photos: AgentPhotos | None = None,
    signing: AgentSigning | None = None,
) -> dict[str, Any]:
    """The parameters of the agent's runtime, as UpdateAgentRuntime takes them.

    Args:
        names: the sandbox's names.
        models: the models that the agent calls.
        role_arn: the role that it runs under.
        code_key: the key of its code in the artefact bucket.
        platform: one of `PLATFORM_VERSIONS`; None for the one that suits the region.
        spending: what a job may cost; None for the agent's own default.
        photos: which photos it takes; None for the agent's own defaults.
        signing: what pictures are signed with; None for nothing.
    """
    code = {"s3": {"bucket": names.artefact_bucket, "prefix": code_key}}
    platform = platform or platform_version(names.region)
    return {
        "agentRuntimeArtifact": {
            "codeConfiguration": {"code": code, "runtime": PYTHON, "entryPoint": list(ENTRY_POINT)}
        },
        "roleArn": role_arn,
        "networkConfiguration": {"networkMode": "PUBLIC"},
        "protocolConfiguration": {"serverProtocol": "HTTP"},
        "lifecycleConfiguration": {"idleRuntimeSessionTimeout": IDLE_TIMEOUT_S, "maxLifetime": MAX_LIFETIME_S},
        "environmentVariables": agent_environment(names, models, spending, photos, signing),
        "metadataConfiguration": {"requireMMDSV2": True},
        **({} if platform == REGIONAL_PLATFORM else {"platformVersion": platform}),
    }
