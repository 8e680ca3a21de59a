"""How far a job is, in words: what is being made, by the step that ended last."""

from typing import Final, Literal

from petavatar.jobs import Job

Stage = Literal["waiting", "analysis", "career", "portrait_and_identity", "done"]

FIRST_STAGE: Final = "analysis"
_AFTER: Final[dict[str, Stage]] = {
    "analyze_pet_image": "career",
    "map_personality_to_career": "portrait_and_identity",
}


def stage_after(step: str) -> Stage | None:
    """The stage that begins when a step of the agent ends; None if none does."""
    return _AFTER.get(step)


def stage_of(job: Job) -> str:
    """The stage of a job; of one that failed, the last that it came to."""
    if job.status == "completed":
        return "done"
    return job.stage or (FIRST_STAGE if job.status == "processing" else "waiting")
