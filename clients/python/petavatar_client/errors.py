"""Every way in which the client can fail, in one tree. The text of each is a sentence for people, without secrets.

PetAvatarClientError
├── InvalidInput         what was given can't be used; nothing was sent
│   └── UnsuitablePhoto  a photo that the server would refuse
├── Unreachable          no answer, or none in time
├── UnexpectedAnswer     an answer, but not one of PetAvatar's
│   └── AddressExpired   the storage refuses a picture's address; ask for the results again
├── ApiProblem           the API refused a request
├── UploadRefused        S3 refused the photo
├── InvalidWebhook       a request that is no webhook of this deployment
├── JobFailed            the job ended without a result
└── JobUnfinished        the job takes longer than the caller cares to wait
"""

from petavatar_client.models import Job, JobError


class PetAvatarClientError(Exception):
    """The root of the tree."""

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed a little later."""
        return False


class InvalidInput(PetAvatarClientError):
    """A photo, address or key that can't be used."""


class UnsuitablePhoto(InvalidInput):
    """A file that can be read, but that the server would not take."""


class Unreachable(PetAvatarClientError):
    """The other side did not answer, or not in time."""

    @property
    def retryable(self) -> bool:
        """A network may come back."""
        return True


class UnexpectedAnswer(PetAvatarClientError):
    """The other side answered something that PetAvatar would not."""


class AddressExpired(UnexpectedAnswer):
    """The storage refuses a picture's address: its time or the session that signed it has ended."""


class ApiProblem(PetAvatarClientError):
    """The API's refusal of a request, as RFC 9457 has it; of one in another shape, the status alone is known.

    Attributes:
        type: a URI that names the problem; `about:blank` if there is none.
        title: the problem in a few words.
        status: the HTTP status.
        detail: what is wrong in this case, or nothing.
        request_id: what to name to those who run the deployment, or nothing.
        retry_after_s: how many seconds to wait before the same request may succeed; None if the server does not say.
    """

    def __init__(
        self,
        text: str,
        *,
        status: int,
        title: str,
        type: str = "about:blank",
        detail: str = "",
        request_id: str = "",
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(text)
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.request_id = request_id
        self.retry_after_s = retry_after_s

    @property
    def retryable(self) -> bool:
        """Whether the server is to blame, or would have the request again later."""
        return self.status >= 500 or self.retry_after_s is not None


class UploadRefused(PetAvatarClientError):
    """S3's refusal of an upload.

    Attributes:
        status: the HTTP status.
        code: S3's name for the reason, or nothing.
    """

    def __init__(self, text: str, *, status: int, code: str) -> None:
        super().__init__(text)
        self.status = status
        self.code = code

    @property
    def retryable(self) -> bool:
        """Whether the storage is to blame."""
        return self.status >= 500


class InvalidWebhook(PetAvatarClientError):
    """A request that is not a webhook of PetAvatar's, was changed on its way, or is an old one."""


class JobFailed(PetAvatarClientError):
    """A job that ended without a result.

    Attributes:
        job: its last state.
    """

    def __init__(self, text: str, job: Job) -> None:
        super().__init__(text)
        self.job = job

    @property
    def error(self) -> JobError:
        """Why it failed."""
        return self.job.error or JobError()

    @property
    def retryable(self) -> bool:
        """Whether the same photo may succeed another time, as a new job."""
        return self.error.retryable


class JobUnfinished(PetAvatarClientError):
    """A job that was not finished when the waiting was over. It goes on all the same: `wait` for it again.

    Attributes:
        job: its last state.
    """

    def __init__(self, text: str, job: Job) -> None:
        super().__init__(text)
        self.job = job

    @property
    def retryable(self) -> bool:
        """The job goes on."""
        return True
