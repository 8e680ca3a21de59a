"""Works on one message: claim the job, run the agent, write what came of it.

What becomes of the message says what may happen next: returning consumes it, raising leaves it in the queue
for another receive, and after the last receive in the dead-letter queue.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from aws_lambda_powertools.metrics import MetricUnit

from petavatar.agent_runtime import AgentProblem, AgentRuntime, Event
from petavatar.errors import AgentFailure, JobTimedOut, LeaseLost, Problem, StorageFailure
from petavatar.job_events import JobEvents
from petavatar.jobs import TERMINAL, Job, lapse
from petavatar.queue import Message, ProcessingQueue
from petavatar.results import outcome_of
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table import Claim, JobTable, Refusal
from petavatar.telemetry import count, log_error, logger, measure

COMPONENT = "process-worker"


@dataclass(frozen=True, slots=True)
class Worker:
    """Turns messages into finished jobs."""

    jobs: JobTable
    queue: ProcessingQueue
    storage: Storage
    agent: AgentRuntime
    events: JobEvents
    settings: Settings
    clock: Callable[[], float] = field(default=time.time)

    def handle(self, message: Message, remaining_s: float) -> None:
        """Works on one delivery of a message.

        Args:
            message: the delivery.
            remaining_s: how long this worker will live.

        Raises:
            Problem: if the message must stay: the job can be tried again, or people should see it.
            LeaseLost: if another delivery of this message is at work, or the job was lost on the way.
        """
        now = self.clock()
        claim = Claim(
            job_id=message.job_id,
            token=str(uuid4()),
            message_id=message.message_id,
            receive=message.receive,
            lease_until=now + self.settings.lease_s,
        )
        taken = self.jobs.claim(claim, now, self.settings.max_receives)
        if isinstance(taken, Refusal):
            self._leave(message, taken.job, now)
            return
        try:
            self._work(taken, claim, min(remaining_s - self.settings.agent_margin_s, taken.deadline - now))
        except Problem as problem:
            self._settle(message, claim, problem)

    def _leave(self, message: Message, job: Job | None, now: float) -> None:
        """What to do with the message of a job that can't be claimed."""
        if job is None or job.status in TERMINAL:
            logger.info("nothing to do", component=COMPONENT, job_id=message.job_id)
            if job is not None and not job.announced:
                # Whoever ended it died before that was told.
                self._announce(job)
            return
        lapsed = lapse(job, now, self.settings.max_receives)
        if lapsed is not None:
            # Nobody may work on it any more; the message goes on to the dead-letter queue, for people to see.
            self.queue.show_again_after(message, 0)
            raise lapsed
        if job.message_id == message.message_id:
            # Returning would delete the message under the worker that is at work on it. That worker must know
            # that this receive is gone: it can't count on it for another try.
            self.jobs.note_receive(job, message.receive)
            raise LeaseLost(message.job_id)
        logger.info("another message guards the job", component=COMPONENT, job_id=message.job_id)

    def _work(self, job: Job, claim: Claim, seconds: float) -> None:
        payload = {
            "job_id": job.job_id,
            "image_key": job.s3_upload_key,
            "etag": job.etag,
            "deadline_s": seconds,
            "choices": job.choices,
            # The first attempt at a job need not look for work of an earlier one.
            "resumed": job.earlier_lease_until > 0,
        }
        give_up_at = time.monotonic() + seconds + self.settings.agent_margin_s / 2
        for event in self.agent.run(payload, session_id=f"{job.job_id}-{claim.token}"):
            if time.monotonic() > give_up_at:
                raise JobTimedOut("The agent overran its time")
            if event.get("type") == "result":
                self._complete(claim, job, event)
                return
            self._follow(claim, event)
        raise AgentFailure("The agent broke off before its result")

    def _follow(self, claim: Claim, event: Event) -> None:
        match event:
            case {"type": "progress", "progress": int(progress)}:
                self.jobs.progress(claim, min(progress, 99), self.clock())
            case {"type": "heartbeat"}:
                pass
            case {
                "type": "error",
                "error": {"type": _, "title": _, "status": _, "detail": _, "retryable": _} as record,
            }:
                raise AgentProblem(record)
            case _:
                raise AgentFailure("The agent sent what is no event")

    def _complete(self, claim: Claim, job: Job, event: Event) -> None:
        outcome = outcome_of(event.get("result", {}), job.job_id)
        if not self.storage.picture_exists(outcome["s3_avatar_key"]):
            raise AgentFailure("The agent did not store the avatar")
        # A result may come without a card; one that it speaks of must be there.
        if outcome["s3_card_key"] and not self.storage.picture_exists(outcome["s3_card_key"]):
            raise AgentFailure("The agent did not store the card")
        now = self.clock()
        self._announce(self.jobs.complete(claim, outcome, now))
        count("ProcessingSuccess", COMPONENT)
        measure("JobCompletionTime", now - job.accepted, MetricUnit.Seconds, COMPONENT)
        logger.info("job completed", component=COMPONENT, job_id=job.job_id)

    def _settle(self, message: Message, claim: Claim, problem: Problem) -> None:
        """Ends the job, or gives it up for another receive, as the problem and the receive count have it."""
        record = problem.record()
        log_error(COMPONENT, "process", problem, job_id=claim.job_id, receive=claim.receive, problem=record["type"])
        now = self.clock()
        if record["retryable"] and self.jobs.give_up(claim, now, self.settings.max_receives):
            self.queue.show_again_after(message, self.settings.backoff_s * claim.receive)
            raise problem
        self._announce(self.jobs.fail(claim, problem, now))
        count("ProcessingFailure", COMPONENT, error_type=record["type"])
        if record["retryable"]:
            self.queue.show_again_after(message, 0)
            raise problem

    def _announce(self, job: Job) -> None:
        """Tells that the job has ended. That it can't be told is no reason to fail the job."""
        try:
            self.events.put(job)
            self.jobs.mark_announced(job)
        except StorageFailure as failure:
            log_error(COMPONENT, "publish the job's end", failure.__cause__ or failure, job_id=job.job_id)
            count("JobEventFailure", COMPONENT)
