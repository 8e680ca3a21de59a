"""Every error of PetAvatar, in one tree.

PetAvatarError
├── SettingsError                the process refuses to start
├── LeaseLost                    a worker's hold on its job is gone; it must not write
├── TooEarly                     a message came before its job is due again
├── EndUnpublished               a job has ended, and nobody could be notified of it yet
└── Problem                      what a client or a job's owner gets to read (RFC 9457)
    ├── MalformedRequest         400
    ├── InvalidChoice            400
    ├── InvalidS3Uri             400
    ├── UnsupportedImage         400
    ├── EmptyUpload              400
    ├── UnreadablePhoto          400
    ├── NoPetFound               400
    ├── ContentRefused           400
    ├── Unauthorized             401
    ├── JobNotFound              404
    ├── NotShared                404
    ├── ObjectNotFound           404
    ├── JobNotCompleted          409
    ├── JobIdTaken               409
    ├── JobInUse                 409
    ├── JobEnded                 409
    ├── NothingKept              409
    ├── JobErased                409
    ├── NothingToDeliver         409
    ├── PhotoReplaced            409
    ├── Canceled                 409
    ├── UploadTooLarge           413
    ├── KeyReused                422
    ├── QuotaExceeded            429
    ├── InternalError            500
    ├── ModelUnsuitable          500
    ├── CostLimit                500
    ├── StorageFailure           500, retryable
    ├── AgentFailure             500, retryable
    ├── ModelUnavailable         503, retryable
    ├── ShareUnavailable         503, retryable
    ├── JobTimedOut              504, retryable
    └── WaitedTooLong            504, retryable
"""

from typing import ClassVar, Final, TypedDict

URN: Final = "urn:petavatar:problem:"


class ProblemRecord(TypedDict):
    """A problem as it is stored with a failed job and sent between the agent and the worker."""

    type: str
    title: str
    status: int
    detail: str
    retryable: bool


def slug_of(record: ProblemRecord) -> str:
    """A problem's type by its last part, such as `no-pet-found`."""
    return record["type"].removeprefix(URN)


class PetAvatarError(Exception):
    """The root of the tree."""


class SettingsError(PetAvatarError):
    """An environment variable is missing or makes no sense."""


class LeaseLost(PetAvatarError):
    """The job is finished, lapsed, or held by another worker: this one must not write to it."""


class TooEarly(PetAvatarError):
    """The job was given up a short while ago and waits for its next attempt: its message must come again."""


class EndUnpublished(PetAvatarError):
    """The job has ended, but its end could not be published: its message must come again."""


class Problem(PetAvatarError):
    """An error that clients get to read: it has a status, a title and a detail that a person understands."""

    slug: ClassVar[str] = "problem"
    title: ClassVar[str] = "Something went wrong"
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False

    def __init__(self, detail: str, retry_after_s: int | None = None) -> None:
        """Takes the detail, and in how many seconds the answer may be another one, if that is known."""
        super().__init__(detail)
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.headers: dict[str, str] = {}

    def record(self) -> ProblemRecord:
        """The problem as plain data."""
        return {
            "type": f"{URN}{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "retryable": self.retryable,
        }


class MalformedRequest(Problem):
    slug, title, status = "malformed-request", "The request is malformed", 400


class InvalidChoice(Problem):
    slug, title, status = "invalid-choice", "This can't be chosen", 400


class InvalidS3Uri(Problem):
    slug, title, status = "invalid-s3-uri", "The s3_uri is not one of ours", 400


class UnsupportedImage(Problem):
    slug, title, status = "unsupported-image", "The file is not an image of an accepted format", 400


class EmptyUpload(Problem):
    slug, title, status = "empty-upload", "The file is empty", 400


class UnreadablePhoto(Problem):
    slug, title, status = "unreadable-photo", "The photo cannot be read", 400


class NoPetFound(Problem):
    slug, title, status = "no-pet-found", "There is no pet in the photo", 400


class ContentRefused(Problem):
    slug, title, status = "content-refused", "The content was refused by a safety filter", 400


class Unauthorized(Problem):
    slug, title, status = "unauthorized", "A valid API key is required", 401


NO_SUCH_JOB: Final = "There is no such job, or its time to live is over"
NO_SUCH_SHARE: Final = "Its owner has not shared it, does not any more, or its time to live is over"


class JobNotFound(Problem):
    slug, title, status = "job-not-found", "There is no such job", 404


class NotShared(Problem):
    slug, title, status = "not-shared", "There is no shared result at this address", 404


NOTHING_UPLOADED: Final = "Nothing has been uploaded there (yet)"


class ObjectNotFound(Problem):
    slug, title, status = "object-not-found", "There is no such object", 404


class JobNotCompleted(Problem):
    slug, title, status = "job-not-completed", "The job has no results", 409


class JobIdTaken(Problem):
    slug, title, status = "job-id-taken", "Another object owns this job id", 409


class JobInUse(Problem):
    slug, title, status = "job-in-use", "The job can't be erased yet", 409


class JobEnded(Problem):
    slug, title, status = "job-ended", "The job has ended", 409


class NothingKept(Problem):
    slug, title, status = "nothing-kept", "The job has not kept what a variation is made from", 409


class JobErased(Problem):
    slug, title, status = "job-erased", "The job was erased", 409


class NothingToDeliver(Problem):
    slug, title, status = "nothing-to-deliver", "The job has no webhook to send", 409


class Canceled(Problem):
    slug, title, status = "canceled", "The job was canceled", 409


class PhotoReplaced(Problem):
    slug, title, status = "photo-replaced", "The photo was replaced after it had been accepted", 409


class UploadTooLarge(Problem):
    slug, title, status = "upload-too-large", "The file is too large", 413


class KeyReused(Problem):
    slug, title, status = "idempotency-key-reused", "This Idempotency-Key belongs to another request", 422


class QuotaExceeded(Problem):
    slug, title, status = "quota-exceeded", "A limit of this API key is used up", 429


class InternalError(Problem):
    slug, title, status = "internal-error", "Something went wrong on our side", 500


class ModelUnsuitable(Problem):
    slug, title, status = "model-unsuitable", "A model of this deployment can't be used", 500


class CostLimit(Problem):
    slug, title, status = "cost-limit", "The job has reached the limit of its cost", 500

    def __init__(self, detail: str, *, retryable: bool = False) -> None:
        """Takes the detail, and whether the next attempt has a share of the limit that suffices."""
        super().__init__(detail)
        self._retryable = retryable

    def record(self) -> ProblemRecord:
        return {**super().record(), "retryable": self._retryable}


class StorageFailure(Problem):
    slug, title, status, retryable = "storage-failure", "Storage did not answer as it should", 500, True


class AgentFailure(Problem):
    slug, title, status, retryable = "agent-failure", "The agent did not finish its work", 500, True


class ModelUnavailable(Problem):
    slug, title, status, retryable = "model-unavailable", "A model is not available at the moment", 503, True


class ShareUnavailable(Problem):
    slug, title, status, retryable = "share-unavailable", "Shared results can't be looked up at the moment", 503, True


class JobTimedOut(Problem):
    slug, title, status, retryable = "job-timed-out", "The job ran out of time", 504, True


class WaitedTooLong(Problem):
    slug, title, status, retryable = "waited-too-long", "The job did not begin in the time that it was given", 504, True
