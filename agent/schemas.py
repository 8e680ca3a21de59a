"""The schemas that Claude must fill in, one for each step of the agent.

Every model reply is validated against one of these classes before it is used. Free text is limited in length and
reduced to plain text (no links, no markup), because it may repeat words from a photo.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    create_model,
    model_validator,
)

from agent.person.boxes import part_of, sensible
from agent.person.dimensions import DIMENSIONS
from agent.replies.plain_text import plain
from agent.replies.prompt_leak import reject_prompt_leak

Seniority = Literal["entry-level", "mid-level", "senior", "executive"]
Attire = Literal["suit", "business_casual", "creative", "scrubs"]
Background = Literal["corner_office", "open_office", "linkedin_blue", "creative_space"]
Presentation = Literal["feminine", "masculine", "androgynous"]
AgeRange = Literal["20s", "30s", "40s", "50s", "60s"]
CoatColor = Literal["black", "dark brown", "brown", "red", "golden", "cream", "white", "grey", "mixed"]
CoatPattern = Literal[
    "solid", "tabby", "spotted", "patched", "two colours", "three colours", "points", "brindle", "merle"
]
CoatLength = Literal["hairless", "short", "medium", "long"]
CoatTexture = Literal["smooth", "wiry", "curly", "fluffy"]
EyeColor = Literal["brown", "amber", "yellow", "green", "blue", "black", "odd"]
Ears = Literal["upright", "floppy", "folded", "large", "tufted"]
Build = Literal["slender", "athletic", "sturdy", "round"]
Face = Literal["calm", "alert", "stern", "smiling", "mouth open", "tongue out", "yawning", "eyes shut", "one eye shut"]
Pose = Literal["facing the camera", "head tilted", "turned aside", "in profile", "looking up", "lying down", "asleep"]

_PLAIN_TEXT = AfterValidator(lambda text: plain(reject_prompt_leak(text)))
Word = Annotated[str, Field(min_length=1, max_length=60), _PLAIN_TEXT]
Title = Annotated[str, Field(max_length=80), _PLAIN_TEXT, Field(min_length=3)]
Headline = Annotated[
    str, Field(min_length=1, max_length=90, description="One line that people would quote"), _PLAIN_TEXT
]
Phrase = Annotated[str, Field(min_length=1, max_length=160), _PLAIN_TEXT]
Sentence = Annotated[str, Field(max_length=400), _PLAIN_TEXT, Field(min_length=20)]
Paragraph = Annotated[str, Field(max_length=1200), _PLAIN_TEXT, Field(min_length=80)]
Score = Annotated[int, Field(ge=0, le=100)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Box = Annotated[
    tuple[Fraction, Fraction, Fraction, Fraction],
    # Constrained decoding does not know the `prefixItems` of a tuple.
    WithJsonSchema(
        {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 1}, "minItems": 4, "maxItems": 4}
    ),
]
SensibleBox = Annotated[Box | None, BeforeValidator(sensible)]
"""A box, or None for one that can't be right: a picture is cropped by its middle then."""


class Schema(BaseModel):
    """A closed, immutable schema: an unknown field is an error.

    Defaults are for records of older versions: the schema that a model gets requires every field.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


class DimensionScores(Schema):
    """Scores by dimension."""

    def scores(self) -> dict[str, int]:
        """The 47 scores by dimension name, each 0-100."""
        return {name: getattr(self, name) for name in DIMENSIONS}


if TYPE_CHECKING:

    class PersonalityDimensions(DimensionScores):
        """All 47 dimensions, each 0-100."""

else:
    PersonalityDimensions = create_model(
        "PersonalityDimensions",
        __base__=DimensionScores,
        __doc__="All 47 dimensions, each 0-100.",
        **dict.fromkeys(DIMENSIONS, (Score, ...)),
    )


# Fields that the result takes unchanged from the model are in classes of their own, which `agent.result` uses too. A
# model fills in the fields of the last base first: what it sees in the photo comes before its conclusions.


class Appearance(Schema):
    """What the photo shows of the pet."""

    species: Word = Field(description="Common name of the species in lower case: dog, cat, rabbit, ...")
    breed: Word = Field(description="Breed, or 'mix' where it can't be told")
    expression: Phrase
    posture: Phrase


class PetBox(Schema):
    """Where the pet is: [left, top, right, bottom] as fractions of the upright photo, from its top left."""

    head: SensibleBox = Field(default=None, description="Its head with the ears; null if it can't be seen")
    whole: SensibleBox = Field(default=None, description="The whole animal, as far as it is in the photo")

    @model_validator(mode="before")
    @classmethod
    def _head_on_the_animal(cls, boxes: Any) -> Any:
        """Drops a head that is not on the animal; the other mistakes are each box's own."""
        if not isinstance(boxes, dict) or part_of(sensible(boxes.get("head")), sensible(boxes.get("whole"))):
            return boxes
        return {**boxes, "head": None}


class Looks(Schema):
    """What can be seen of the pet and returns in the person; None for what the photo does not show."""

    coat_pattern: CoatPattern | None = None
    coat_length: CoatLength | None = None
    coat_texture: CoatTexture | None = None
    eye_color: EyeColor | None = None
    ears: Ears | None = None
    build: Build | None = None
    face: Face | None = None
    pose: Pose | None = None
    props: Annotated[list[Word], Field(max_length=5, description="Hat, bow tie, glasses, costume, toy, sofa, ...")] = []


class Profile(Schema):
    """The basis of portrait and career."""

    coat_color: CoatColor
    personality_dimensions: PersonalityDimensions


class Character(Schema):
    """The pet's personality in a few words."""

    dominant_traits: Annotated[list[Word], Field(min_length=3, max_length=3)]
    vibe: Phrase = Field(description="A few words, such as 'CFO energy'")


class PetAnalysis(Character, Profile, Appearance):
    """What the photo shows of the pet, and the personality that it suggests."""

    pet_box: PetBox = PetBox()
    looks: Looks = Looks()


class AnalysisReply(Schema):
    """The answer to a photo: whether there is a pet at all, and the analysis if there is."""

    pet_present: bool
    seen: Phrase = Field(description="What the photo shows, in a few words")
    analysis: PetAnalysis | None = None

    @model_validator(mode="after")
    def _analysis_with_a_pet(self) -> Self:
        if self.pet_present != (self.analysis is not None):
            raise ValueError("analysis is required when pet_present is true, and absent otherwise")
        return self


class DrawnOn(Schema):
    """One dimension that the career draws on, and at which end of its scale."""

    dimension: Literal[DIMENSIONS]  # type: ignore[valid-type]
    direction: Literal["high", "low"]


class Position(Schema):
    """Who the person is, and what they are called at work."""

    human_name: Word = Field(description="Given name and family name")
    job_title: Title
    seniority: Seniority

    @model_validator(mode="after")
    def _two_names(self) -> Self:
        if len(self.human_name.split()) < 2:
            raise ValueError("human_name needs a given name and a family name")
        return self


class Profession(Schema):
    """The work, and how the person looks there."""

    presentation: Presentation
    age_range: AgeRange
    industry: Word
    work_style: Phrase
    attire_style: Attire
    background_setting: Background
    confidence_score: Score
    draws_on: Annotated[list[DrawnOn], Field(min_length=5, max_length=8)]

    @model_validator(mode="after")
    def _distinct_dimensions(self) -> Self:
        if len({drawn.dimension for drawn in self.draws_on}) != len(self.draws_on):
            raise ValueError("draws_on names a dimension twice")
        return self


class Career(Profession, Position):
    """The profession and the person. Portrait and biography must agree with both."""


class CareerTrajectory(Schema):
    """Where the person came from, what they do now, and where they are headed."""

    past: Sentence
    present: Sentence
    future: Sentence


class Biography(Schema):
    """The life story."""

    headline: Headline | None = None
    bio_paragraphs: Annotated[list[Paragraph], Field(min_length=3, max_length=3)]


class Curriculum(Schema):
    """The person's skills and career."""

    skills: Annotated[list[Word], Field(min_length=5, max_length=10)]
    career_trajectory: CareerTrajectory


class Identity(Curriculum, Biography):
    """The written part of the identity package."""

    @property
    def bio(self) -> str:
        """The three paragraphs, separated by a blank line."""
        return "\n\n".join(self.bio_paragraphs)
