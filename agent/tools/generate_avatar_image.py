"""Step 3: generates the portrait and stores it."""

import time
from dataclasses import dataclass, field
from typing import Any, Final

from aws_lambda_powertools.metrics import MetricUnit
from strands import ToolContext, tool

from agent import COMPONENT
from agent.context import JobContext
from agent.marks.mark import Mark
from agent.models.image_models import image_model
from agent.portrait.check import Portrait, checked_portrait
from agent.prompts.portrait import NEGATIVE_PROMPT, portrait_prompt
from agent.schemas import Career, PetAnalysis
from agent.tools.tool_calls import join, summary
from petavatar.keys import avatar_key
from petavatar.telemetry import measure

STEP: Final = "generate_avatar_image"


@dataclass(frozen=True, slots=True)
class Avatar:
    """The stored portrait.

    Attributes:
        avatar_key: its key in the bucket of generated pictures.
        mark: what its marks say.
        on_card: the portrait in the size for the card; None if an earlier attempt stored it, and this one has not read
            it.
    """

    avatar_key: str
    mark: Mark
    on_card: bytes | None = field(default=None, repr=False)


def generate_avatar(job: JobContext, analysis: PetAnalysis, career: Career) -> Avatar:
    """Lets the image model draw the person, and stores the picture in S3.

    Raises:
        Problem: if the model can't answer or refuses, or the picture can't be stored.
    """
    if kept := job.workspace.kept_avatar():
        return Avatar(avatar_key(job.job_id), kept.mark) if kept.mark else _marked_later(job)
    started = time.monotonic()
    model_id = job.settings.image_model_id
    family = image_model(model_id)
    request = family.request(
        portrait_prompt(analysis, career, job.casting, family.max_prompt_chars),
        NEGATIVE_PROMPT,
        job.image_seed(below=family.max_seed),
    )
    portrait = checked_portrait(
        lambda: family.image(job.bedrock.invoke_image(model_id, request, job.control)),
        job.settings.photo_decode_timeout_s,
    )
    avatar = _stored(job, portrait, job.bedrock.model_name(model_id))
    measure("AvatarGenerationTime", (time.monotonic() - started) * 1000, MetricUnit.Milliseconds, COMPONENT)
    return avatar


def _marked_later(job: JobContext) -> Avatar:
    """Marks an avatar that an earlier version has stored without marks."""
    portrait = checked_portrait(job.workspace.avatar, job.settings.photo_decode_timeout_s)
    source = job.origin.models.get("image") if job.origin else None
    return _stored(job, portrait, source or job.bedrock.model_name(job.settings.image_model_id))


def _stored(job: JobContext, portrait: Portrait, model: str) -> Avatar:
    marked = job.marking.portrait(portrait.png, model)
    return Avatar(job.workspace.store_avatar(marked.png, marked.mark), marked.mark, portrait.on_card)


@tool(name=STEP, context=True)
def generate_avatar_image(tool_context: ToolContext, note: str = "") -> dict[str, Any]:  # noqa: ARG001
    """Make the professional portrait of the person and store it.

    Args:
        note: A short remark of yours, if you like.
    """
    join(tool_context, STEP)
    return summary(stored=True)
