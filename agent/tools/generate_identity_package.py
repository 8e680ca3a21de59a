"""Step 4: writes the biography, the skills and the career trajectory."""

import json
from typing import Any, Final

from strands import ToolContext, tool

from agent.context import JobContext
from agent.person.choices import choices_part
from agent.person.facts import facts_of
from agent.person.likenesses import likenesses, traits_of
from agent.replies.clashes import clashes
from agent.replies.life_story import LifeStory
from agent.schemas import Career, Identity, PetAnalysis
from agent.tools.tool_calls import join, summary
from agent.workspace import as_json

STEP: Final = "generate_identity_package"


def generate_identity(job: JobContext, analysis: PetAnalysis, career: Career) -> Identity:
    """Lets Claude write the texts about the person from the career step.

    Raises:
        Problem: if the model can't answer.
    """
    return job.workspace.once(STEP, Identity, lambda: _written(job, analysis, career))


def _written(job: JobContext, analysis: PetAnalysis, career: Career) -> Identity:
    facts = facts_of(analysis, career, job.text_number)
    alike = json.dumps(likenesses(traits_of(analysis, career.age_range)), ensure_ascii=False)
    role, model_id = job.settings.text_model("identity")

    def faults(story: LifeStory) -> list[str]:
        # The offline stand-in writes English only; asking it again would change nothing.
        language = "en" if job.bedrock.is_offline(model_id) else job.choices.language or "en"
        return clashes(story, career, facts, language)

    return job.bedrock.ask(
        LifeStory,
        tool="record_identity",
        role=role,
        model_id=model_id,
        system=job.prompts.text(STEP),
        content=[
            {
                "text": f"<pet_analysis>{as_json(analysis)}</pet_analysis>\n"
                f"<career>{as_json(career)}</career>\n"
                f"<facts>{as_json(facts)}</facts>\n"
                f"<likenesses>{alike}</likenesses>\n"
                f"{choices_part(job.choices)}{job.variation}"
            }
        ],
        control=job.control,
        faults=faults,
    ).identity()


@tool(name=STEP, context=True)
def generate_identity_package(tool_context: ToolContext, note: str = "") -> dict[str, Any]:  # noqa: ARG001
    """Write the person's biography, skills and career trajectory.

    Args:
        note: A short remark of yours, if you like.
    """
    identity: Identity = join(tool_context, STEP)
    return summary(paragraphs=len(identity.bio_paragraphs), skills=len(identity.skills))
