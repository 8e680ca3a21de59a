"""On the running system: what is chosen comes through, the end is told, and what is erased is gone."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from local.system import LocalSystem
from petavatar.choices import OPEN
from testing.api import ApiUser

CAT = Path("samples/chelsea.jpg").read_bytes()
PATIENCE_S = 30


@pytest.fixture(scope="module")
def user(system: LocalSystem) -> ApiUser:
    return ApiUser(system)


@pytest.fixture
def told(system: LocalSystem) -> Iterator[str]:
    """The address of a queue that gets the events of ended jobs, as a webhook's rule would."""
    name, sqs, events = f"told-{uuid4()}", system.client("sqs"), system.client("events")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name=name, EventPattern=json.dumps({"source": ["petavatar"], "detail": {"sandbox": ["local"]}}))
    events.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])
    yield url
    events.remove_targets(Rule=name, Ids=["queue"])
    events.delete_rule(Name=name)
    sqs.delete_queue(QueueUrl=url)


def _ticket(user: ApiUser, **choices: str) -> dict[str, Any]:
    response = user.http.get("/presigned-url", params=choices)
    assert response.status_code == 200, response.text
    ticket: dict[str, Any] = response.json()
    return ticket


def _objects(user: ApiUser, job_id: str) -> list[str]:
    return [
        item["Key"]
        for bucket in (user.system.upload_bucket, user.system.generated_bucket)
        for item in user.s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        if job_id in item["Key"]
    ]


def test_choices_travel_with_the_photo_and_the_end_is_told_and_nothing_is_left_of_an_erased_job(
    user: ApiUser, told: str
) -> None:
    chosen = {"style": "creative", "background": "linkedin_blue", "pet_name": "Zoë 🐾"}
    said = {"pronouns": "they", "age_range": "60s", "species": "horse", "breed": "Friesian", "language": "pt-BR"}
    ticket = _ticket(user, **chosen, **said)
    job_id = ticket["job_id"]

    assert user.post_to_s3(ticket, CAT).status_code == 204
    results = user.results(job_id)

    assert results["choices"] == {**chosen, **said}
    assert (results["career"]["presentation"], results["career"]["age_range"]) == ("androgynous", "60s")
    assert (results["pet_analysis"]["species"], results["pet_analysis"]["breed"]) == ("horse", "Friesian")
    assert results["identity"]["language"] == "en", "offline writes English only"
    assert results["likenesses"]
    assert (results["career"]["attire_style"], results["career"]["background_setting"]) == (
        "creative",
        "linkedin_blue",
    )
    assert _told(user, told, job_id) == {
        "job_id": job_id,
        "status": "completed",
        "completed_at": results["completed_at"],
        "sandbox": "local",
    }

    user.settle()
    assert len(_objects(user, job_id)) >= 6
    assert user.erase(job_id).status_code == 204

    assert _objects(user, job_id) == []
    gone = [user.http.get(f"/status/{job_id}"), user.http.get(f"/results/{job_id}"), user.erase(job_id)]
    assert [answer.status_code for answer in gone] == [404, 404, 204]
    assert httpx.get(results["avatar_url"], timeout=20, trust_env=False).status_code in (403, 404)
    assert user.process(ticket["s3_uri"]).status_code == 404
    # The upload's address is good for a while yet; what it brings is no job, and its event deletes it.
    assert user.post_to_s3(ticket, CAT).status_code == 204
    assert user.process(ticket["s3_uri"]).status_code == 404
    give_up = time.monotonic() + PATIENCE_S
    while _objects(user, job_id):
        assert time.monotonic() < give_up, "the late photo stays"
        time.sleep(0.1)


def _told(user: ApiUser, queue_url: str, job_id: str) -> Any:
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        answer = user.system.client("sqs").receive_message(QueueUrl=queue_url, WaitTimeSeconds=2)
        for message in answer.get("Messages", []):
            detail = json.loads(message["Body"])["detail"]
            if detail["job_id"] == job_id:
                return detail
    raise AssertionError("nobody told")


@pytest.mark.parametrize(
    "change",
    [
        {"x-amz-meta-style": "corporate"},
        {"x-amz-meta-pet_name": "Rex"},
        {"x-amz-meta-style": None},
        {"x-amz-meta-owner": "0123456789abcdef"},
        {"x-amz-meta-owner": None},
    ],
    ids=["another", "one more", "none", "another owner", "no owner"],
)
def test_an_upload_with_other_choices_or_owner_than_its_address_pins_is_turned_away(
    user: ApiUser, change: dict[str, str | None]
) -> None:
    ticket = _ticket(user, style="casual")
    fields = ticket["upload_fields"] | change

    answer = user.post_to_s3(
        ticket | {"upload_fields": {name: value for name, value in fields.items() if value is not None}}, CAT
    )

    assert answer.status_code == 403


@pytest.mark.verify
def test_a_dropped_file_may_carry_choices_and_bad_ones_fail_its_job(user: ApiUser) -> None:
    ends = []
    for style in ("casual", "royal"):
        job_id = str(uuid4())
        user.s3.put_object(
            Bucket=user.system.upload_bucket,
            Key=f"uploads/{job_id}/pet.jpg",
            Body=CAT,
            Metadata={"style": style, "pet_name": "Zo%C3%AB"},
        )
        ends.append((job_id, user.end_of(job_id)))

    (good, _), (_, failed) = ends
    assert user.results(good)["choices"] == OPEN.record() | {"style": "casual", "background": "auto", "pet_name": "Zoë"}
    assert failed["error"]["type"] == "urn:petavatar:problem:invalid-choice"
    assert failed["error"]["retryable"] is False
