"""The agent's entry point on Bedrock AgentCore."""

from collections.abc import Iterator
from typing import Annotated, Any

import boto3
from bedrock_agentcore import RequestContext
from botocore.config import Config
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent import COMPONENT
from agent.budget import MILLION, Budget
from agent.context import JobContext
from agent.control import RunControl
from agent.marks.marking import Marking
from agent.models.bedrock import Bedrock
from agent.models.image_models import image_model
from agent.models.pricing import Prices
from agent.orchestrator import orchestrating_model
from agent.origin import Origin
from agent.prompts.texts import check_share
from agent.run import Event, crash, events_of
from agent.server import AgentServer
from agent.settings import AgentSettings
from agent.workspace import Workspace
from petavatar.api_keys import owner_in
from petavatar.aws import aws_errors, client
from petavatar.choices import Choices
from petavatar.errors import AgentFailure, InvalidChoice
from petavatar.keys import JOB_ID
from petavatar.telemetry import log_error, on_behalf_of

MAX_RUN_S = 900


class Share(BaseModel):
    """Which attempt at a job this is, and what earlier ones left and spent, in millionths of a US dollar.

    `limit` is what is set aside for the job, if its owner has a limit: the agent's own limit counts if it is lower.
    The default is for a worker that does not say it: the last one of three, to which nothing was left.
    """

    model_config = ConfigDict(extra="forbid")

    attempt: Annotated[int, Field(ge=1)] = 3
    attempts: Annotated[int, Field(ge=1)] = 3
    carried: Annotated[int, Field(ge=0)] = 0
    spent: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=0)] | None = None


class Invocation(BaseModel):
    """The worker's request."""

    # Errors are logged, and the input may contain a pet's name.
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    job_id: Annotated[str, Field(pattern=rf"^{JOB_ID.pattern}$")]
    image_key: Annotated[str, Field(min_length=1, max_length=1024)]
    etag: Annotated[str, Field(min_length=1, max_length=200)]
    deadline_s: Annotated[float, Field(gt=0, le=MAX_RUN_S)]
    choices: dict[str, str | None] = Field(default_factory=dict)
    resumed: bool = True
    budget: Share = Field(default_factory=Share)
    variation: Origin | None = None


settings = AgentSettings.from_environment()
# boto3 reads only AWS_DEFAULT_REGION; AgentCore sets AWS_REGION.
boto3.setup_default_session(region_name=settings.aws_region)
image_model(settings.image_model_id)
prices = Prices.read(settings.model_prices)
check_share(settings.next_prompts_share)
prices.need(*settings.model_ids.values())
_config = Config(
    connect_timeout=5,
    read_timeout=settings.model_read_timeout_s,
    retries={"total_max_attempts": 1},
    max_pool_connections=50,
)
bedrock = Bedrock(
    boto3.client("bedrock-runtime", config=_config),
    boto3.client("bedrock-runtime", region_name=settings.image_model_region, config=_config),
)
model = orchestrating_model(settings, _config)
bedrock.watch(model.client, settings.orchestrator_model_id)
app = AgentServer()


def _signing_secret() -> str:
    with aws_errors("read the signing certificate"):
        secrets = client("secretsmanager", settings.aws_region)
        return str(secrets.get_secret_value(SecretId=settings.signing_secret).get("SecretString"))


marking = Marking(_signing_secret if settings.signing_secret else None)


@app.entrypoint
def run(payload: Any, context: RequestContext) -> Iterator[Event]:
    """Runs one job and streams its events. It never raises: errors become events."""
    try:
        invocation = Invocation.model_validate(payload)
        choices = Choices.of(invocation.choices)
    except (ValidationError, InvalidChoice) as error:
        log_error(COMPONENT, "read invocation", error)
        yield {"type": "error", "error": AgentFailure("The agent's invocation was invalid").record()}
        return
    share = invocation.budget
    limit_usd = settings.max_cost_usd if share.limit is None else min(settings.max_cost_usd, share.limit / MILLION)
    budget = Budget(limit_usd, prices, attempt=share.attempt, attempts=share.attempts, carried=share.carried)
    control = RunControl.lasting(invocation.job_id, invocation.deadline_s, budget)
    with app.busy("job"), app.cancelling(context.session_id, control.cancel):
        # Before any work: the worker has waited for the session to start, and now knows that it did.
        yield {"type": "heartbeat"}
        try:
            job = _job(invocation, choices, control)
        # As for the run itself: what is raised here would reach the worker as an error of the platform's.
        except Exception as error:  # noqa: BLE001
            yield crash(error, invocation.job_id)
            return
        # The owner comes among the choices: see `petavatar.worker`.
        yield from on_behalf_of(owner_in(invocation.choices), events_of(job, model))


def _job(invocation: Invocation, choices: Choices, control: RunControl) -> JobContext:
    buckets = (settings.s3_upload_bucket, settings.s3_generated_bucket)
    return JobContext(
        image_key=invocation.image_key,
        etag=invocation.etag,
        settings=settings,
        bedrock=bedrock,
        workspace=Workspace(
            client("s3", settings.aws_region), *buckets, invocation.job_id, invocation.resumed, control.check_time
        ),
        control=control,
        choices=choices,
        spent_before=invocation.budget.spent,
        origin=invocation.variation,
        marking=marking,
    )


if __name__ == "__main__":
    app.run(port=settings.port)
