"""The bodies about webhooks, as pydantic models, and samples of them; and what is posted to a webhook."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from deployment.openapi.models import Body, JobId, JobStatus, Timestamp
from deployment.openapi.samples import JOB_ID

_URL: Final = "https://hooks.example.com/petavatar"


class WebhookSecretBody(Body):
    """A secret that webhooks are signed with."""

    secret: Annotated[str, Field(pattern="^whsec_[A-Za-z0-9+/]{43}=$")]
    valid_until: Annotated[
        Timestamp | None, Field(description="When it ends, if another one has taken its place; null for the newest one")
    ]


class WebhookSecrets(Body):
    """The secrets of the key's owner. Somebody who has one can forge webhooks: keep them as the key itself."""

    secret: Annotated[str, Field(pattern="^whsec_[A-Za-z0-9+/]{43}=$", description="The newest one")]
    secrets: Annotated[
        list[WebhookSecretBody], Field(description="All that are valid now, newest first; webhooks are signed by each")
    ]


class Delivery(Body):
    """One try to deliver a webhook."""

    attempted_at: Timestamp
    delivered: Annotated[bool, Field(description="Whether the answer was 2xx")]
    status: Annotated[int | None, Field(description="The HTTP status of the answer; null if there was none")]
    seconds: Annotated[float, Field(ge=0, description="How long it took")]
    problem: Annotated[str | None, Field(description="Why it does not count as delivered; null if it does")]
    next_attempt_at: Annotated[Timestamp | None, Field(description="When the next try is; null if this was the last")]


class Deliveries(Body):
    """What became of a job's webhook."""

    job_id: JobId
    webhook_url: Annotated[str | None, Field(description="null for a job without one")]
    webhook_id: Annotated[
        str | None, Field(description="The header `webhook-id` of each try; null before the job has ended")
    ]
    deliveries: Annotated[list[Delivery], Field(description="The last twenty tries, newest first")]


class WebhookEvent(Body):
    """What is posted to a job's webhook when it has ended."""

    type: Literal["job.completed", "job.failed"]
    timestamp: Annotated[Timestamp, Field(description="When the job ended")]
    data: Annotated[
        JobStatus, Field(description="The job as it is when this is sent. Its addresses are paths without `API_URL`")
    ]


_SAMPLE: Final = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDPfTlu7wkAsk="
SECRETS: Final[dict[str, Any]] = {"secret": _SAMPLE, "secrets": [{"secret": _SAMPLE, "valid_until": None}]}
DELIVERIES: Final[dict[str, Any]] = {
    "job_id": JOB_ID,
    "webhook_url": _URL,
    "webhook_id": f"{JOB_ID}_completed",
    "deliveries": [
        {
            "attempted_at": "2026-11-22T12:01:11.500Z",
            "delivered": True,
            "status": 204,
            "seconds": 0.182,
            "problem": None,
            "next_attempt_at": None,
        },
        {
            "attempted_at": "2026-11-22T12:01:00.400Z",
            "delivered": False,
            "status": 503,
            "seconds": 0.094,
            "problem": "the answer was 503",
            "next_attempt_at": "2026-11-22T12:01:10.494Z",
        },
    ],
}
