"""Samples of bodies, made by the code that answers requests, and of problems."""

from typing import Any, Final

from deployment.openapi.result_sample import RESULT
from petavatar import errors
from petavatar.errors import Problem
from petavatar.jobs import CARD_FORMATS, Job, timestamp
from petavatar.keys import avatar_key, card_key, photo_key
from petavatar.rate_limits import OF_DAY
from petavatar.results import accepted_body, brief_body, results_body, status_body, urls_of
from petavatar.shared import link_body
from petavatar.storage import NOT_KEPT, UPLOAD_URL_SECONDS
from petavatar.table.conditions import CANCELED

JOB_ID: Final = "0b8f9d3e-5c1a-4f6b-9a56-3f1f0c2d7e11"
BASE_URL: Final = "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"
REQUEST_ID: Final = "UfQ9bhIvoAMEPvA="
S3_URI: Final = f"s3://petavatar-uploads-123456789012-prod/uploads/{JOB_ID}/original.jpg"
_ACCEPTED: Final = 1_795_348_800.0
_CURSOR: Final = "WyIyMDI2LTExLTIyVDEyOjAwOjAwLjAwMFoiLCAiMGI4ZjlkM2UtNWMxYS00ZjZiLTlhNTYtM2YxZjBjMmQ3ZTExIl0"


def _job(**values: Any) -> Job:
    return Job(
        **{
            "job_id": JOB_ID,
            "status": "queued",
            "s3_upload_key": f"uploads/{JOB_ID}/original.jpg",
            "created_at": timestamp(_ACCEPTED),
            "updated_at": timestamp(_ACCEPTED),
            "deadline": _ACCEPTED + 3600,
            "ttl": int(_ACCEPTED) + 7 * 86_400,
            **values,
        }
    )


def _picture(key: str) -> str:
    bucket = "https://petavatar-generated-123456789012-prod.s3.us-east-1.amazonaws.com"
    return f"{bucket}/{key}?X-Amz-Expires=3600&X-Amz-Signature=..."


_AT_WORK: Final = _job(
    status="processing",
    progress=55,
    stage="portrait_and_identity",
    expected_end=_ACCEPTED + 40,
    findings='{"pet_analysis": {"species": "cat", "breed": "tabby", "vibe": "CFO energy"}}',
)
_COMPLETED: Final = _job(
    status="completed",
    progress=100,
    completed_at=timestamp(_ACCEPTED + 42),
    result=RESULT,
    choices={"style": "corporate", "pet_name": "Minka"},
)
_CANCELED: Final = _job(status="failed", error=errors.Canceled(CANCELED).record(), error_message=CANCELED)

TICKET: Final[dict[str, Any]] = {
    "job_id": JOB_ID,
    "upload_url": "https://petavatar-uploads-123456789012-prod.s3.us-east-1.amazonaws.com/",
    "upload_fields": {
        "Content-Type": "image/jpeg",
        "key": f"uploads/{JOB_ID}/original.jpg",
        "policy": "eyJleHBpcmF0aW9uIjog...",
        "x-amz-signature": "...",
    },
    "s3_uri": S3_URI,
    "expires_in": UPLOAD_URL_SECONDS,
    "expires_at": timestamp(_ACCEPTED + UPLOAD_URL_SECONDS),
    "max_bytes": 52_428_800,
    "urls": urls_of(JOB_ID, BASE_URL),
}
PROCESS: Final = {"s3_uri": S3_URI}
VARIATION: Final = {"dimensions": {"ambition": 95}, "style": "casual"}
ACCEPTED: Final = accepted_body(_job(), BASE_URL)
STATUS: Final = status_body(_AT_WORK, now=_ACCEPTED + 30, base=BASE_URL)
CANCEL: Final = brief_body(_CANCELED, BASE_URL)
RESULTS: Final = results_body(
    _COMPLETED,
    _picture(avatar_key(JOB_ID)),
    {name: _picture(card_key(JOB_ID, name)) for name in CARD_FORMATS},
    _picture(photo_key(JOB_ID)),
    BASE_URL,
)
SHARE: Final = link_body(
    _job(status="completed", share_photo=True),
    "C4-dPlwaT2uaVj8fDC1-EQv3mVxqv6Vn0G2y0cZr1TQx",
    BASE_URL,
    "https://pets.example/",
)
LIST: Final = {"jobs": [brief_body(_AT_WORK, BASE_URL), brief_body(_CANCELED, BASE_URL)], "cursor": _CURSOR}

_DETAILS: Final[dict[type[Problem], str]] = {
    errors.MalformedRequest: "There is no parameter 'stile'",
    errors.InvalidChoice: "style must be one of corporate, creative, casual",
    errors.InvalidS3Uri: "Use the s3_uri that came with the upload URL: s3://{upload bucket}/uploads/{job_id}/{name}",
    errors.UnsupportedImage: "This is a PDF. Save the page as a picture, such as JPEG or PNG.",
    errors.EmptyUpload: "The uploaded file has no content",
    errors.Unauthorized: "The API key is not valid",
    errors.JobNotFound: errors.NO_SUCH_JOB,
    errors.NotShared: errors.NO_SUCH_SHARE,
    errors.ShareUnavailable: "Please try again in a few seconds",
    errors.ObjectNotFound: errors.NOTHING_UPLOADED,
    errors.JobNotCompleted: "The job's status is processing",
    errors.JobIdTaken: "Another object was accepted under this job id. Ask for a new upload URL.",
    errors.JobInUse: "The job's status is processing. It can be erased once it has ended.",
    errors.JobEnded: "The job's status is completed. It can't be canceled any more.",
    errors.NothingKept: NOT_KEPT,
    errors.NothingToDeliver: "The job has no webhook_url",
    errors.JobErased: "The job of this Idempotency-Key was erased. Use another key for another job.",
    errors.UploadTooLarge: "The file has 60,000,000 bytes; at most 52,428,800 are allowed",
    errors.KeyReused: "Send each Idempotency-Key with one request only, and with the same choices every time",
    errors.QuotaExceeded: OF_DAY,
    errors.InternalError: "Please try again. If it stays, report the request id.",
    errors.StorageFailure: "Could not read the job. Please try again.",
}


def problem_sample(problem: type[Problem]) -> dict[str, Any]:
    """The body of an answer with this problem."""
    record = {name: value for name, value in problem(_DETAILS[problem]).record().items() if name != "retryable"}
    return {**record, "request_id": REQUEST_ID}
