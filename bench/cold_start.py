"""Cold starts: the CPU time of a fresh process that loads a function as it is deployed and answers its first event.

It is compared with a process that imports boto3 and makes the same clients. The function comes out of its real zip,
read-only as on Lambda; botocore and boto3 come from this environment, compiled, as Lambda has them.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from bench.aws import API_KEY, QUEUED_JOB_ID, SHARE_TOKEN, UPLOAD_BUCKET, WEBHOOK_JOB_ID, aws
from bench.rows import Row
from bench.timing import in_turn, run_python
from deployment import PROJECT
from deployment.packaging.function import function_libraries, function_zip
from deployment.packaging.libraries import THIS_MACHINE
from petavatar.jobs import timestamp
from petavatar.webhooks.messages import WebhookMessage
from testing.events import api_event, recorded, s3_eventbridge
from testing.jobs import A_JOB_ID, NOW

TIMES: Final = 11
_PROGRAMS: Final = PROJECT / "bench" / "programs"
_KEY: Final = f"uploads/{A_JOB_ID}/original.jpg"

CLIENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "presigned-url-handler": ("s3", "secretsmanager"),
    "process-handler": ("secretsmanager", "s3", "dynamodb", "sqs"),
    "status-handler": ("secretsmanager", "dynamodb"),
    "result-handler": ("secretsmanager", "dynamodb", "s3"),
    "cancel-handler": ("secretsmanager", "dynamodb", "events", "sqs"),
    "webhook-handler": ("secretsmanager", "dynamodb"),
    "webhook-worker": ("dynamodb", "sqs", "secretsmanager", "s3"),
    "variation-handler": ("secretsmanager", "dynamodb", "s3", "sqs"),
    "list-handler": ("secretsmanager", "dynamodb"),
    "share-link-handler": ("secretsmanager", "dynamodb"),
    "shared-result-handler": ("secretsmanager", "dynamodb", "s3"),
    "delete-handler": ("secretsmanager", "dynamodb", "s3"),
    "s3-event-handler": ("s3", "dynamodb", "sqs", "events"),
    "process-worker": ("dynamodb", "sqs", "s3", "bedrock-agentcore", "bedrock-agentcore", "events"),
}
"""The clients that each function makes; the worker has one to invoke the agent with and one to end its sessions."""
_MARKS: Final = {"s3-event-handler": None, "process-worker": 1.15}
_API_MARK: Final = 1.10


def measure() -> Iterator[Row]:
    """The rows of all functions."""
    with tempfile.TemporaryDirectory() as scratch, aws() as environment:
        libraries = function_libraries(Path(scratch, "libraries"), THIS_MACHINE)
        for function, services in CLIENTS.items():
            folder = Path(scratch, function)
            package = function_zip(PROJECT / "functions" / function, libraries)
            zipfile.ZipFile(io.BytesIO(package)).extractall(folder)
            event = json.dumps(first_event(function)).encode()

            def ours(folder: Path = folder, event: bytes = event) -> float:
                ended = run_python(["-B", str(_PROGRAMS / "first_event.py"), str(folder)], environment, given=event)
                check(json.loads(ended.output.splitlines()[-1]))
                return ended.cpu_s

            def theirs(services: tuple[str, ...] = services) -> float:
                return run_python(["-B", str(_PROGRAMS / "make_clients.py"), *services], environment).cpu_s

            pair = in_turn(ours, theirs, TIMES)
            yield Row(
                f"cold start: {function} over boto3 with its clients", pair.ratio, _MARKS.get(function, _API_MARK)
            )
            yield Row(f"cold start: {function}", round(pair.ours * 1000), unit="ms CPU")


def first_event(function: str) -> dict[str, Any]:
    """What a function is measured with."""
    if function == "process-worker":
        return recorded("sqs")
    if function == "webhook-worker":
        message = WebhookMessage(job_id=WEBHOOK_JOB_ID, end=timestamp(NOW))
        return {"Records": [{"body": json.dumps(asdict(message))}]}
    if function == "webhook-handler":
        return api_event(API_KEY, route="/jobs/{job_id}/deliveries", job_id=A_JOB_ID)
    if function == "s3-event-handler":
        return s3_eventbridge(UPLOAD_BUCKET, _KEY)
    if function == "presigned-url-handler":
        return api_event(API_KEY)
    if function == "process-handler":
        return api_event(API_KEY, body=json.dumps({"s3_uri": f"s3://{UPLOAD_BUCKET}/{_KEY}"}))
    if function == "variation-handler":
        return api_event(API_KEY, job_id=A_JOB_ID, body='{"change": "portrait"}')
    if function == "share-link-handler":
        return api_event(API_KEY, job_id=A_JOB_ID, route="/jobs/{job_id}/share")
    if function == "shared-result-handler":
        return api_event(token=SHARE_TOKEN, route="/s/{token}")
    if function == "list-handler":
        return api_event(API_KEY)
    # Most looks at a job's status come before it is completed.
    queued = function in ("cancel-handler", "status-handler")
    return api_event(API_KEY, job_id=QUEUED_JOB_ID if queued else A_JOB_ID)


def check(answer: dict[str, Any] | None) -> None:
    """A function that fails fast would look lean."""
    if answer is not None and answer["statusCode"] not in (200, 202, 204):
        raise RuntimeError(f"The function answered {answer['statusCode']}: {answer['body']}")
