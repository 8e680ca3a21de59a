"""Keys, and what tests of variations ask of answers and of the bucket."""

from typing import Any, Final

from deployment.openapi.models import Accepted
from petavatar.aws import client
from petavatar.jobs import Job
from testing.events import body_of
from tests.support.cloud import NAMES, Cloud

ANA, BEN, TWO, MONEY = (letter * 16 for letter in "abcd")
KEYS: Final[dict[str, dict[str, Any]]] = {
    "ana": {"owner": ANA},
    "ben": {"owner": BEN},
    "operator": {"owner": BEN, "scope": "all"},
    "two": {"owner": TWO, "jobs_per_day": 2},
    "none": {"owner": MONEY, "usd_per_month": 0.5},
}
AWAY: Final = {"ttl": 2_000_000_000, "deadline": 2e9}


def made(cloud: Cloud, answer: Any) -> Job:
    assert answer["statusCode"] == 202, answer["body"]
    job = cloud.find(Accepted.model_validate(body_of(answer)).job_id)
    assert job is not None
    return job


def kind(answer: Any) -> tuple[int, str]:
    return answer["statusCode"], body_of(answer)["type"].rpartition(":")[2]


def objects(job_id: str) -> list[str]:
    s3 = client("s3")
    return [
        item["Key"]
        for place in ("work", "generated")
        for item in s3.list_objects_v2(Bucket=NAMES.generated_bucket, Prefix=f"{place}/{job_id}/").get("Contents", [])
    ]


def everything() -> set[str]:
    pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=NAMES.generated_bucket)
    return {item["Key"] for page in pages for item in page.get("Contents", [])}
