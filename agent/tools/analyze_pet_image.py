"""Step 1: analyses the photo."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from strands import ToolContext, tool

from agent import COMPONENT
from agent.context import JobContext
from agent.person.choices import corrected, owner_part
from agent.photo.prepare import PreparedPhoto, prepare_photo
from agent.schemas import AnalysisReply, PetAnalysis
from agent.tools.tool_calls import join, summary
from petavatar.errors import NoPetFound, PhotoReplaced, StorageFailure, UnreadablePhoto, UnsupportedImage
from petavatar.image_format import SNIFF_BYTES, refusal
from petavatar.telemetry import log_error

STEP: Final = "analyze_pet_image"


@dataclass(frozen=True, slots=True)
class AnalyzedPhoto:
    """The result of this step.

    Attributes:
        analysis: the analysis.
        photo: the prepared photo, which is stored; None if the analysis is from an earlier attempt whose photo is lost.
    """

    analysis: PetAnalysis
    photo: PreparedPhoto | None = field(default=None, repr=False)


def analyze(job: JobContext) -> AnalyzedPhoto:
    """Sends the photo to Claude: the only call to a model with image bytes.

    Raises:
        NoPetFound: if the photo shows no pet.
        Problem: if the photo can't be read or the model can't answer.
    """
    earlier = job.workspace.finished(STEP, PetAnalysis)
    if earlier is not None:
        return AnalyzedPhoto(earlier, _earlier_photo(job))
    if job.origin:
        raise UnreadablePhoto("What this variation was made from is not there any more")
    photo = _prepared_photo(job)
    role, model_id = job.settings.text_model("analysis")
    reply = job.bedrock.ask(
        AnalysisReply,
        tool="record_analysis",
        role=role,
        model_id=model_id,
        system=job.prompts.text(STEP),
        content=[
            {"image": {"format": "jpeg", "source": {"bytes": photo.jpeg}}},
            {"text": f"{owner_part(job.choices)}Analyze this pet photo and record your findings."},
        ],
        control=job.control,
    )
    if reply.analysis is None:
        raise NoPetFound(f"The photo seems to show this instead: {reply.seen}. Try one with your pet in clear view.")
    # Before the analysis: where one is kept, the photo is there too.
    job.workspace.store_prepared_photo(photo)
    return AnalyzedPhoto(job.workspace.keep(STEP, corrected(reply.analysis, job.choices)), photo)


def _earlier_photo(job: JobContext) -> PreparedPhoto | None:
    """The photo of an analysis that was kept; prepared again if that was by a version that did not store it.

    Only the card and the result's `prepared` need it, so its loss is no reason to fail.
    """
    try:
        photo = job.workspace.prepared_photo()
        if photo is None and not job.origin:
            photo = _prepared_photo(job)
            job.workspace.store_prepared_photo(photo)
    except (PhotoReplaced, StorageFailure, UnreadablePhoto, UnsupportedImage) as error:
        log_error(COMPONENT, "prepare the photo again", error, job_id=job.job_id)
        return None
    return photo


def _prepared_photo(job: JobContext) -> PreparedPhoto:
    job.control.check()
    time_left = min(job.settings.photo_decode_timeout_s, job.control.remaining())
    try:
        download = partial(_accepted_photo, job)
        return prepare_photo(download, time_left, job.control.cancelled, job.settings.photo_memory_bytes)
    except UnreadablePhoto:
        # If the run's end stopped the decoder, the photo is not the problem.
        job.control.check()
        raise


def _accepted_photo(job: JobContext) -> bytes:
    photo = job.workspace.photo(job.image_key, job.etag)
    if words := refusal(photo[:SNIFF_BYTES], job.settings.accepted_formats):
        raise UnsupportedImage(words)
    return photo


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
