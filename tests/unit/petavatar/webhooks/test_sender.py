"""One message of the queue of webhooks: what is sent, what is noted, and when it is tried again."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import standardwebhooks

from petavatar import api_keys
from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import MalformedRequest, NoPetFound, StorageFailure
from petavatar.jobs import Job, timestamp
from petavatar.redrive import redrive
from petavatar.table.deliveries import MAX_ENTRIES, Deliveries
from petavatar.webhooks.answers import deliveries_body, redelivery_of
from petavatar.webhooks.messages import WebhookMessage
from petavatar.webhooks.secrets import WEBHOOKS, rotated
from petavatar.webhooks.sender import Sender
from testing.jobs import NOW, a_job
from tests.support.cloud import NAMES, Cloud
from tests.support.telemetry import captured_telemetry
from tests.unit.petavatar.webhooks.conftest import FAILED, URL, Receiver, an_ended_job, messages, the_message

Sent = list[dict[str, Any]]


def verified(keys: ApiKeys, owner: str, receiver: Receiver, which: int = -1) -> Any:
    """What the public library reads, by an owner's newest secret. It has the time of this machine."""
    headers, body = receiver.got[which]
    webhook = standardwebhooks.Webhook(keys.webhook_secrets(owner)[0].text)
    sent = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert webhook.sign(headers["webhook-id"], sent, body.decode()) in headers["webhook-signature"].split()
    return json.loads(body)


def noted(cloud: Cloud, job: Job) -> list[dict[str, Any]]:
    found = cloud.find(job.job_id)
    assert found is not None
    return found.deliveries


class TestWhatIsSent:
    def test_the_status_of_the_job_signed_by_its_owners_secret(
        self, cloud: Cloud, sender: Sender, keys: ApiKeys, receiver: Receiver
    ) -> None:
        job = an_ended_job(cloud, owner="a" * 16)

        sender.handle(the_message(job))

        event = verified(keys, "a" * 16, receiver)
        assert (event["type"], event["timestamp"]) == ("job.completed", job.completed_at)
        assert (event["data"]["job_id"], event["data"]["status"], event["data"]["stage"]) == (
            *(job.job_id, "completed", "done"),
        )
        assert event["data"]["avatar_url"].startswith("https://")
        assert receiver.got[0][0]["webhook-id"] == f"{job.job_id}_completed"
        assert receiver.asked == [{"url": URL, "timeout_s": 10, "loopback": False}]

    def test_a_failed_job_says_why(self, cloud: Cloud, sender: Sender, keys: ApiKeys, receiver: Receiver) -> None:
        job = cloud.write(a_job(status="failed", webhook_url=URL, error=NoPetFound("a cup").record()))

        sender.handle(the_message(job))

        event = verified(keys, "", receiver)
        assert (event["type"], event["data"]["error"]["detail"]) == ("job.failed", "a cup")

    def test_a_job_that_lapsed_has_failed(self, cloud: Cloud, sender: Sender, receiver: Receiver) -> None:
        job = cloud.write(a_job(webhook_url=URL, deadline=NOW))

        sender.handle(the_message(job))

        assert json.loads(receiver.got[0][1])["type"] == "job.failed"

    def test_nobody_can_forge_the_events_of_another_owner(self, keys: ApiKeys) -> None:
        secrets = [keys.webhook_secrets(owner)[0].text for owner in ("a" * 16, "b" * 16, "")]

        assert len(set(secrets)) == 3

    def test_while_a_rotation_lasts_it_has_both_signatures(
        self, cloud: Cloud, sender: Sender, keys: ApiKeys, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(api_keys, "CACHE_SECONDS", 0)
        (old,) = keys.webhook_secrets("")
        _rotate(cloud, hours=1)
        sender.handle(the_message(an_ended_job(cloud)))
        headers, body = receiver.got[0]

        new, old_one = keys.webhook_secrets("")
        assert (new.key != old.key, old_one.key == old.key) == (True, True)
        moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        assert headers["webhook-signature"].split() == [
            standardwebhooks.Webhook(secret.text).sign(headers["webhook-id"], moment, body.decode())
            for secret in (new, old)
        ]
        assert len(keys.webhook_secrets("a" * 16)) == 1

        _rotate(cloud, hours=-1)
        assert keys.webhook_secrets("") == [new]

    def test_without_secrets_it_waits_for_an_operator(self, cloud: Cloud, sender: Sender, receiver: Receiver) -> None:
        cloud.set_keys("a key of version 1")

        job = an_ended_job(cloud)
        sender.handle(the_message(job))

        assert receiver.got == []
        assert "no webhook secrets" in noted(cloud, job)[0]["problem"]

    def test_the_log_has_neither_the_address_nor_what_came_back(self, cloud: Cloud, sender: Sender) -> None:
        with captured_telemetry() as telemetry:
            sender.handle(the_message(an_ended_job(cloud)))

        assert "WebhookSuccess" in telemetry.text
        assert "hooks.example.com" not in telemetry.text


class TestWhatIsTriedAgain:
    def test_one_that_was_taken_is_noted_and_not_sent_again(
        self, cloud: Cloud, sender: Sender, receiver: Receiver, sent: Sent
    ) -> None:
        job = an_ended_job(cloud)

        for _ in range(3):
            sender.handle(the_message(job))

        assert len(receiver.got) == 1
        assert (messages(sent), [entry["problem"] for entry in noted(cloud, job)]) == ([], [""])

    def test_pauses_grow_and_after_the_last_try_people_see_it(
        self, cloud: Cloud, sender: Sender, receiver: Receiver, sent: Sent
    ) -> None:
        job = an_ended_job(cloud)
        receiver.answers = [FAILED] * 99
        message, tries = the_message(job), 0
        while not message.due or not sent[-1]["QueueUrl"].endswith(NAMES.webhook_dead_letter_queue):
            cloud.now = max(cloud.now, message.due)
            sender.handle(message)
            tries += 1
            message = WebhookMessage.from_body(sent[-1]["MessageBody"])

        assert tries == len(receiver.got) == 1 + len(cloud.settings.webhook_retry_s)
        times = [int(headers["webhook-timestamp"]) for headers, _ in receiver.got]
        assert [later - time for time, later in pairwise(times)] == list(cloud.settings.webhook_retry_s)
        assert 20 * 3600 < cloud.now - NOW < 26 * 3600
        assert noted(cloud, job)[-1]["next_at"] is None

    def test_sqs_delays_for_a_quarter_of_an_hour_and_what_is_due_later_is_put_back(
        self, cloud: Cloud, sender: Sender, receiver: Receiver, sent: Sent
    ) -> None:
        job = an_ended_job(cloud)
        message = the_message(job, number=6, due=NOW + 2000)

        sender.handle(message)
        cloud.now += 1500
        sender.handle(message)
        cloud.now += 499.5
        sender.handle(message)

        assert [said["delay"] for said in messages(sent)] == [900, 500]
        assert len(receiver.got) == 1

    def test_a_message_of_a_try_that_is_noted_has_done_its_work(
        self, cloud: Cloud, sender: Sender, receiver: Receiver, sent: Sent
    ) -> None:
        job = an_ended_job(cloud)
        receiver.answers = [FAILED, FAILED]
        sender.handle(the_message(job))
        sender.handle(the_message(job))

        assert (len(receiver.got), len(messages(sent))) == (1, 1)

    def test_a_redelivery_takes_the_place_of_the_tries_to_come(
        self, cloud: Cloud, sender: Sender, receiver: Receiver, sent: Sent
    ) -> None:
        job = an_ended_job(cloud)
        receiver.answers = [FAILED]
        sender.handle(the_message(job))
        again = redelivery_of(cloud.jobs.read(job.job_id))
        assert again.place == (1, 1)
        sender.handle(again)
        sender.handle(the_message(job, number=2))

        assert len(receiver.got) == 2
        assert {headers["webhook-id"] for headers, _ in receiver.got} == {f"{job.job_id}_completed"}
        assert redelivery_of(cloud.jobs.read(job.job_id)).place == (2, 1)


class TestWhatIsNotSent:
    @pytest.mark.parametrize(
        "values", [{"webhook_url": ""}, {"status": "queued"}, {"updated_at": "2026-11-22T12:00:09.000Z"}]
    )
    def test_what_is_not_the_end_that_is_meant(
        self, cloud: Cloud, sender: Sender, receiver: Receiver, values: dict[str, Any]
    ) -> None:
        message = the_message(an_ended_job(cloud, job_id="0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11"))
        cloud.write(replace(an_ended_job(cloud, job_id=message.job_id), **values))

        sender.handle(message)

        assert receiver.got == []

    def test_that_of_an_erased_job(self, cloud: Cloud, sender: Sender, receiver: Receiver) -> None:
        job = an_ended_job(cloud)
        cloud.erasures.begin(job.job_id, ttl=int(NOW) + 900, margin_s=30)

        sender.handle(the_message(job))

        assert receiver.got == []

    def test_a_note_brings_no_erased_job_back(self, cloud: Cloud) -> None:
        job = an_ended_job(cloud)
        cloud.erasures.begin(job.job_id, ttl=int(NOW) + 900, margin_s=30)

        Deliveries(cloud.item_store).note(job, {"end": job.updated_at, "run": 0, "number": 1, "problem": ""})

        assert [item["status"]["S"] for item in cloud.items()] == ["erasing"]

    def test_that_of_an_end_before_a_redrive_but_that_of_the_next_one(
        self, cloud: Cloud, sender: Sender, receiver: Receiver
    ) -> None:
        error = StorageFailure("x").record()
        failed = cloud.write(a_job(status="failed", webhook_url=URL, error=error, announced=True))
        message = the_message(failed)
        sender.handle(message)
        cloud.now += 60
        assert redrive(cloud.jobs, cloud.queue, failed.job_id, cloud.settings)
        back = cloud.find(failed.job_id)
        assert back is not None
        again = cloud.write(replace(back, status="failed", error=error, updated_at=timestamp(NOW + 90)))

        sender.handle(message)
        sender.handle(the_message(again))

        assert len(receiver.got) == 2


def test_the_last_tries_are_kept_though_several_are_noted_at_once(cloud: Cloud) -> None:
    job = an_ended_job(cloud)
    deliveries = Deliveries(cloud.item_store)
    for number in range(MAX_ENTRIES + 5):
        # Each of them has seen the job before the others came.
        deliveries.note(job, _an_entry(job, number))
    deliveries.note(job, _an_entry(job, MAX_ENTRIES + 4))

    kept = noted(cloud, job)
    assert [entry["number"] for entry in kept] == list(range(5, MAX_ENTRIES + 5))
    body = deliveries_body(cloud.jobs.read(job.job_id))
    assert [entry["status"] for entry in body["deliveries"]] == [200 + MAX_ENTRIES + 4 - n for n in range(MAX_ENTRIES)]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"job_id": 1}', '{"job_id": "x", "end": "y", "run": "z"}', "\x00"])
def test_what_is_no_message_is_said_to_be_none(body: str) -> None:
    with pytest.raises(MalformedRequest):
        WebhookMessage.from_body(body)


def _an_entry(job: Job, number: int) -> dict[str, Any]:
    came = {"at": timestamp(NOW), "status": 200 + number, "seconds": 0.5, "problem": "no", "next_at": None}
    return {"end": job.updated_at, "run": 0, "number": number, **came}


def _rotate(cloud: Cloud, hours: float) -> None:
    """Gives the jobs of nobody a second secret; the first one ends in so many hours."""
    secret = json.loads(client("secretsmanager").get_secret_value(SecretId=cloud.secret_arn)["SecretString"])
    until = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
    cloud.set_secret(json.dumps({**secret, WEBHOOKS: {"": rotated({}, until)}}))
