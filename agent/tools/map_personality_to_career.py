"""Step 2: chooses the career and the person."""

import json
from typing import Any, Final

from strands import ToolContext, tool

from agent.context import JobContext
from agent.person.choices import choices_part, with_choices
from agent.person.earlier import Earlier
from agent.person.names import examples, pattern_words
from agent.schemas import Career, PetAnalysis
from agent.tools.tool_calls import join, summary
from agent.workspace import as_json
from petavatar.errors import AgentFailure
from petavatar.variations import EARLIER_CAREER

STEP: Final = "map_personality_to_career"


def map_career(job: JobContext, analysis: PetAnalysis) -> Career:
    """Lets Claude choose a profession from the 47 dimensions.

    The presentation comes from the casting, and the upload may have choices: both override the model's values.

    Raises:
        Problem: if the model can't answer.
    """
    # A variation may keep a career, and yet change what people of it wear.
    return with_choices(job.workspace.once(STEP, Career, lambda: _next(job, analysis)), job.choices)


def _next(job: JobContext, analysis: PetAnalysis) -> Career:
    """The career of a job, or that of a variation, which follows the one of its source."""
    record = job.workspace.finished(EARLIER_CAREER, Career) if job.origin else None
    if job.origin is None or record is None:
        return _chosen(job, analysis)
    earlier = Earlier.of(record, job.origin.asked)
    if earlier.stays(job.casting.presentation):
        return earlier.career
    career = _chosen(job, analysis, earlier)
    if earlier.wish == "another" and earlier.is_same_work(career.job_title):
        raise AgentFailure("The model did not think of another career. Please try again.")
    if earlier.wish == "better suited" and earlier.suits_better(analysis, career):
        return earlier.career
    return earlier.continued(career)


def _chosen(job: JobContext, analysis: PetAnalysis, earlier: Earlier | None = None) -> Career:
    presentation = job.casting.presentation
    names = ", ".join(examples(analysis.species, analysis.breed, presentation))
    role, model_id = job.settings.text_model("career")
    instructions = job.prompts.text(STEP)
    if earlier:
        instructions += f"\n\n{job.prompts.text('vary_career')}"
    career = job.bedrock.ask(
        Career,
        tool="record_career",
        role=role,
        model_id=model_id,
        system=instructions,
        content=[
            {
                "text": f"<pet_analysis>{as_json(analysis)}</pet_analysis>\n"
                f"<casting>{json.dumps({'presentation': presentation})}</casting>\n"
                f"<names>{pattern_words(analysis.species)} For example: {names}.</names>\n"
                f"{earlier.part() if earlier else ''}{choices_part(job.choices)}{job.variation}"
            }
        ],
        control=job.control,
        faults=lambda reply: earlier.faults(analysis, reply) if earlier else [],
    ).model_copy(update={"presentation": presentation})
    return with_choices(career, job.choices)


@tool(name=STEP, context=True)
def map_personality_to_career(tool_context: ToolContext, note: str = "") -> dict[str, Any]:  # noqa: ARG001
    """Settle which human profession the pet's personality belongs in, and the person who holds it.

    Args:
        note: A short remark of yours, if you like.
    """
    career: Career = join(tool_context, STEP)
    return summary(job_title=career.job_title, seniority=career.seniority, industry=career.industry)
