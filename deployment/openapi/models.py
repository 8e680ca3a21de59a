"""The bodies of the API, as pydantic models: the document is made from them, and tests check bodies against them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.result import ResultParts
from petavatar.choices import AgeRangeChoice, BackgroundChoice, Pronouns, Style
from petavatar.storage import ANY_JOB_ID, JOB_ID

JobId = Annotated[str, Field(pattern=f"^{JOB_ID.pattern}$", examples=["0b8f9d3e-5c1a-4f6b-9a56-3f1f0c2d7e11"])]
S3Uri = Annotated[str, Field(pattern=rf"^s3://[a-z0-9][a-z0-9.-]{{1,61}}[a-z0-9]/uploads/(?:{ANY_JOB_ID})/[^/]+$")]
Timestamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Body(BaseModel):
    """A body of the API. It forbids extra fields, so that tests find undocumented ones."""

    model_config = ConfigDict(extra="forbid")


class Urls(Body):
    """Where a job's status and results are, as paths of this API."""

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


class ProcessRequest(BaseModel):
    """Which upload to process."""

    s3_uri: Annotated[
        S3Uri, Field(description="An object in the upload bucket, of at most 1,024 bytes after the bucket")
    ]


class Accepted(Body):
    """The job of an upload."""

    job_id: JobId
    status: Literal["queued", "processing", "completed", "failed"]
    message: str
    status_url: str
    results_url: str
    urls: Urls
    expires_at: Annotated[Timestamp, Field(description="When job, photo and avatar are deleted")]


class JobError(Body):
    """Why a job failed."""

    type: str
    title: str
    status: Annotated[int, Field(description="400, 409, 413, 500, 503 or 504, as an HTTP status would be")]
    detail: str
    retryable: Annotated[bool, Field(description="Whether the same photo may succeed another time")]


class JobStatus(Body):
    """A job's current state."""

    job_id: JobId
    status: Literal["queued", "processing", "completed", "failed"]
    progress: Annotated[int, Field(ge=0, le=100)]
    created_at: Timestamp
    updated_at: Timestamp
    expires_at: Annotated[Timestamp, Field(description="When job, photo and avatar are deleted")]
    urls: Urls
    error: Annotated[JobError | None, Field(description="Only if the job failed")] = None
    results_url: Annotated[str | None, Field(description="Only if the job is completed")] = None


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
    created_at: Timestamp
    completed_at: Timestamp
    expires_at: Annotated[Timestamp, Field(description="When job, photo and avatar are deleted")]
    urls: Urls


class ProblemBody(Body):
    """RFC 9457 problem details: the body of every error."""

    type: Annotated[str, Field(examples=["urn:petavatar:problem:unauthorized"])]
    title: str
    status: int
    detail: str
    request_id: str
