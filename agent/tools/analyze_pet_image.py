"""Step 1: analyses the photo."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from strands import ToolContext, tool

from agent.context import JobContext, prompt
from agent.photo.prepare import prepare_photo
from agent.schemas import AnalysisReply, PetAnalysis
from agent.tools.tool_calls import join, summary
from petavatar.errors import NoPetFound, UnreadablePhoto

STEP: Final = "analyze_pet_image"


@dataclass(frozen=True, slots=True)
class AnalyzedPhoto:
    """The result of this step.

    Attributes:
        analysis: the analysis.
        jpeg: the prepared photo; None if the analysis is from an earlier attempt, so that no photo was read.
    """

    analysis: PetAnalysis
    jpeg: bytes | None = field(default=None, repr=False)


def analyze(job: JobContext) -> AnalyzedPhoto:
    """Sends the photo to Claude: the only call to a model with image bytes.

    Raises:
        NoPetFound: if the photo shows no pet.
        Problem: if the photo can't be read or the model can't answer.
    """
    earlier = job.workspace.finished(STEP, PetAnalysis)
    if earlier is not None:
        return AnalyzedPhoto(earlier)
    photo = _prepared_photo(job)
    reply = job.bedrock.ask(
        AnalysisReply,
        tool="record_analysis",
        model_id=job.settings.text_model_id,
        system=prompt(STEP),
        content=[
            {"image": {"format": "jpeg", "source": {"bytes": photo}}},
            {"text": "Analyze this pet photo and record your findings."},
        ],
        control=job.control,
    )
    if reply.analysis is None:
        raise NoPetFound(f"The photo seems to show this instead: {reply.seen}. Try one with your pet in clear view.")
    return AnalyzedPhoto(job.workspace.keep(STEP, reply.analysis), photo)


def _prepared_photo(job: JobContext) -> bytes:
    job.control.check()
    time_left = min(job.settings.photo_decode_timeout_s, job.control.remaining())
    try:
        download = partial(job.workspace.photo, job.image_key, job.etag)
        return prepare_photo(download, time_left, job.control.cancelled).jpeg
    except UnreadablePhoto:
        # If the run's end stopped the decoder, the photo is not the problem.
        job.control.check()
        raise


@tool(name=STEP, context=True)
def analyze_pet_image(tool_context: ToolContext, note: str = "") -> dict[str, Any]:  # noqa: ARG001
    """Look at the pet photo of this job and read its species, breed and personality.

    Args:
        note: A short remark of yours, if you like.
    """
    photo: AnalyzedPhoto = join(tool_context, STEP)
    analysis = photo.analysis
    return summary(
        species=analysis.species,
        breed=analysis.breed,
        dominant_traits=analysis.dominant_traits,
        vibe=analysis.vibe,
    )
