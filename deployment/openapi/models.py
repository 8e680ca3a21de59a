"""The bodies of the API, as pydantic models: the document is made from them, and tests check bodies against them."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from agent.result import Likeness, ResultParts
from agent.schemas import PetBox
from deployment.openapi.samples import JOB_ID as SAMPLE_ID
from deployment.openapi.samples import S3_URI
from petavatar.choices import AgeRangeChoice, BackgroundChoice, Pronouns, Style
from petavatar.jobs import Status
from petavatar.keys import ANY_JOB_ID, JOB_ID
from petavatar.share_tokens import TOKEN
from petavatar.stages import Stage

JobId = Annotated[str, Field(pattern=f"^{JOB_ID.pattern}$", examples=[SAMPLE_ID])]
S3Uri = Annotated[
    str, Field(examples=[S3_URI], pattern=rf"^s3://[a-z0-9][a-z0-9.-]{{1,61}}[a-z0-9]/uploads/(?:{ANY_JOB_ID})/[^/]+$")
]
Timestamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Body(BaseModel):
    """A body of the API. It forbids extra fields, so that tests find undocumented ones."""

    model_config = ConfigDict(extra="forbid")


class Urls(Body):
    """Where a job's status and results are."""

    status: str
    results: str


class UploadTicket(Body):
    """Where and how to upload one photo."""

    job_id: JobId
    upload_url: Annotated[str, Field(description="POST the photo here, as multipart/form-data")]
    upload_fields: Annotated[dict[str, str], Field(description="Form fields to send before the file, unchanged")]
    s3_uri: Annotated[S3Uri, Field(description="What to send to POST /process after the upload")]
    expires_in: Annotated[int, Field(description="Seconds until the upload URL expires")]
    expires_at: Annotated[Timestamp, Field(description="When the upload URL expires")]
    max_bytes: Annotated[int, Field(description="The size limit of a photo")]
    urls: Annotated[Urls, Field(description="Where to look once the photo is uploaded")]


class ProcessRequest(Body):
    """Which upload to process."""

    s3_uri: Annotated[
        S3Uri, Field(description="An object in the upload bucket, of at most 1,024 bytes after the bucket")
    ]


class Accepted(Body):
    """The job of an upload or of a variation."""

    job_id: JobId
    status: Status
    message: str
    status_url: str
    results_url: str
    urls: Urls
    expires_at: Annotated[Timestamp, Field(description="When job, photo and avatar are deleted")]


class JobError(Body):
    """Why a job failed."""

    type: str
    title: str
    status: Annotated[int, Field(description="400, 409, 413, 429, 500, 503 or 504, as an HTTP status would be")]
    detail: str
    retryable: Annotated[bool, Field(description="Whether the same photo may succeed another time")]


class JobInBrief(Body):
    """What a job amounts to now."""

    job_id: JobId
    status: Status
    progress: Annotated[int, Field(ge=0, le=100)]
    stage: Annotated[Stage, Field(description="What is being made; of a failed job, the last that it came to")]
    created_at: Timestamp
    updated_at: Timestamp
    expires_at: Annotated[Timestamp, Field(description="When job, photo and avatar are deleted")]
    urls: Urls
    error: Annotated[JobError | None, Field(description="Only if the job failed")] = None
    results_url: Annotated[str | None, Field(description="Only if the job is completed")] = None
    shared: Annotated[bool, Field(description="Whether the result can be seen without a key")] = False


class JobStatus(JobInBrief):
    """A job's current state, and what is known of its result."""

    estimated_seconds_left: Annotated[
        int | None, Field(ge=1, description="By the last runs with the same models; null where that is not known")
    ]
    findings: Annotated[
        dict[str, Any],
        Field(
            description="What is known so far: members of the result, under their names there, some of them in part. "
            "After the analysis `pet_analysis`, after the career `career` and `identity` with name and title. Of a job "
            "that failed or was canceled also `usage`: what its last attempt used"
        ),
    ]
    avatar_url: Annotated[
        str | None, Field(description="A presigned URL of the portrait, good for an hour at most, once it is stored")
    ]


class JobList(Body):
    """A part of a list of jobs."""

    jobs: Annotated[list[JobInBrief], Field(description="Newest first. With a status asked for, perhaps few or none")]
    cursor: Annotated[str | None, Field(description="Where the next part begins; null if this was the last")]


class ChoicesBody(Body):
    """The choices made with the upload."""

    style: Annotated[Style | None, Field(description="null if it was left open")]
    background: BackgroundChoice
    pet_name: Annotated[str | None, Field(description="null if it was left out")]
    pronouns: Annotated[Pronouns | None, Field(description="null if they were left to the lot")]
    age_range: Annotated[AgeRangeChoice | None, Field(description="null if it was left open")]
    species: Annotated[str | None, Field(description="null if the reading of the photo was not corrected")]
    breed: Annotated[str | None, Field(description="null if the reading of the photo was not corrected")]
    language: Annotated[str | None, Field(description="A BCP 47 tag; null if it was left open")]


class CardUrls(Body):
    """Presigned URLs of PNGs to share, valid as long as avatar_url; null for a card that could not be drawn."""

    wide: Annotated[str | None, Field(description="1200x630, for link previews")]
    square: Annotated[str | None, Field(description="1080x1080, for posts; null for a job of an earlier version")]
    story: Annotated[str | None, Field(description="1080x1920, for stories; null for a job of an earlier version")]


class Results(ResultParts):
    """The complete package."""

    job_id: JobId
    avatar_url: Annotated[str, Field(description="A presigned URL of a PNG, at least 1024x1024")]
    avatar_url_expires_in: Annotated[
        int,
        Field(
            description="Seconds. Both URLs may end earlier, with the session that signed them: "
            "where the storage answers 403 or 400, ask for the results again"
        ),
    ]
    card_url: Annotated[
        str | None,
        Field(
            description="A presigned URL of a PNG of 1200x630 to share, valid as long as avatar_url; "
            "null if the card could not be drawn. The same as card_urls.wide"
        ),
    ]
    card_urls: CardUrls = CardUrls(wide=None, square=None, story=None)
    photo_url: Annotated[
        str | None,
        Field(
            description="A presigned URL of the prepared photo, a JPEG, valid as long as avatar_url; "
            "null wherever `prepared` is"
        ),
    ] = None
    choices: ChoicesBody
    source_job_id: Annotated[JobId | None, Field(description="The job that this one is a variation of")] = None
    variation: Annotated[
        dict[str, Any] | None, Field(description="What the variation was asked to change; null for any other job")
    ] = None
    shared: Annotated[bool, Field(description="Whether the result can be seen without a key")] = False
    created_at: Timestamp
    completed_at: Timestamp
    expires_at: Annotated[Timestamp, Field(description="When job, photo and avatar are deleted")]
    urls: Urls


class ShareRequest(Body):
    """What to share."""

    photo: Annotated[
        bool | None,
        Field(
            description="Whether the prepared photo is shared, too. If left out, what was said last counts, "
            "and no photo where nothing was. The card shows a part of it in any case."
        ),
    ] = None


class ShareLink(Body):
    """Where a result can be seen without a key. Whoever has one of these addresses can see it."""

    job_id: JobId
    url: Annotated[str, Field(description="The address to pass on: a page with a preview. It stays until `unshare`")]
    page_url: Annotated[
        str | None, Field(description="The same result on the page of this deployment; null if it has none")
    ]
    token: Annotated[str, Field(pattern=f"^{TOKEN.pattern}$", description="For `GET /shared/{token}`: a secret")]
    photo: Annotated[bool, Field(description="Whether the prepared photo is shared, too")]
    expires_at: Annotated[Timestamp, Field(description="When the addresses end with the job, at the latest")]


class SharedIdentity(Body):
    """The person, as far as it is shared."""

    human_name: str
    job_title: str
    headline: str | None
    bio: str
    skills: list[str]
    language: Annotated[str | None, Field(description="Of the texts, as a BCP 47 tag")]


class SharedPet(Body):
    """The pet, as far as it is shared."""

    species: str
    breed: str


class SharedChoices(Body):
    """The choices, as far as they are shared."""

    pet_name: str | None


class SharedResult(Body):
    """What everybody sees of a shared result: members of the results, under their names there."""

    identity: SharedIdentity
    pet_analysis: SharedPet
    likenesses: list[Likeness]
    choices: SharedChoices
    avatar_url: Annotated[str, Field(description="A presigned URL of the portrait, a PNG")]
    card_url: Annotated[str | None, Field(description="The same as card_urls.wide")]
    card_urls: CardUrls
    photo_url: Annotated[str | None, Field(description="A presigned URL of the prepared photo; null if not shared")]
    pet_box: Annotated[PetBox | None, Field(description="Where the pet is in the photo; null without that")]
    urls_expire_in: Annotated[int, Field(description="Seconds until the presigned URLs end, at the latest")]


class ProblemBody(Body):
    """RFC 9457 problem details: the body of every error."""

    type: Annotated[str, Field(examples=["urn:petavatar:problem:unauthorized"])]
    title: str
    status: int
    detail: str
    request_id: str
