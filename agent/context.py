"""The context that the steps of one run share. Each job has its own, which ends with the run."""

import json
from dataclasses import dataclass, replace
from typing import Final

from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.person.casting import Casting, job_seed
from agent.person.choices import PRESENTATION_OF
from agent.prompts.texts import Prompts, prompts_for
from agent.settings import AgentSettings
from agent.workspace import Workspace
from petavatar.choices import OPEN, Choices

VARIATIONS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class JobContext:
    """One job, with the settings, clients and controls for its steps.

    `spent_before` is what earlier attempts have said that they spent, in millionths of a US dollar.
    """

    image_key: str
    etag: str
    settings: AgentSettings
    bedrock: Bedrock
    workspace: Workspace
    control: RunControl
    choices: Choices = OPEN
    spent_before: int = 0

    @property
    def job_id(self) -> str:
        """The job's id."""
        return self.control.job_id

    @property
    def casting(self) -> Casting:
        """The casting for this job: drawn by lot, but for a presentation that goes with the chosen pronouns."""
        drawn, pronouns = Casting.of(self.job_id), self.choices.pronouns
        return replace(drawn, presentation=PRESENTATION_OF[pronouns]) if pronouns else drawn

    @property
    def prompts(self) -> Prompts:
        """The version of the prompts for this job."""
        return prompts_for(self.job_id, self.settings.next_prompts_share)

    @property
    def variation(self) -> str:
        """The part of a prompt that makes two jobs of one photo differ: a number derived from the job's id."""
        return f"<job>{json.dumps({'variation': job_seed(self.job_id, below=VARIATIONS)})}</job>"
