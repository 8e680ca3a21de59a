"""The only description of a run's result. The API's document is made from it, and tests check clients against it."""

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field

from agent.budget import MILLION
from agent.context import JobContext
from agent.control import Role
from agent.marks.mark import Marks
from agent.models.image_models import image_model
from agent.models.pricing import priced
from agent.person.likenesses import MOST_NAMED, likenesses
from agent.person.similarity import similarity
from agent.prompts.portrait import carried_traits
from agent.schemas import (
    Appearance,
    Career,
    Character,
    Curriculum,
    Headline,
    Identity,
    Looks,
    PersonalityDimensions,
    PetAnalysis,
    PetBox,
    Position,
    Profession,
    Schema,
)
from agent.tools.analyze_pet_image import AnalyzedPhoto
from agent.tools.generate_avatar_image import Avatar
from petavatar.keys import photo_key

ENGLISH: Final = "en"
Score = Annotated[float, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0)]
_OWN_IS_OPTIONAL: Final = ConfigDict(json_schema_serialization_defaults_required=False)
_ORCHESTRATOR: Final[Role] = "orchestrator"
Cost = Annotated[
    float | None,
    Field(ge=0, description="Estimated US dollars by list price; null for a model whose price is not known"),
]


class IdentityPackage(Curriculum, Position):
    """The person."""

    headline: Headline | None = None
    language: Annotated[
        str, Field(description="Of the texts, as a BCP 47 tag: the chosen one, or English; offline always English")
    ] = ENGLISH
    bio: Annotated[str, Field(description="Three paragraphs, separated by a blank line")]
    similarity_score: Score


class PetRecord(Character, Appearance):
    """The pet."""

    personality_traits: PersonalityDimensions
    looks: Looks = Looks()


class Likeness(Schema):
    """One trait that the person has from the pet, in words for both sides."""

    pet: str
    person: str


class ScoreParts(Schema):
    """The four parts of the similarity score, weighted 40, 30, 15 and 15 per cent."""

    alignment: Score
    fit: Score
    name: Score
    coherence: Score


OwnModel = Annotated[str | None, Field(description="Only if this step has a model of its own")]


class Models(Schema):
    """The models that made the result."""

    model_config = _OWN_IS_OPTIONAL

    text: str
    orchestrator: str
    image: str
    analysis: OwnModel = None
    career: OwnModel = None
    identity: OwnModel = None
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


OwnUse = Annotated[ModelUse | None, Field(description="Only if this step has a model of its own")]


class UseByRole(Schema):
    """The usage of the model in each role."""

    model_config = _OWN_IS_OPTIONAL

    text: ModelUse
    orchestrator: ModelUse
    image: ModelUse
    analysis: OwnUse = None
    career: OwnUse = None
    identity: OwnUse = None


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
    pet_box: Annotated[PetBox | None, Field(description="null for a job of version 1")] = None
    prompt_version: Annotated[
        str | None, Field(description="Names the version of the prompts; null for a job of version 1")
    ] = None
    seed: Annotated[
        int | None,
        Field(ge=1, description="Of the portrait: a variation with it has the same one; null for an earlier version"),
    ] = None
    marks: Annotated[
        Marks | None,
        Field(description="What the pictures' files say of how they were made; null for a job of an earlier version"),
    ] = None
    likenesses: Annotated[
        list[Likeness],
        Field(
            default_factory=list,
            max_length=MOST_NAMED,
            description="The most telling first; none for a job of version 1",
        ),
    ]


def result_of(
    job: JobContext, analyzed: AnalyzedPhoto, career: Career, avatar: Avatar, identity: Identity
) -> dict[str, Any]:
    """The result as plain data: `ResultParts`, and the keys of avatar and prepared photo."""
    analysis, photo = analyzed.analysis, analyzed.photo
    score = similarity(analysis, career, identity, job.choices)
    return {
        "avatar_key": avatar.avatar_key,
        "photo_key": photo_key(job.job_id) if photo else "",
        "prepared": {name: getattr(photo, name) for name in Prepared.model_fields} if photo else None,
        "pet_box": analysis.pet_box.model_dump(mode="json"),
        "prompt_version": job.prompts.version,
        "seed": job.image_seed(below=image_model(job.settings.image_model_id).max_seed),
        "likenesses": likenesses_of(job, analysis, career),
        "identity": {
            **part_of(IdentityPackage, career),
            **texts_of(job, identity),
            "similarity_score": score.score,
        },
        "pet_analysis": pet_of(analysis),
        "career": part_of(Profession, career),
        "score": {name: getattr(score, name) for name in ScoreParts.model_fields},
        "models": _made_by(job),
        "usage": usage_of(job),
    }


def pet_of(analysis: PetAnalysis) -> dict[str, Any]:
    """The pet, as the result has it."""
    return {**part_of(PetRecord, analysis), "personality_traits": analysis.personality_dimensions.scores()}


def texts_of(job: JobContext, identity: Identity) -> dict[str, Any]:
    """What the last step adds to the person, as the result has it."""
    return {**part_of(IdentityPackage, identity), "bio": identity.bio, "language": _language(job)}


def likenesses_of(job: JobContext, analysis: PetAnalysis, career: Career) -> list[dict[str, str]]:
    """What of the pet the person has, as the result has it."""
    limit = image_model(job.settings.image_model_id).max_prompt_chars
    return likenesses(carried_traits(analysis, career, job.casting, limit))


def _language(job: JobContext) -> str:
    if job.origin and job.origin.language:
        return job.origin.language
    offline = job.bedrock.is_offline(job.settings.text_model_id)
    return ENGLISH if offline else job.choices.language or ENGLISH


def _made_by(job: JobContext) -> dict[str, Any]:
    """The models that made the result; where a variation keeps texts or portrait, those of its source."""
    settings, bedrock = job.settings, job.bedrock
    models: dict[Any, str] = dict(_models(job))
    if job.origin is None or not job.origin.keeps_texts:
        return {
            "text": bedrock.model_name(settings.text_model_id),
            **models,
            "offline": bedrock.is_offline(*(settings.model_ids[role] for role in models if role != _ORCHESTRATOR)),
        }
    kept = job.origin.models
    if job.origin.begin == "cards":
        return kept
    return {**kept, "image": models["image"], "offline": kept["offline"] or bedrock.is_offline(settings.image_model_id)}


def _models(job: JobContext) -> dict[Role, str]:
    return {role: job.bedrock.model_name(model_id) for role, model_id in job.settings.model_ids.items()}


def usage_of(job: JobContext) -> dict[str, Any]:
    """The usage of the run so far, as the result has it."""
    # Where every step has a model of its own, the common one was used for nothing.
    models = {"text": job.settings.text_model_id, **_models(job)}
    usage = priced(job.control.usage.record(models), job.control.budget.prices)
    # Stand-ins count in the budget like the models in whose place they answer, but cost nothing.
    if usage["cost_usd"]:
        usage["cost_usd"] = round(usage["cost_usd"] + job.spent_before / MILLION, 6)
    return usage


def part_of(part: type[Schema], record: Schema) -> dict[str, Any]:
    """The fields that a record shares with a part of the result, as plain data."""
    return record.model_dump(include=set(part.model_fields))
