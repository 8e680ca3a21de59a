"""Puts together what a run hands over."""

from typing import Any

from agent.context import JobContext
from agent.control import Role
from agent.models.pricing import priced
from agent.person.similarity import similarity
from agent.schemas import Career, Identity, PetAnalysis
from agent.tools.generate_avatar_image import Avatar


def result_of(
    job: JobContext, analysis: PetAnalysis, career: Career, avatar: Avatar, identity: Identity
) -> dict[str, Any]:
    """The result as plain data, in the shape that `petavatar.results` checks."""
    score = similarity(analysis, career, identity, job.choices)
    settings, bedrock = job.settings, job.bedrock
    models: dict[Role, str] = {
        "text": bedrock.model_name(settings.text_model_id),
        "orchestrator": bedrock.model_name(settings.orchestrator_model_id),
        "image": bedrock.model_name(settings.image_model_id),
    }
    return {
        "avatar_key": avatar.avatar_key,
        "identity": {
            "human_name": career.human_name,
            "job_title": career.job_title,
            "seniority": career.seniority,
            "bio": identity.bio,
            "skills": identity.skills,
            "career_trajectory": identity.career_trajectory.model_dump(),
            "similarity_score": score.score,
        },
        "pet_analysis": {
            "species": analysis.species,
            "breed": analysis.breed,
            "expression": analysis.expression,
            "posture": analysis.posture,
            "personality_traits": analysis.personality_dimensions.scores(),
            "dominant_traits": analysis.dominant_traits,
            "vibe": analysis.vibe,
        },
        "career": career.model_dump(exclude={"human_name", "job_title", "seniority"}),
        "score": {
            "alignment": score.alignment,
            "fit": score.fit,
            "name": score.name,
            "coherence": score.coherence,
        },
        "models": {
            **models,
            "offline": bedrock.is_offline(settings.text_model_id, settings.image_model_id),
        },
        "usage": priced(job.control.usage.record(models)),
    }
