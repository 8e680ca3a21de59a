"""AWS at the wire: the shortest true answers to what the functions ask, from this machine's loopback interface."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from petavatar.api_keys import purpose_secret
from petavatar.errors import Canceled
from petavatar.items import attributes_of, to_item
from petavatar.jobs import Job
from petavatar.keys import card_key
from petavatar.share_tokens import PURPOSE, ShareTokens
from testing import photos
from testing.jobs import A_JOB_ID, a_completed_job, a_job, a_result, card_keys
from testing.loopback import serving
from testing.replies import an_analysis

API_KEY: Final = "pa_bench"
UPLOAD_BUCKET: Final = "petavatar-uploads-bench"
GENERATED_BUCKET: Final = "petavatar-generated-bench"
_AHEAD: Final = 4_000_000_000
_IDS_FROM: Final = "bench"
_SECRET: Final = {
    "keys": [{"id": "bench", "sha256": hashlib.sha256(API_KEY.encode()).hexdigest(), "owner": "0123456789abcdef"}],
    "ids_from": _IDS_FROM,
}
_LIVING: Final = {"deadline": float(_AHEAD), "ttl": _AHEAD}
QUEUED_JOB_ID: Final = "7d1c2b3a-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
"""The id of a job that has not begun; any other one is completed."""
WEBHOOK_JOB_ID: Final = "3f2e1d0c-9b8a-4c7d-8e6f-5a4b3c2d1e0f"
"""The id of a completed job with a webhook, which is taken."""
_QUEUED: Final = a_job(job_id=A_JOB_ID, **_LIVING)
_CANCELED: Final = a_job(job_id=QUEUED_JOB_ID, status="failed", error=Canceled("Canceled.").record(), **_LIVING)
_COMPLETED: Final = a_completed_job(job_id=A_JOB_ID, shared=True, share_number=1, **_LIVING)
SHARE_TOKEN: Final = ShareTokens(purpose_secret(_IDS_FROM, PURPOSE)).token(_COMPLETED)
"""What opens the completed job without a key."""
_PHOTO: Final = photos.jpeg()
_ETAG: Final = '"900150983cd24fb0d6963f7d28e17f72"'


@contextmanager
def aws() -> Iterator[dict[str, str]]:
    """Serves AWS, and yields the environment in which a function finds it."""
    with serving(_app()) as url:
        yield {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_LAMBDA_FUNCTION_NAME": "bench",
            "DYNAMODB_TABLE_NAME": "petavatar-jobs-bench",
            "S3_UPLOAD_BUCKET": UPLOAD_BUCKET,
            "S3_GENERATED_BUCKET": GENERATED_BUCKET,
            "SQS_QUEUE_URL": f"{url}/000000000000/petavatar-bench",
            "SQS_DLQ_URL": f"{url}/000000000000/petavatar-bench-dlq",
            "WEBHOOK_QUEUE_URL": f"{url}/000000000000/petavatar-bench-webhooks",
            "WEBHOOK_DLQ_URL": f"{url}/000000000000/petavatar-bench-webhooks-dlq",
            "WEBHOOK_LOOPBACK": "yes",
            "AGENT_RUNTIME_ARN": "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/petavatar_bench-0000000000",
            "API_KEY_SECRET_ARN": "petavatar/bench",
            "SANDBOX": "bench",
        }


def _app() -> Starlette:
    return Starlette(
        routes=[
            Route("/", _service, methods=["POST"]),
            Route("/000000000000/{queue}", _service, methods=["POST"]),
            Route("/runtimes/{arn:path}/invocations", _agent, methods=["POST"]),
            Route("/runtimes/{arn:path}/stopruntimesession", _stopped, methods=["POST"]),
            Route("/webhook", _taken, methods=["POST"]),
            Route("/{bucket}", _listing, methods=["GET"]),
            Route("/{bucket}/{key:path}", _object, methods=["GET"]),
            Route("/{bucket}/{key:path}", _deleted, methods=["DELETE"]),
            Route("/{bucket}/{key:path}", _stored, methods=["PUT"]),
        ]
    )


async def _service(request: Request) -> Response:
    """The services that take their operation by a header."""
    operation = request.headers["x-amz-target"].rpartition(".")[2]
    asked = {**await request.json(), "here": str(request.base_url)}
    return JSONResponse(_ANSWERS[operation](asked), media_type="application/x-amz-json-1.0")


def _item(job: Job) -> dict[str, Any]:
    return to_item(attributes_of(job))


def _projected(item: dict[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Of an item what was asked for, if that was not all of it."""
    wanted = asked["ExpressionAttributeNames"].values() if "ProjectionExpression" in asked else item
    return {name: value for name, value in item.items() if name in wanted}


def _updated(asked: Mapping[str, Any]) -> dict[str, Any]:
    """An item that a condition held for: completed or canceled by what says so, queued otherwise."""
    values = asked["ExpressionAttributeValues"]
    if ":error" in values:
        return {"Attributes": _item(_CANCELED)}
    done = {"S": "completed"} in values.values()
    return {"Attributes": _item(_COMPLETED if done else _QUEUED)}


def _read(asked: Mapping[str, Any]) -> dict[str, Any]:
    job_id = asked["Key"]["job_id"]["S"]
    job = _QUEUED if job_id == QUEUED_JOB_ID else _COMPLETED
    if job_id == WEBHOOK_JOB_ID:
        job = replace(_COMPLETED, job_id=job_id, webhook_url=f"{asked['here']}webhook")
    return {"Item": _projected(_item(job), asked)}


_ANSWERS: Final[dict[str, Any]] = {
    "GetSecretValue": lambda _: {"SecretString": json.dumps(_SECRET)},
    "GetItem": _read,
    "Query": lambda _: {"Items": [_item(_COMPLETED)], "Count": 1},
    "PutItem": lambda _: {},
    "TransactWriteItems": lambda _: {},
    "UpdateItem": _updated,
    "SendMessage": lambda asked: {
        "MessageId": "m-1",
        "MD5OfMessageBody": hashlib.md5(asked["MessageBody"].encode(), usedforsecurity=False).hexdigest(),
    },
    "PutEvents": lambda _: {"FailedEntryCount": 0, "Entries": [{"EventId": "e-1"}]},
}


async def _listing(request: Request) -> Response:
    """A bucket in which one object has the prefix that was asked for."""
    key = f"<Contents><Key>{request.query_params['prefix']}photo.jpg</Key><Size>1</Size></Contents>"
    body = f"<ListBucketResult><IsTruncated>false</IsTruncated><KeyCount>1</KeyCount>{key}</ListBucketResult>"
    return Response(body, media_type="application/xml")


async def _taken(_: Request) -> Response:
    return Response(status_code=204)


async def _stopped(_: Request) -> Response:
    return JSONResponse({})


async def _deleted(_: Request) -> Response:
    return Response(status_code=204)


async def _stored(request: Request) -> Response:
    """An object that was put there, or copied."""
    # What is left unread would be taken for the connection's next request.
    await request.body()
    body = f"<CopyObjectResult><ETag>{_ETAG}</ETag></CopyObjectResult>"
    return Response(body, media_type="application/xml", headers={"ETag": _ETAG})


async def _object(request: Request) -> Response:
    """An object, or its beginning; HEAD comes this way, too."""
    headers = {"ETag": _ETAG}
    if request.path_params["key"].startswith("work/"):
        return JSONResponse(an_analysis(), headers=headers)
    if "range" not in request.headers:
        return Response(_PHOTO, headers=headers)
    first = int(request.headers["range"].rpartition("-")[2]) + 1
    headers["Content-Range"] = f"bytes 0-{first - 1}/{len(_PHOTO)}"
    return Response(_PHOTO[:first], 206, headers)


async def _agent(_: Request) -> Response:
    """A run that is done at once, reported step by step."""
    events = [
        *({"type": "progress", "step": "step", "progress": progress} for progress in (35, 55, 75, 95)),
        {"type": "result", "result": a_result(A_JOB_ID, card_key=card_key(A_JOB_ID), card_keys=card_keys(A_JOB_ID))},
    ]
    stream = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
    return Response(stream, media_type="text/event-stream")
