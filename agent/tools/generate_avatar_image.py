"""Step 3: generates the portrait and stores it."""

import io
import time
from dataclasses import dataclass, field
from typing import Any, Final

from aws_lambda_powertools.metrics import MetricUnit
from PIL import Image, UnidentifiedImageError
from strands import ToolContext, tool

from agent import COMPONENT
from agent.context import JobContext
from agent.models.image_models import SIZE_PX, image_model
from agent.person.casting import job_seed
from agent.prompts.portrait import NEGATIVE_PROMPT, portrait_prompt
from agent.schemas import Career, PetAnalysis
from agent.tools.tool_calls import join, summary
from petavatar.errors import AgentFailure
from petavatar.storage import avatar_key
from petavatar.telemetry import measure

STEP: Final = "generate_avatar_image"


@dataclass(frozen=True, slots=True)
class Avatar:
    """The stored portrait.

    Attributes:
        avatar_key: its key in the bucket of generated pictures.
        png: the portrait itself; None if an earlier attempt stored it and this one has not read it.
    """

    avatar_key: str
    png: bytes | None = field(default=None, repr=False)


def generate_avatar(job: JobContext, analysis: PetAnalysis, career: Career) -> Avatar:
    """Lets the image model draw the person, and stores the picture in S3.

    Raises:
        Problem: if the model can't answer or refuses, or the picture can't be stored.
    """
    if job.workspace.has_avatar():
        return Avatar(avatar_key(job.job_id))
    started = time.monotonic()
    model_id = job.settings.image_model_id
    family = image_model(model_id)
    request = family.request(
        portrait_prompt(analysis, career, job.casting),
        NEGATIVE_PROMPT,
        job_seed(job.job_id, below=family.max_seed),
    )
    png = as_avatar(family.image(job.bedrock.invoke_image(model_id, request, job.control)))
    avatar = Avatar(job.workspace.store_avatar(png), png)
    measure("AvatarGenerationTime", (time.monotonic() - started) * 1000, MetricUnit.Milliseconds, COMPONENT)
    return avatar


def as_avatar(picture: bytes) -> bytes:
    """The picture as a PNG of at least 1024x1024 pixels.

    A PNG that is large enough stays unchanged, byte for byte, with its provenance data.

    Raises:
        AgentFailure: if it is not a picture.
    """
    try:
        with Image.open(io.BytesIO(picture)) as image:
            image.load()
            if image.format == "PNG" and min(image.size) >= SIZE_PX:
                return picture
            scale = max(1, SIZE_PX / min(image.size))
            size = (round(image.width * scale), round(image.height * scale))
            out = io.BytesIO()
            image.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(out, "PNG")
            return out.getvalue()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise AgentFailure("The image model's picture can't be read. Please try again.") from error


@tool(name=STEP, context=True)
def generate_avatar_image(tool_context: ToolContext, note: str = "") -> dict[str, Any]:  # noqa: ARG001
    """Make the professional portrait of the person and store it.

    Args:
        note: A short remark of yours, if you like.
    """
    join(tool_context, STEP)
    return summary(stored=True)
