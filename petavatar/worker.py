"""Works on one message: claim the job, run the agent, write how it ended.

Returning consumes the message. Raising leaves it in the queue, to come again. A job has at most three attempts,
whatever message brings them; the message of its last claim, its own, is the one that is kept for the next attempt.
"""

import time
from contextlib import closing
from dataclasses import dataclass, field
from uuid import uuid4

from aws_lambda_powertools.metrics import MetricUnit

from petavatar.agent_runtime import AgentProblem, AgentRuntime, Event
from petavatar.ends import Ends
from petavatar.errors import (
    AgentFailure,
    Canceled,
    EndUnpublished,
    JobTimedOut,
    LeaseLost,
    Problem,
    StorageFailure,
    TooEarly,
    WaitedTooLong,
    slug_of,
)
from petavatar.heard import Heard
from petavatar.jobs import NOTHING_KNOWN, TERMINAL, Job, Spending
from petavatar.pace import Pace
from petavatar.queue import Message, ProcessingQueue
from petavatar.results import outcome_of
from petavatar.settings import Settings
from petavatar.storage import Storage
from petavatar.table.conditions import seconds_until_due
from petavatar.table.leases import Claim, Leases
from petavatar.table.store import Refusal
from petavatar.telemetry import OWNER, count, log_error, logger, measure

COMPONENT = "process-worker"


@dataclass(frozen=True, slots=True)
class Worker:
    """Turns messages into finished jobs."""

    leases: Leases
    queue: ProcessingQueue
    storage: Storage
    agent: AgentRuntime
    ends: Ends
    settings: Settings
    pace: Pace = field(default_factory=Pace)

    def handle(self, message: Message, remaining_s: float) -> None:
        """Works on one delivery of a message.

        Args:
            message: the delivery.
            remaining_s: how long this worker will live.

        Raises:
            Problem: if the message must stay, since the job can be tried again.
            TooEarly: if it must stay, since the job is not due yet.
            LeaseLost: if another delivery of this message is at work, or the job was lost on the way.
            EndUnpublished: if it must stay, since the job's end could not be published.
        """
        now = self.leases.now()
        claim = Claim(
            job_id=message.job_id,
            token=str(uuid4()),
            message_id=message.message_id,
            lease_until=now + self.settings.lease_s,
            expected_end=self.pace.expected_end(now),
        )
        taken = self.leases.claim(claim)
        job = taken.job if isinstance(taken, Refusal) else taken
        OWNER.set(job.owner if job else "")
        if isinstance(taken, Refusal):
            self._pass_over(message, taken.job)
            return
        session_id = f"{claim.job_id}-{claim.token}"
        goes_on, heard = True, Heard.of_earlier(taken.job_id, taken.findings)
        try:
            seconds = min(remaining_s - self.settings.agent_margin_s, taken.deadline - now)
            self._work(taken, claim, session_id, seconds, heard)
        except Canceled as canceled:
            # First of all: until then the agent may begin calls that nobody wants any more.
            self._stop(session_id, claim.job_id)
            goes_on = False
            self._fail(claim, taken.attempts, canceled, heard)
        except Problem as problem:
            goes_on = not (isinstance(problem, AgentProblem) and problem.unfinished)
            self._end_or_give_up(message, claim, taken.attempts, problem, heard)
        finally:
            if goes_on:
                self._stop(session_id, claim.job_id)

    def _pass_over(self, message: Message, job: Job | None) -> None:
        """Decides on the message of a job that can't be claimed."""
        if job is None:
            logger.info("nothing to do", component=COMPONENT, job_id=message.job_id)
            return
        # It may have lapsed; or whoever ended it died before that was published.
        self._publish_end(job)
        job = self.leases.as_of_now(job)
        if job.status in TERMINAL:
            self._settle(job)
        if job.message_id not in ("", message.message_id):
            logger.info("another message guards the job", component=COMPONENT, job_id=message.job_id)
        elif job.status in TERMINAL:
            logger.info("nothing to do", component=COMPONENT, job_id=job.job_id)
            self._show_people(job)
        elif job.status == "queued":
            self.queue.show_again_after(message, seconds_until_due(job, self.leases.now()))
            raise TooEarly(message.job_id)
        else:
            # Returning would delete the message under the worker that is at work on it.
            raise LeaseLost(message.job_id)

    def _show_people(self, job: Job) -> None:
        """Puts a job that has ended into the dead-letter queue, if it may be tried again once its cause is fixed.

        That its owner would wait no longer is nothing to fix.
        """
        if job.error is not None and job.error["retryable"] and slug_of(job.error) != WaitedTooLong.slug:
            self.queue.send_dead_letter(job.job_id)

    def _work(self, job: Job, claim: Claim, session_id: str, seconds: float, heard: Heard) -> None:
        payload = {
            "job_id": job.job_id,
            "image_key": job.s3_upload_key,
            "etag": job.etag,
            "deadline_s": seconds,
            # An agent of version 1 refuses a field that it does not know, but passes over such a choice.
            "choices": {**job.choices, "owner": job.owner} if job.owner else job.choices,
            # The first attempt need not look for work of an earlier one, unless the job was made from another one.
            "resumed": job.earlier_lease_until > 0 or bool(job.source_job_id),
            "budget": {
                "attempt": job.attempts,
                "attempts": self.settings.max_attempts,
                "carried": job.carried,
                "spent": job.spent,
                # An agent of an earlier version refuses what it does not know, and such a job with it.
                **({"limit": job.reserved} if job.reserved else {}),
            },
            # Likewise.
            **({"variation": {**job.variation, "seed": job.seed}} if job.source_job_id else {}),
        }
        began = time.monotonic()
        give_up_at = began + seconds + self.settings.agent_margin_s / 2
        with closing(self.agent.run(payload, session_id)) as events:
            for number, event in enumerate(events):
                if number == 0:
                    waited = round(time.monotonic() - began, 3)
                    logger.info("the agent answers", component=COMPONENT, job_id=job.job_id, seconds=waited)
                if time.monotonic() > give_up_at:
                    raise JobTimedOut("The agent overran its time")
                heard.listen(event)
                if event.get("type") == "result":
                    self._complete(claim, job, event, heard)
                    if not payload["resumed"]:
                        self.pace.note(event["result"]["models"], time.monotonic() - began)
                    return
                self._handle_event(claim, event, heard)
        raise AgentFailure("The agent broke off before its result")

    def _handle_event(self, claim: Claim, event: Event, heard: Heard) -> None:
        match event:
            case {"type": "progress", "progress": int(progress)}:
                self.leases.progress(claim, min(progress, 99), heard.news(event))
            case {"type": "heartbeat"}:
                self._check(claim)
            case {
                "type": "error",
                "error": {"type": _, "title": _, "status": _, "detail": _, "retryable": _} as record,
            }:
                raise AgentProblem(record, unfinished=event.get("unfinished") is True, spending=heard.spending)
            case _:
                raise AgentFailure("The agent sent what is no event")

    def _check(self, claim: Claim) -> None:
        """Ends the run if the job is to be canceled. A look that fails is no reason to end it."""
        try:
            self.leases.check(claim.job_id)
        except StorageFailure as failure:
            log_error(COMPONENT, "look for a cancel", failure.__cause__ or failure, job_id=claim.job_id)

    def _complete(self, claim: Claim, job: Job, event: Event, heard: Heard) -> None:
        outcome = outcome_of(event.get("result", {}), job.job_id)
        if not self.storage.picture_exists(outcome["s3_avatar_key"]):
            raise AgentFailure("The agent did not store the avatar")
        # A result may come without a card; one that it names must be there. The wide one answers for all formats.
        if outcome["s3_card_key"] and not self.storage.picture_exists(outcome["s3_card_key"]):
            raise AgentFailure("The agent did not store the card")
        completed_at = self.leases.now()
        done = self.leases.complete(claim, outcome, heard.spending.unspent)
        self._settle(done)
        count("ProcessingSuccess", COMPONENT)
        measure("JobCompletionTime", completed_at - job.accepted, MetricUnit.Seconds, COMPONENT)
        logger.info("job completed", component=COMPONENT, job_id=job.job_id)
        self._publish_end(done)

    def _end_or_give_up(self, message: Message, claim: Claim, attempt: int, problem: Problem, heard: Heard) -> None:
        """Ends the job, or gives it up for another attempt if the problem and the attempts so far allow one."""
        wait_s = self.settings.backoff_s * attempt
        spending = problem.spending if isinstance(problem, AgentProblem) else NOTHING_KNOWN
        if problem.record()["retryable"] and self.leases.give_up(claim, self.leases.now() + wait_s, spending):
            self._log_failure(claim, attempt, problem)
            self.queue.show_again_after(message, wait_s)
            raise problem
        try:
            self._fail(claim, attempt, problem, heard)
        except Canceled as canceled:
            self._fail(claim, attempt, canceled, heard)

    def _fail(self, claim: Claim, attempt: int, problem: Problem, heard: Heard) -> None:
        spending = heard.spending if isinstance(problem, AgentProblem) else Spending(heard.spending.spent, 0)
        job = self.leases.fail(claim, problem, spending, heard.last_record())
        self._log_failure(claim, attempt, problem)
        self._settle(job)
        count("ProcessingFailure", COMPONENT, error_type=problem.record()["type"])
        self._publish_end(job)
        self._show_people(job)

    def _log_failure(self, claim: Claim, attempt: int, problem: Problem) -> None:
        kind = problem.record()["type"]
        if isinstance(problem, Canceled):
            logger.info("job canceled", component=COMPONENT, job_id=claim.job_id, attempt=attempt)
        else:
            log_error(COMPONENT, "process", problem, job_id=claim.job_id, attempt=attempt, problem=kind)

    def _settle(self, job: Job) -> None:
        """Puts what the job has cost in the place of what was reserved for it.

        A failure to do so is no reason to fail the job: the reservation stays then, as if all of it were spent.
        """
        if not job.reserved:
            return
        try:
            self.leases.settle(job)
        except StorageFailure as failure:
            log_error(COMPONENT, "settle the job's cost", failure.__cause__ or failure, job_id=job.job_id)

    def _stop(self, session_id: str, job_id: str) -> None:
        """Stops the agent's session, last of all: nothing of the job depends on it."""
        try:
            self.agent.stop(session_id)
        except AgentFailure as failure:
            cause = type(failure.__cause__).__name__
            logger.warning(failure.detail, component=COMPONENT, job_id=job_id, error_type=cause)

    def _publish_end(self, job: Job) -> None:
        """Publishes that the job has ended, if it has.

        A failure to do so is no reason to fail the job, nor to keep it a secret: the message comes again.

        Raises:
            EndUnpublished: if it could not be done.
        """
        try:
            self.ends.publish(job)
        except StorageFailure as failure:
            log_error(COMPONENT, "publish the job's end", failure.__cause__ or failure, job_id=job.job_id)
            count("JobEventFailure", COMPONENT)
            raise EndUnpublished(job.job_id) from failure
