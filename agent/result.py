"""The only description of a run's result. The API's document is made from it, and tests check clients against it."""

from typing import Annotated, Any

from pydantic import Field

from agent.budget import MILLION
from agent.context import JobContext
from agent.control import Role
from agent.models.pricing import priced
from agent.person.similarity import similarity
from agent.schemas import (
    Appearance,
    Career,
    Character,
    Curriculum,
    Identity,
    PersonalityDimensions,
    PetAnalysis,
    Position,
    Profession,
    Schema,
)
from agent.tools.analyze_pet_image import AnalyzedPhoto
from agent.tools.generate_avatar_image import Avatar
from petavatar.storage import photo_key

Score = Annotated[float, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0)]
Cost = Annotated[
    float | None,
    Field(ge=0, description="Estimated US dollars by list price; null for a model whose price is not known"),
]


class IdentityPackage(Curriculum, Position):
    """The person."""

    bio: Annotated[str, Field(description="Three paragraphs, separated by a blank line")]
    similarity_score: Score


class PetRecord(Character, Appearance):
    """The pet."""

    personality_traits: PersonalityDimensions


class ScoreParts(Schema):
    """The four parts of the similarity score, weighted 40, 30, 15 and 15 per cent."""

    alignment: Score
    fit: Score
    name: Score
    coherence: Score


class Models(Schema):
    """The models that made the result."""

    text: str
    orchestrator: str
    image: str
    offline: Annotated[bool, Field(description="True if an offline stand-in answered instead of Bedrock")]


class Use(Schema):
    """The number of calls, tokens and images, and their cost."""

    calls: Count
    input_tokens: Annotated[Count, Field(description="Includes tokens from or to a prompt cache")]
    output_tokens: Count
    images: Count
    cost_usd: Cost = None


class ModelUse(Use):
    """The usage of one model."""

    model: str


class UseByRole(Schema):
    """The usage of the model in each role."""

    text: ModelUse
    orchestrator: ModelUse
    image: ModelUse


class Usage(Use):
    """The usage of the attempt that completed the job, in total and by model.

    The total's `cost_usd` also has what earlier attempts spent, so far as they could say it.
    """

    prices_as_of: Annotated[
        str | None, Field(description="The day since which no list price has been checked again, such as 2026-11-22")
    ] = None
    models: UseByRole


class Prepared(Schema):
    """The photo as the models saw it: upright, in sRGB, without metadata."""

    width: Annotated[int, Field(gt=0, description="In pixels")]
    height: Annotated[int, Field(gt=0, description="In pixels")]
    incomplete: Annotated[bool, Field(description="Whether the end of the file was missing, so that a part is blank")]


class ResultParts(Schema):
    """The parts of a result that clients get unchanged; `petavatar.jobs.RESULT_PARTS` lists the same."""

    identity: IdentityPackage
    pet_analysis: PetRecord
    career: Profession
    score: ScoreParts
    models: Models
    usage: Usage
    prepared: Annotated[
        Prepared | None, Field(description="null for a job of version 1, or if the photo was lost on the way")
    ] = None


def result_of(
    job: JobContext, analyzed: AnalyzedPhoto, career: Career, avatar: Avatar, identity: Identity
) -> dict[str, Any]:
    """The result as plain data: `ResultParts`, and the keys of avatar and prepared photo."""
    analysis, photo = analyzed.analysis, analyzed.photo
    score = similarity(analysis, career, identity, job.choices)
    settings, bedrock = job.settings, job.bedrock
    return {
        "avatar_key": avatar.avatar_key,
        "photo_key": photo_key(job.job_id) if photo else "",
        "prepared": {name: getattr(photo, name) for name in Prepared.model_fields} if photo else None,
        "identity": {
            **part_of(IdentityPackage, career),
            **texts_of(identity),
            "similarity_score": score.score,
        },
        "pet_analysis": pet_of(analysis),
        "career": part_of(Profession, career),
        "score": {name: getattr(score, name) for name in ScoreParts.model_fields},
        "models": {
            **_models(job),
            "offline": bedrock.is_offline(settings.text_model_id, settings.image_model_id),
        },
        "usage": usage_of(job),
    }


def pet_of(analysis: PetAnalysis) -> dict[str, Any]:
    """The pet, as the result has it."""
    return {**part_of(PetRecord, analysis), "personality_traits": analysis.personality_dimensions.scores()}


def texts_of(identity: Identity) -> dict[str, Any]:
    """What the last step adds to the person, as the result has it."""
    return {**part_of(IdentityPackage, identity), "bio": identity.bio}


def _models(job: JobContext) -> dict[Role, str]:
    settings, bedrock = job.settings, job.bedrock
    return {
        "text": bedrock.model_name(settings.text_model_id),
        "orchestrator": bedrock.model_name(settings.orchestrator_model_id),
        "image": bedrock.model_name(settings.image_model_id),
    }


def usage_of(job: JobContext) -> dict[str, Any]:
    """The usage of the run so far, as the result has it."""
    usage = priced(job.control.usage.record(_models(job)), job.control.budget.prices)
    # Stand-ins count in the budget like the models in whose place they answer, but cost nothing.
    if usage["cost_usd"]:
        usage["cost_usd"] = round(usage["cost_usd"] + job.spent_before / MILLION, 6)
    return usage


def part_of(part: type[Schema], record: Schema) -> dict[str, Any]:
    """The fields that a record shares with a part of the result, as plain data."""
    return record.model_dump(include=set(part.model_fields))
