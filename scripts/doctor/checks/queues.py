"""Checks of the queues, and of their dead-letter queues, which should be empty."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from deployment.infrastructure.queues import MAX_RECEIVES, WEBHOOK_MAX_RECEIVES
from deployment.monitoring.alarms import WEBHOOK_WORKER, WORKER
from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.sandbox import Sandbox

# As AWS advises.
_VISIBILITY_PER_TIMEOUT: Final = 6


class Work(NamedTuple):
    """A queue of work, its dead-letter queue, the function that works on it, and how often a message comes."""

    queue: str
    dead_letter_queue: str
    worker: str
    max_receives: int


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of the queues' settings and of the dead-letter queues' messages."""
    names, redrive = sandbox.names, f"python -m scripts.redrive --sandbox {sandbox.names.sandbox}"
    for work in (
        Work(names.queue, names.dead_letter_queue, WORKER, MAX_RECEIVES),
        Work(names.webhook_queue, names.webhook_dead_letter_queue, WEBHOOK_WORKER, WEBHOOK_MAX_RECEIVES),
    ):
        yield Check(
            subject=f"queue {work.queue}",
            ok=f"a message comes at most {work.max_receives} times, then moves to the dead-letter queue",
            inspect=partial(_redelivery, work=work),
            fix=sandbox.create,
        )
    for queue, content, replay in (
        (names.dead_letter_queue, "jobs that failed", redrive),
        (names.upload_events_dead_letter_queue, "upload events that failed", f"{redrive} --events"),
        (names.webhook_dead_letter_queue, "webhooks that nobody took", f"{redrive} --webhooks"),
    ):
        inspect = partial(_empty, queue=queue, content=content, redrive=replay)
        yield Check(subject=f"queue {queue}", ok="it is empty", inspect=inspect, fix=sandbox.create)


def _attributes(sandbox: Sandbox, queue: str) -> dict[str, str]:
    sqs = sandbox.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    attributes: dict[str, str] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return attributes


def _redelivery(sandbox: Sandbox, *, work: Work) -> Iterator[Issue]:
    attributes = _attributes(sandbox, work.queue)
    redrive = json.loads(attributes.get("RedrivePolicy", "{}"))
    if redrive.get("deadLetterTargetArn") != sandbox.names.queue_arn(work.dead_letter_queue):
        yield Issue("messages that fail for good are lost: it has no dead-letter queue, or the wrong one")
    elif int(redrive["maxReceiveCount"]) != work.max_receives:
        yield Issue(f"a message comes {redrive['maxReceiveCount']} times; its attempts need {work.max_receives}")
    wanted = _VISIBILITY_PER_TIMEOUT * sandbox.topology.functions[work.worker].timeout
    if int(attributes["VisibilityTimeout"]) != wanted:
        yield Issue(
            f"messages stay hidden for {attributes['VisibilityTimeout']} s, not for six worker timeouts, {wanted} s"
        )


def _empty(sandbox: Sandbox, *, queue: str, content: str, redrive: str) -> Iterator[Issue]:
    waiting = int(_attributes(sandbox, queue)["ApproximateNumberOfMessages"])
    if waiting:
        yield Issue(f"it holds about {waiting} {content}", Level.WARNING, f"fix the cause, then {redrive}")
