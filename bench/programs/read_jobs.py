"""Warm reads: `read_jobs.py status-handler|result-handler ROUNDS REQUESTS`, the event on standard input.

Times the handler and the bare calls to AWS that it makes, by the same clients, in turn. Writes the rounds' CPU seconds
a request as its last line: [[ours, bare], ...].
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from petavatar.jobs import CARD_FORMATS
from petavatar.keys import avatar_key, card_key, photo_key
from petavatar.storage import RESULT_URL_SECONDS

function, rounds, requests = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
event = json.load(sys.stdin)
sys.path.insert(0, f"functions/{function}")
module: Any = __import__("handler")
clients = __import__("petavatar.aws").aws.client
job_id = event["pathParameters"]["job_id"]
AVATAR = avatar_key(job_id)
CARDS = tuple(card_key(job_id, card_format) for card_format in CARD_FORMATS)
# The pictures that the answer about a completed job names.
SHOWN = {"status-handler": (AVATAR,), "result-handler": (AVATAR, photo_key(job_id), *CARDS)}


def bare() -> None:
    """What no one can do without who reads a job."""
    settings = module.settings
    clients("dynamodb").get_item(TableName=settings.table, Key={"job_id": {"S": job_id}}, ConsistentRead=True)
    for key in SHOWN[function]:
        clients("s3").generate_presigned_url(
            "get_object",
            Params={"Bucket": settings.generated_bucket, "Key": key, "ResponseContentType": "image/png"},
            ExpiresIn=RESULT_URL_SECONDS,
        )


def ours() -> None:
    """The whole request."""
    assert module.handler(event, None)["statusCode"] == 200


def timed(work: Callable[[], None]) -> float:
    """CPU seconds a request."""
    started = time.process_time()
    for _ in range(requests):
        work()
    return (time.process_time() - started) / requests


timed(ours), timed(bare)
pairs = [(timed(ours), timed(bare)) if turn % 2 else (timed(bare), timed(ours))[::-1] for turn in range(rounds)]
print("\n" + json.dumps(pairs))
