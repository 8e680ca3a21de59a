"""What a run hands over: its one description. The API's document is made from it, and tests hold the clients to it."""

from typing import Annotated, Any

from pydantic import Field

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
from agent.tools.generate_avatar_image import Avatar

Score = Annotated[float, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0)]
Cost = Annotated[
    float | None,
    Field(ge=0, description="US dollars by list price, an estimate; null for a model whose price is not known"),
]


class IdentityPackage(Curriculum, Position):
    """The person."""

    bio: Annotated[str, Field(description="Three paragraphs, parted by one blank line")]
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
    """What made the result."""

    text: str
    orchestrator: str
    image: str
    offline: Annotated[bool, Field(description="True if an offline stand-in answered instead of Bedrock")]


class Use(Schema):
    """How much was used."""

    calls: Count
    input_tokens: Annotated[Count, Field(description="Tokens from or to a prompt cache included")]
    output_tokens: Count
    images: Count
    cost_usd: Cost = None


class ModelUse(Use):
    """What was used of one model."""

    model: str


class UseByRole(Schema):
    """What was used of the model in each role."""

    text: ModelUse
    orchestrator: ModelUse
    image: ModelUse


class Usage(Use):
    """What the attempt that completed the job used, in all and of each model; earlier attempts are not counted."""

    prices_as_of: Annotated[str | None, Field(description="The day of the list prices, such as 2026-11-25")] = None
    models: UseByRole


class ResultParts(Schema):
    """The parts of a result that a client reads as they are; `petavatar.jobs.RESULT_PARTS` names the same."""

    identity: IdentityPackage
    pet_analysis: PetRecord
    career: Profession
    score: ScoreParts
    models: Models
    usage: Usage


def result_of(
    job: JobContext, analysis: PetAnalysis, career: Career, avatar: Avatar, identity: Identity
) -> dict[str, Any]:
    """The result as plain data: `ResultParts`, and where the avatar is stored."""
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
            **_part(IdentityPackage, career),
            **_part(IdentityPackage, identity),
            "bio": identity.bio,
            "similarity_score": score.score,
        },
        "pet_analysis": {
            **_part(PetRecord, analysis),
            "personality_traits": analysis.personality_dimensions.scores(),
        },
        "career": _part(Profession, career),
        "score": {name: getattr(score, name) for name in ScoreParts.model_fields},
        "models": {
            **models,
            "offline": bedrock.is_offline(settings.text_model_id, settings.image_model_id),
        },
        "usage": priced(job.control.usage.record(models)),
    }


def _part(part: type[Schema], record: Schema) -> dict[str, Any]:
    """The fields of a part of the result that a record has, too, as plain data."""
    return record.model_dump(include=set(part.model_fields))
