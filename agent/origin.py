"""What a variation comes from: a job that was completed, and what is to change of it."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from petavatar.keys import JOB_ID
from petavatar.variations import Begin, begin_of


class Origin(BaseModel):
    """What the worker says of a variation.

    Attributes:
        asked: what is to change (see `petavatar.variations`).
        first_job_id: the job that the family of variations began with: it decides what is drawn by lot.
        seed: the number that the portrait depends on; 0 for that of the first job.
        language: of the texts, where they are kept.
        models: those of the source, likewise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    asked: dict[str, Any]
    first_job_id: Annotated[str, Field(pattern=rf"^{JOB_ID.pattern}$")]
    seed: Annotated[int, Field(ge=0)] = 0
    language: str = ""
    models: dict[str, Any] = Field(default_factory=dict)

    @property
    def begin(self) -> Begin:
        """The first thing that the variation makes itself."""
        return begin_of(self.asked)

    @property
    def keeps_texts(self) -> bool:
        """Whether no text model is asked."""
        return self.begin != "career"
