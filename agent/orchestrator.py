"""The Strands agent: a model that calls the four tools, beside steps that run by themselves."""

from copy import copy
from typing import Any, cast

import boto3
from botocore.config import Config
from strands import Agent, ModelRetryStrategy
from strands.hooks import AfterToolCallEvent, HookProvider, HookRegistry, MessageAddedEvent
from strands.models import BedrockModel
from strands.types.exceptions import EventLoopException

from agent import COMPONENT
from agent.context import JobContext
from agent.control import Usage
from agent.models.bedrock import PayingClient, request_metadata
from agent.settings import AgentSettings
from agent.steps import StepGraph
from agent.tools.analyze_pet_image import analyze_pet_image
from agent.tools.generate_avatar_image import generate_avatar_image
from agent.tools.generate_identity_package import generate_identity_package
from agent.tools.map_personality_to_career import map_personality_to_career
from agent.tools.tool_calls import RUN_KEY
from petavatar.telemetry import logger

MAX_TURNS = 8
"""Four tools need at most four turns; twice that stops a model that repeats itself."""
MAX_TOKENS = 1000
"""Of one answer. Tool calls without arguments need a tenth of it."""
MAX_OUTPUT_TOKENS = 3000
"""Of all answers together."""


class RunHooks(HookProvider):
    """Counts the model's usage, and ends the run when a tool fails.

    Strands would only report the failure to the model, which might then end the run as if all were done.
    """

    def __init__(self, usage: Usage) -> None:
        self._usage = usage

    def register_hooks(self, registry: HookRegistry, **kwargs: Any) -> None:  # noqa: ARG002
        registry.add_callback(AfterToolCallEvent, self._after_tool_call)
        registry.add_callback(MessageAddedEvent, self._message_added)

    @staticmethod
    def _after_tool_call(event: AfterToolCallEvent) -> None:
        if event.exception is not None:
            raise event.exception

    def _message_added(self, event: MessageAddedEvent) -> None:
        usage = event.message.get("metadata", {}).get("usage")
        if usage:
            self._usage.add_answer("orchestrator", usage)


def orchestrating_model(settings: AgentSettings, config: Config) -> BedrockModel:
    """The model that calls the tools. Runs can share it, but not an `Agent`."""
    return BedrockModel(
        boto_session=boto3.Session(region_name=settings.aws_region),
        boto_client_config=config,
        model_id=settings.orchestrator_model_id,
        streaming=False,
        max_tokens=MAX_TOKENS,
    )


def _for_job(model: BedrockModel, job: JobContext) -> BedrockModel:
    """The model with a job's id in its requests, and within the run's budget.

    It shares the client, because a new one costs more than a run.
    """
    own = copy(model)
    own.config = {**model.config, "additional_args": {"requestMetadata": request_metadata(job.job_id)}}
    # Strands asks for no more of a client than this one has.
    own.client = cast("Any", PayingClient(model.client, job.control.budget))
    return own


def orchestrate(job: JobContext, model: BedrockModel, graph: StepGraph) -> None:
    """Lets the model call the tools until every step has ended. The model can't change the outcome.

    Raises:
        Exception: the error of a failed step or of the model, without Strands' wrapper.
    """
    agent = Agent(
        name="PetAvatarAgent",
        model=_for_job(model, job),
        tools=[analyze_pet_image, map_personality_to_career, generate_avatar_image, generate_identity_package],
        hooks=[RunHooks(job.control.usage)],
        system_prompt=job.prompts.text("orchestrate"),
        callback_handler=None,
        trace_attributes={"job_id": job.job_id},
        retry_strategy=ModelRetryStrategy(max_attempts=4, initial_delay=1, max_delay=4),
    )
    try:
        result = agent(
            "Turn the photo of this job into an avatar and an identity.",
            invocation_state={RUN_KEY: graph},
            limits={"turns": MAX_TURNS, "output_tokens": MAX_OUTPUT_TOKENS},
            cancel_signal=job.control.cancelled,
        )
        logger.info("orchestration ended", component=COMPONENT, job_id=job.job_id, stop_reason=result.stop_reason)
    except EventLoopException as error:
        raise error.original_exception from error
