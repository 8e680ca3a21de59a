"""What the API answers, as frozen records.

A newer deployment may answer more than is named here, an older one less: what is not known is passed over, and what
not every deployment answers has a default.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, get_args

Style = Literal["corporate", "creative", "casual"]
"""How the person is dressed."""

Background = Literal["auto", "corner_office", "open_office", "linkedin_blue", "creative_space"]
"""Where the portrait is taken; `auto` leaves it to the career."""

CardFormat = Literal["wide", "square", "story"]
"""The shape of a card: for link previews, for posts, for stories."""
CARD_FORMATS: Final[tuple[CardFormat, ...]] = get_args(CardFormat)

PictureName = Literal["avatar", "wide", "square", "story", "photo"]
"""A picture of a job: the portrait, a card by its format, or the photo as it was prepared."""
FILE_NAMES: Final[Mapping[PictureName, str]] = {
    "avatar": "avatar.png",
    "wide": "card.png",
    "square": "card-square.png",
    "story": "card-story.png",
    "photo": "photo.jpg",
}
"""What each picture's file is called."""

Pronouns = Literal["she", "he", "they"]
"""How the texts speak of the person; by lot if left out."""

AgeRange = Literal["20s", "30s", "40s", "50s", "60s"]
"""The person's age."""

Change = Literal["portrait", "career"]
"""What a variation makes another one of."""

JobStatus = Literal["queued", "processing", "completed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadTicket:
    """Where and how one photo can be uploaded. Address and fields are secrets, good for a quarter of an hour.

    Attributes:
        job_id: the job that the photo will be.
        s3_uri: what to hand to `process` after the upload.
        max_bytes: the largest photo that will be taken.
        upload_url: where to post the photo.
        upload_fields: what to post before it, unchanged.
        expires_at: when address and fields end.
        urls: where the job's status and results will be.
    """

    job_id: str
    s3_uri: str
    max_bytes: int
    upload_url: str = field(repr=False)
    upload_fields: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None
    urls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobError:
    """Why a job failed; `retryable` says whether the same photo may succeed another time."""

    type: str = "about:blank"
    title: str = "Something went wrong"
    status: int = 500
    detail: str = ""
    retryable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a job amounts to now.

    Attributes:
        job_id: its id.
        status: queued, processing, completed or failed.
        progress: how far it is, in per cent.
        error: why it failed, if it did.
        stage: what is being made: waiting, analysis, career, portrait_and_identity or done; empty if nobody says.
        findings: what is known so far: members of the results, under their names there.
        estimated_seconds_left: how long it should still take; None where the server does not know that.
        avatar_url: where the portrait is as soon as it is stored, a secret that is good for an hour at most.
        created_at: when it was accepted.
        updated_at: when it last changed.
        expires_at: when it is deleted, with photo and avatar.
        urls: where its status and results are.
        shared: whether its result can be seen without a key.
        retry_after_s: how many seconds the server would have the client wait before it asks again.
    """

    job_id: str
    status: JobStatus
    progress: int = 0
    error: JobError | None = None
    stage: str = ""
    findings: Mapping[str, Any] = field(default_factory=dict)
    estimated_seconds_left: int | None = None
    avatar_url: str | None = field(default=None, repr=False)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    expires_at: datetime | None = None
    urls: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False
    retry_after_s: float = 2.0

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.status in ("completed", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage:
    """A part of a list of jobs, newest first, and where the next one begins; None if this was the last."""

    jobs: tuple[Job, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLink:
    """Where a result can be seen without a key, by everybody who has one of these addresses: they are secrets.

    Attributes:
        job_id: the job.
        url: the address to pass on: a page with a preview.
        page_url: the same result on the deployment's page; None if it has none.
        token: what opens it.
        photo: whether the prepared photo is shown, too. The card shows a part of it in any case.
        expires_at: when the addresses end with the job, at the latest.
    """

    job_id: str
    url: str = field(repr=False)
    token: str = field(repr=False)
    page_url: str | None = field(default=None, repr=False)
    photo: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CareerTrajectory:
    """A sentence each."""

    past: str
    present: str
    future: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The person. `bio` has three paragraphs, parted by one blank line; the score is 0-100."""

    human_name: str
    job_title: str
    seniority: str
    bio: str
    skills: tuple[str, ...]
    career_trajectory: CareerTrajectory
    similarity_score: float
    headline: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class PetBox:
    """Where the pet is in the photo, as (left, top, right, bottom) in fractions of it; None for what is not known."""

    head: tuple[float, ...] | None = None
    whole: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What can be seen of the pet; None for what the photo does not show."""

    coat_pattern: str | None = None
    coat_length: str | None = None
    coat_texture: str | None = None
    eye_color: str | None = None
    ears: str | None = None
    build: str | None = None
    face: str | None = None
    pose: str | None = None
    props: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """One trait that the person has from the pet, in words for both sides."""

    pet: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PetAnalysis:
    """The pet. `personality_traits` has 47 dimensions, each 0-100."""

    species: str
    breed: str
    personality_traits: Mapping[str, float]
    dominant_traits: tuple[str, ...]
    vibe: str
    expression: str = ""
    posture: str = ""
    looks: Looks = field(default_factory=Looks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The four parts of the similarity score, each 0-100; they weigh 40, 30, 15 and 15 per cent."""

    alignment: float
    fit: float
    name: float
    coherence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnOn:
    """A dimension of the pet that the career draws on: a `high` one or a `low` one."""

    dimension: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Career:
    """The career behind the identity."""

    presentation: str = ""
    age_range: str = ""
    industry: str = ""
    work_style: str = ""
    attire_style: str = ""
    background_setting: str = ""
    confidence_score: float = 0.0
    draws_on: tuple[DrawnOn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The ids of the models that made it; `offline` is true if stand-ins did.

    `analysis`, `career` and `identity` are set if that step had a model of its own, and not the text model.
    """

    text: str
    orchestrator: str
    image: str
    offline: bool
    analysis: str | None = None
    career: str | None = None
    identity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleUsage:
    """What one model was used for, and how much."""

    model: str = ""
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    images: int = 0
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the job used, in all and by role, with costs by the prices of a day.

    The roles are `text`, `orchestrator` and `image`, and those of steps with a model of their own.
    """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    images: int = 0
    cost_usd: float | None = None
    prices_as_of: str | None = None
    models: Mapping[str, RoleUsage] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the one who sent the photo chose; None where it was left to PetAvatar."""

    style: str | None = None
    background: str | None = None
    pet_name: str | None = None
    pronouns: str | None = None
    age_range: str | None = None
    species: str | None = None
    breed: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The photo as the models saw it; `incomplete` if the end of the file was missing, so that a part is blank."""

    width: int
    height: int
    incomplete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a picture's file says of how it was made, to machines and people.

    Attributes:
        source_type: IPTC's digital source type: `trainedAlgorithmicMedia`, `algorithmicMedia`, `compositeSynthetic`.
        c2pa: whether it has a C2PA manifest `signed` by the server, one `kept` as the model made it, or `none`.
        origin: who wrote the marks, `petavatar` or `model`.
    """

    source_type: str
    c2pa: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks of the avatar, and of the cards in all formats; None where there is no card."""

    avatar: Mark
    card: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardUrls:
    """Where the card to share is, in each of its formats: PNGs, and secrets; None for one that there is not.

    `wide` has 1200x630 pixels, `square` 1080x1080, `story` 1080x1920.
    """

    wide: str | None = field(default=None, repr=False)
    square: str | None = field(default=None, repr=False)
    story: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The complete package.

    Attributes:
        job_id: the job that it came of.
        identity: the person.
        pet_analysis: the pet.
        score: the parts of the similarity score.
        career: the career.
        models: what made it.
        usage: what that took.
        choices: what was chosen.
        avatar_url: where the avatar is, a PNG: a secret that is good for `avatar_url_expires_in` seconds.
        card_url: where the card to share is, a PNG and as secret; None if there is none.
        card_urls: where the card is in each of its formats; the wide one is that of `card_url`.
        photo_url: where the prepared photo is, a JPEG and as secret; None if the server does not keep one.
        prepared: what the prepared photo is; None if the server does not say.
        pet_box: where the pet is in that photo; None if the server does not say.
        likenesses: what the person has from the pet, the most telling first; at most five.
        shared: whether it can be seen without a key.
        prompt_version: names the version of the prompts; None if the server does not say.
        seed: that of the portrait, for a variation that has the same one; None if the server does not say.
        marks: what the pictures say of how they were made; None if the server marks none.
        source_job_id: the job that this one is a variation of; None if it is none.
        variation: what the variation was asked to change, likewise.
        avatar_url_expires_in: how long the addresses are good at most, in seconds.
        created_at: when the job was accepted.
        completed_at: when it was completed.
        expires_at: when job, photo and avatar are deleted.
        urls: where status and results are.
        body: the answer as it came, for keeping: with what is not named here, without the secret addresses.
    """

    job_id: str
    identity: Identity
    pet_analysis: PetAnalysis
    score: Score
    models: Models
    avatar_url: str = field(repr=False)
    card_url: str | None = field(default=None, repr=False)
    card_urls: CardUrls = field(default_factory=CardUrls)
    photo_url: str | None = field(default=None, repr=False)
    prepared: Prepared | None = None
    pet_box: PetBox | None = None
    likenesses: tuple[Likeness, ...] = ()
    prompt_version: str | None = None
    seed: int | None = None
    marks: Marks | None = None
    source_job_id: str | None = None
    variation: Mapping[str, Any] | None = None
    avatar_url_expires_in: int = 3600
    career: Career = field(default_factory=Career)
    usage: Usage = field(default_factory=Usage)
    choices: Choices = field(default_factory=Choices)
    shared: bool = False
    created_at: datetime | None = None
    completed_at: datetime | None = None
    expires_at: datetime | None = None
    urls: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def address_of(self, name: PictureName) -> str | None:
        """Where a picture is, a secret that is good for an hour at most; None if there is no such picture."""
        addresses = {"avatar": self.avatar_url, "photo": self.photo_url, "wide": self.card_urls.wide or self.card_url}
        return addresses[name] if name in addresses else getattr(self.card_urls, name)
