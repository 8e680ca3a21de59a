"""The rules of the agentcore CLI's project files, as its own schema (npm @aws/agentcore 0.30.0, dist/schema) has them.

Only what our files use is here; anything else is refused, since the CLI drops unknown keys of a runtime silently.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, model_validator

RESERVED_NAMES = frozenset(
    {"anthropic", "bedrock", "bedrockagentcore", "boto3", "botocore", "mcp", "strands", "strandsagents", "test", "env"}
)
"""Those of the CLI's names of packages that somebody could think of here."""


def _not_reserved(name: str) -> str:
    if name.lower() in RESERVED_NAMES:
        raise ValueError("the CLI keeps this name for a package")
    return name


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Variable(Strict):
    name: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=255)]
    value: str


class Instrumentation(Strict):
    enableOtel: bool = True  # noqa: N815


Seconds = Annotated[int, Field(ge=60, le=28800)]


class Lifecycle(Strict):
    idleRuntimeSessionTimeout: Seconds  # noqa: N815
    maxLifetime: Seconds  # noqa: N815

    @model_validator(mode="after")
    def idle_is_not_longer(self) -> Self:
        if self.idleRuntimeSessionTimeout > self.maxLifetime:
            raise ValueError("idleRuntimeSessionTimeout must be <= maxLifetime")
        return self


class Runtime(Strict):
    name: Annotated[str, Field(pattern=r"^[a-zA-Z][a-zA-Z0-9_]{0,47}$")]
    description: Annotated[str, Field(max_length=200)]
    build: Literal["CodeZip"]
    entrypoint: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_][a-zA-Z0-9_/.-]*\.py$")]
    codeLocation: Annotated[str, Field(min_length=1)]  # noqa: N815
    runtimeVersion: Literal["PYTHON_3_10", "PYTHON_3_11", "PYTHON_3_12", "PYTHON_3_13", "PYTHON_3_14"]  # noqa: N815
    networkMode: Literal["PUBLIC"]  # noqa: N815
    protocol: Literal["HTTP", "MCP", "A2A", "AGUI"]
    instrumentation: Instrumentation
    executionRoleArn: str  # noqa: N815
    lifecycleConfiguration: Lifecycle  # noqa: N815
    envVars: list[Variable]  # noqa: N815


TagText = Annotated[str, Field(pattern=r"^[\w\s.:/=+\-@]+$", max_length=128)]


class Project(Strict):
    schema_: Annotated[str, Field(alias="$schema")]
    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]{0,22}$"), AfterValidator(_not_reserved)]
    version: Annotated[int, Field(ge=1)]
    managedBy: Literal["CDK"]  # noqa: N815
    tags: dict[TagText, TagText]
    runtimes: list[Runtime]


class Target(Strict):
    name: Annotated[str, Field(pattern=r"^[a-zA-Z][a-zA-Z0-9-]{0,63}$")]
    account: Annotated[str, Field(pattern=r"^[0-9]{12}$")]
    region: Annotated[str, Field(pattern=r"^[a-z]{2}(-gov)?-[a-z]+-\d$")]


class Targets(RootModel[list[Target]]):
    pass


def stack_name(project: str, target: str) -> str:
    """The name of the CloudFormation stack (dist/assets/cdk/bin/cdk.ts)."""
    return f"AgentCore-{project.replace('_', '-')}-{target.replace('_', '-')}"
