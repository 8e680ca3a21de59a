"""The Idempotency-Key of GET /presigned-url, and the limits of a key on the way to a job."""

import hashlib
import json
import re
import time
from collections.abc import Callable
from typing import Any, Final

import pytest

from petavatar.aws import client
from testing import photos
from testing.events import CONTEXT, api_event, body_of, s3_eventbridge
from tests.support.cloud import NAMES, Cloud, calls_of

ANA, BEN = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"
LIMITS: Final[dict[str, dict[str, Any]]] = {
    "ana": {"owner": ANA},
    "ben": {"owner": BEN},
    "two": {"owner": "2222222222222222", "jobs_per_day": 2},
    "money": {"owner": "3333333333333333", "usd_per_month": 2.5},
}

Ask = Callable[..., Any]


@pytest.fixture
def cloud(cloud: Cloud) -> Cloud:
    entries = [
        {"id": name, "sha256": hashlib.sha256(name.encode()).hexdigest(), "scope": "own", **entry}
        for name, entry in LIMITS.items()
    ]
    cloud.set_secret(json.dumps({"keys": entries, "ids_from": "a secret"}))
    return cloud


@pytest.fixture
def ticket(cloud: Cloud) -> Ask:
    handler = cloud.handler("presigned-url-handler").handler

    def ask(key: str, idempotency_key: str | None = None, **query: str) -> Any:
        event = api_event(key, query=query)
        if idempotency_key is not None:
            event["headers"]["Idempotency-Key"] = idempotency_key
        return handler(event, CONTEXT)

    return ask


@pytest.fixture
def process(cloud: Cloud) -> Ask:
    handler = cloud.handler("process-handler").handler

    def post(key: str, answer: Any) -> Any:
        return handler(api_event(key, body=json.dumps({"s3_uri": body_of(answer)["s3_uri"]})), CONTEXT)

    return post


def upload(answer: Any) -> str:
    """What a browser does with a ticket."""
    fields = body_of(answer)["upload_fields"]
    pinned = {
        name.removeprefix("x-amz-meta-"): value for name, value in fields.items() if name.startswith("x-amz-meta-")
    }
    client("s3").put_object(Bucket=NAMES.upload_bucket, Key=fields["key"], Body=photos.jpeg(), Metadata=pinned)
    return str(fields["key"])


class TestIdempotencyKey:
    def test_the_same_key_and_request_lead_to_the_same_job(self, ticket: Ask) -> None:
        first, again, other, bens = (
            body_of(ticket(key, idempotency_key, style="casual"))["job_id"]
            for key, idempotency_key in (("ana", "k 1"), ("ana", "k 1"), ("ana", "k 2"), ("ben", "k 1"))
        )

        assert first == again
        assert len({first, other, bens}) == 3

    def test_a_job_that_exists_comes_back_without_a_form(self, cloud: Cloud, ticket: Ask, process: Ask) -> None:
        first = ticket("ana", "k", style="casual", content_type="image/jpg")
        assert "upload_url" in body_of(first)
        upload(first)
        process("ana", first)

        with calls_of("dynamodb", "GetItem") as reads:
            again = ticket("ana", "k", content_type="IMAGE/JPEG", style="casual")

        assert (again["statusCode"], body_of(again)["status"]) == (200, "queued")
        assert body_of(again)["job_id"] == body_of(first)["job_id"]
        assert "upload_url" not in body_of(again)
        assert len(reads) == 1
        assert cloud.waiting() == 1

    @pytest.mark.parametrize("query", [{"style": "creative"}, {}, {"style": "casual", "content_type": "image/png"}])
    def test_another_request_under_it_is_refused(self, ticket: Ask, process: Ask, query: dict[str, str]) -> None:
        first = ticket("ana", "k", style="casual")
        upload(first)
        process("ana", first)

        answer = ticket("ana", "k", **query)

        assert (answer["statusCode"], body_of(answer)["type"]) == (422, "urn:petavatar:problem:idempotency-key-reused")

    def test_an_erased_job_is_a_conflict(self, cloud: Cloud, ticket: Ask, process: Ask) -> None:
        first = ticket("ana", "k")
        upload(first)
        process("ana", first)
        job = cloud.find(body_of(first)["job_id"])
        assert job is not None
        cloud.now = time.time()
        cloud.write(job.__class__(**{**{name: getattr(job, name) for name in job.__slots__}, "status": "completed"}))
        cloud.erasures.begin(job.job_id, owner=ANA, ttl=int(cloud.now) + 60, margin_s=30)

        answer = ticket("ana", "k")

        assert (answer["statusCode"], body_of(answer)["type"]) == (409, "urn:petavatar:problem:job-erased")

    @pytest.mark.parametrize("key", ["", "x" * 256, "ключ", " x", "a\tb"])
    def test_what_is_no_key_is_refused(self, ticket: Ask, key: str) -> None:
        assert ticket("ana", key)["statusCode"] == 400

    def test_without_a_secret_there_are_no_keys_yet(self, cloud: Cloud, ticket: Ask) -> None:
        cloud.set_keys("ana")

        assert ticket("ana", "k")["statusCode"] == 400
        assert ticket("ana")["statusCode"] == 200


def numbers_in(header: str) -> list[tuple[str, int]]:
    return [(name, int(number)) for name, number in re.findall(r'"(\w+)";[qr]=(\d+)', header)]


class TestLimits:
    def test_a_key_without_limits_costs_no_read_and_has_no_headers(self, ticket: Ask, process: Ask) -> None:
        with calls_of("dynamodb", "GetItem") as reads, calls_of("dynamodb", "TransactWriteItems") as transactions:
            first = ticket("ana")
            upload(first)
            accepted = process("ana", first)

        assert (reads, transactions) == ([], [])
        assert not {"RateLimit", "RateLimit-Policy"} & {*first["headers"], *accepted["headers"]}

    def test_beyond_the_days_jobs_every_door_is_shut_and_says_until_when(
        self, cloud: Cloud, ticket: Ask, process: Ask
    ) -> None:
        tickets = [ticket("two") for _ in range(4)]
        answers = []
        for each in tickets[:3]:
            upload(each)
            answers.append(process("two", each))

        assert [answer["statusCode"] for answer in answers] == [202, 202, 429]
        left = [numbers_in(answer["headers"]["RateLimit"]) for answer in (tickets[0], *answers)]
        assert left == [[("jobs", 2)], [("jobs", 1)], [("jobs", 0)], [("jobs", 0)]]
        assert numbers_in(answers[0]["headers"]["RateLimit-Policy"]) == [("jobs", 2)]
        refused = answers[2]
        assert body_of(refused)["type"] == "urn:petavatar:problem:quota-exceeded"
        assert 1 <= int(refused["headers"]["Retry-After"]) <= 86_400
        job = cloud.find(body_of(tickets[2])["job_id"])
        assert job is not None
        assert job.error is not None
        assert (job.failure, job.error["retryable"], cloud.waiting()) == ("quota-exceeded", False, 2)
        beforehand = ticket("two")
        assert (beforehand["statusCode"], "RateLimit" in beforehand["headers"]) == (429, True)
        assert int(beforehand["headers"]["Retry-After"]) >= 1
        # The photo's event comes too.
        cloud.handler("s3-event-handler").handler(s3_eventbridge(NAMES.upload_bucket, upload(tickets[3])), CONTEXT)
        last = cloud.find(body_of(tickets[3])["job_id"])
        assert last is not None
        assert last.failure == "quota-exceeded"
        assert process("two", tickets[3])["statusCode"] == 429

    def test_money_is_set_aside_for_each_job(self, cloud: Cloud, ticket: Ask, process: Ask) -> None:
        tickets = [ticket("money") for _ in range(3)]
        answers = []
        for each in tickets:
            upload(each)
            answers.append(process("money", each))

        assert [answer["statusCode"] for answer in answers] == [202, 202, 429]
        assert numbers_in(answers[1]["headers"]["RateLimit"]) == [("spend", 500_000)]
        assert ticket("money")["statusCode"] == 429
        job = cloud.find(body_of(tickets[0])["job_id"])
        assert job is not None
        assert job.reserved == 1_000_000

    def test_a_job_that_exists_under_an_idempotency_key_comes_back_although_the_limit_is_reached(
        self, ticket: Ask, process: Ask
    ) -> None:
        first, second = ticket("two", "a"), ticket("two", "b")
        for each in (first, second):
            upload(each)
            process("two", each)

        assert ticket("two", "a")["statusCode"] == 200
        assert ticket("two", "c")["statusCode"] == 429

    def test_a_client_cannot_change_what_is_pinned(self, ticket: Ask) -> None:
        fields = body_of(ticket("two", "k"))["upload_fields"]

        assert (fields["x-amz-meta-limits"], len(fields["x-amz-meta-request"])) == ("2/-", 32)
        assert "x-amz-meta-limits" not in body_of(ticket("ana"))["upload_fields"]
