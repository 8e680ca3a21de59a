"""The settings of the agent's runtime on AgentCore."""

from typing import Any, Final

from deployment.agent.policy import AgentModels
from deployment.names import Names
from deployment.packaging.agent import ENTRY_POINT

PYTHON: Final = "PYTHON_3_13"
PLATFORM_VERSION: Final = "V2"
"""Sessions start from a snapshot. Set here, because the default differs between regions."""
IDLE_TIMEOUT_S: Final = 120
"""How long an idle session is kept that nobody stopped. The worker stops its own, and while the agent works it says
that it is busy; what a failed run left at work gets the time to finish."""
MAX_LIFETIME_S: Final = 900
"""The longest run that the agent accepts."""


def agent_environment(names: Names, models: AgentModels) -> dict[str, str]:
    """The agent's environment variables.

    AgentCore itself sets the variables with which AWS's OpenTelemetry distribution finds where to send spans and
    logs. The last two keep prompts, answers and tool results out of spans: those of Strands, by an empty list of
    contents to leave unredacted, and those of AWS's SDK instrumentation.
    """
    return {
        "S3_UPLOAD_BUCKET": names.upload_bucket,
        "S3_GENERATED_BUCKET": names.generated_bucket,
        "SANDBOX": names.sandbox,
        "TEXT_MODEL_ID": models.text,
        "ORCHESTRATOR_MODEL_ID": models.orchestrator,
        "IMAGE_MODEL_ID": models.image,
        "IMAGE_MODEL_REGION": models.image_region,
        "OTEL_SEMCONV_STABILITY_OPT_IN": "gen_ai_latest_experimental,gen_ai_unredacted_attributes=",
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "false",
    }


def runtime_parameters(names: Names, models: AgentModels, role_arn: str, code_key: str) -> dict[str, Any]:
    """The parameters of the agent's runtime, as UpdateAgentRuntime takes them.

    Args:
        names: the sandbox's names.
        models: the models that the agent calls.
        role_arn: the role that it runs under.
        code_key: the key of its code in the artefact bucket.
    """
    code = {"s3": {"bucket": names.artefact_bucket, "prefix": code_key}}
    return {
        "agentRuntimeArtifact": {
            "codeConfiguration": {"code": code, "runtime": PYTHON, "entryPoint": list(ENTRY_POINT)}
        },
        "roleArn": role_arn,
        "networkConfiguration": {"networkMode": "PUBLIC"},
        "protocolConfiguration": {"serverProtocol": "HTTP"},
        "lifecycleConfiguration": {"idleRuntimeSessionTimeout": IDLE_TIMEOUT_S, "maxLifetime": MAX_LIFETIME_S},
        "environmentVariables": agent_environment(names, models),
        "platformVersion": PLATFORM_VERSION,
        "metadataConfiguration": {"requireMMDSV2": True},
    }
