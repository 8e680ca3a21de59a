"""The context that the steps of one run share. Each job has its own, which ends with the run."""

import json
from dataclasses import dataclass, field, replace
from typing import Final

from agent.control import RunControl
from agent.marks.marking import Marking
from agent.models.bedrock import Bedrock
from agent.origin import Origin
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

    `spent_before` is what earlier attempts have said that they spent, in millionths of a US dollar. `origin` is what
    the job is a variation of, if it is one: its person has the same presentation and skin tone. `marking` marks what it
    makes.
    """

    image_key: str
    etag: str
    settings: AgentSettings
    bedrock: Bedrock
    workspace: Workspace
    control: RunControl
    choices: Choices = OPEN
    spent_before: int = 0
    origin: Origin | None = None
    marking: Marking = field(default_factory=Marking)

    @property
    def job_id(self) -> str:
        """The job's id."""
        return self.control.job_id

    @property
    def casting(self) -> Casting:
        """The casting for this job: drawn by lot, but for a presentation that goes with the chosen pronouns."""
        drawn, pronouns = Casting.of(self._first_job_id), self.choices.pronouns
        return replace(drawn, presentation=PRESENTATION_OF[pronouns]) if pronouns else drawn

    @property
    def prompts(self) -> Prompts:
        """The version of the prompts for this job."""
        return prompts_for(self._first_job_id, self.settings.next_prompts_share)

    @property
    def variation(self) -> str:
        """The part of a prompt that makes two jobs of one photo differ: the number of its texts."""
        return f"<job>{json.dumps({'variation': self.text_number})}</job>"

    @property
    def text_number(self) -> int:
        """A number that texts and facts depend on. Variations with one seed have the same."""
        seed = self.origin.seed if self.origin else 0
        return job_seed(f"seed {seed}" if seed else self._first_job_id, below=VARIATIONS)

    def image_seed(self, *, below: int) -> int:
        """The seed of the portrait, from 1 to `below` - 1: the one that was asked for, or drawn for the first job."""
        seed = self.origin.seed if self.origin else 0
        return 1 + (seed - 1) % (below - 1) if seed else job_seed(self._first_job_id, below=below)

    @property
    def _first_job_id(self) -> str:
        return self.origin.first_job_id if self.origin else self.job_id
