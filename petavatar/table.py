"""All DynamoDB code: one item per job, every change of state one conditional write.

    queued ──claim──▶ processing ──complete──▶ completed
      ▲                │  │  └─────fail──────▶ failed
      └───give_up──────┘  └─claim (lease lapsed)─▶ processing

Every write may be made twice, since an answer can get lost: the second time finds its own token and says the same.

A lease in time, for a worker that lives at most W seconds and a margin M:

    claim                      the worker is dead for sure     lease_until
      │◀──────────── W ───────────────▶│◀───────── M ─────────────▶│ claimable again, if receives are left
      │ progress, complete, fail and give_up need the claim's token and a live lease

So two workers never both believe that they hold a job, and whoever lost it can't write to it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, cast

from botocore.exceptions import ClientError

from petavatar.aws import error_code, storage_errors
from petavatar.errors import JobNotFound, LeaseLost, Problem
from petavatar.items import to_item, to_job
from petavatar.jobs import CLAIMED_PROGRESS, TERMINAL, Job, as_of, timestamp

_LIVE_LEASE: Final = "#status = :processing AND lease_token = :token AND lease_until > :now AND deadline > :now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who wants to work on a job: the message's id and receive count, a token of its own, and until when."""

    job_id: str
    token: str
    message_id: str
    receive: int
    lease_until: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """A claim that was refused: the job as it stands, or None if there is none."""

    job: Job | None


class JobTable:
    """The table of jobs."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def get(self, job_id: str, now: float) -> Job | None:
        """The job, strongly consistent; None if there is none or its time to live is over."""
        with storage_errors("read the job"):
            item = self._dynamodb.get_item(
                TableName=self._table, Key={"job_id": {"S": job_id}}, ConsistentRead=True
            ).get("Item")
        return self._living(item, now)

    def read(self, job_id: str, now: float, max_receives: int) -> Job:
        """The job as anyone must read it now: see `jobs.as_of`.

        Raises:
            JobNotFound: if there is none.
        """
        job = self.get(job_id, now)
        if job is None:
            raise JobNotFound("There is no such job, or its time to live is over")
        return as_of(job, now, max_receives)

    def unfinished(self, now: float, max_receives: int) -> list[Job]:
        """The jobs that still wait or are at work. It reads the whole table: for operators, not for requests."""
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._table,
            ConsistentRead=True,
            FilterExpression="#status IN (:queued, :processing)",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues=to_item({":queued": "queued", ":processing": "processing"}),
        )
        with storage_errors("look for jobs that are at work"):
            living = [self._living(item, now) for page in pages for item in page["Items"]]
        return [job for job in living if job is not None and as_of(job, now, max_receives).status not in TERMINAL]

    def create(self, job: Job, now: float) -> Job | None:
        """Writes a job that does not exist yet.

        Returns:
            None if it was written; the job that was there already otherwise.
        """
        values = {name: value for name, value in asdict(job).items() if value not in (None, "", {}, 0, False)}
        try:
            with storage_errors("create the job"):
                self._dynamodb.put_item(
                    TableName=self._table,
                    Item=to_item({**values, "progress": job.progress}),
                    # DynamoDB removes expired items late: one past its time counts as gone.
                    ConditionExpression="attribute_not_exists(job_id) OR #ttl <= :now",
                    ExpressionAttributeNames={"#ttl": "ttl"},
                    ExpressionAttributeValues=to_item({":now": now}),
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
        except Problem as problem:
            return to_job(_unmet_condition(problem))
        return None

    def mark_sent(self, job_id: str, now: float) -> None:
        """Notes that the job's message is in the queue. Without effect on a job that is gone."""
        self._update(
            job_id,
            "SET sent = :true",
            "attribute_exists(job_id) AND #ttl > :now",
            {":true": True, ":now": now},
            operation="note that the job was queued",
        )

    def claim(self, claim: Claim, now: float, max_receives: int) -> Job | Refusal:
        """Takes a job to work on: a queued one, or one whose holder's lease has lapsed.

        Returns:
            The job, now `processing`; or a `Refusal` with the job that could not be taken.
        """
        item, taken = self._update(
            claim.job_id,
            "SET #status = :processing, progress = :progress, updated_at = :at, lease_token = :token,"
            " lease_until = :until, message_id = :message, receive = :receive",
            "attribute_exists(job_id) AND #ttl > :now AND deadline > :now AND"
            " (#status = :queued OR (#status = :processing AND lease_until <= :now AND receive < :max))",
            {
                ":processing": "processing",
                ":queued": "queued",
                ":progress": CLAIMED_PROGRESS,
                ":at": timestamp(now),
                ":token": claim.token,
                ":until": claim.lease_until,
                ":message": claim.message_id,
                ":receive": claim.receive,
                ":max": max_receives,
                ":now": now,
            },
            operation="claim the job",
        )
        # Refused to a second attempt at the call means taken by the first one, whose answer was lost.
        if taken or _is_held(item, claim, now):
            return to_job(item)
        return Refusal(self._living(item, now))

    def note_receive(self, job: Job, receive: int) -> None:
        """Notes that a receive of its message was used up while a job was worked on.

        Without effect if the job is not in the same hands any more.
        """
        self._update(
            job.job_id,
            "SET receive = :receive",
            "lease_token = :token AND receive < :receive",
            {":receive": receive, ":token": job.lease_token},
            operation="note the receive",
        )

    def progress(self, claim: Claim, progress: int, now: float) -> None:
        """Moves the job's progress up; one that is there already stays.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        item, moved = self._update(
            claim.job_id,
            "SET progress = :progress, updated_at = :at",
            f"{_LIVE_LEASE} AND progress < :progress",
            {**self._hold(claim, now), ":progress": progress},
            operation="move the job's progress",
        )
        if not moved and not _is_held(item, claim, now):
            raise LeaseLost(claim.job_id)

    def complete(self, claim: Claim, outcome: Mapping[str, Any], now: float) -> None:
        """Writes the outcome and ends the job as `completed`.

        Args:
            claim: the claim under which the work was done.
            outcome: the fields of `Job` that the result fills in.
            now: seconds since 1970.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        names = {f"#o{i}": name for i, name in enumerate(outcome)}
        assignments = "".join(f", {alias} = :{alias[1:]}" for alias in names)
        self._finish(
            claim,
            f"SET #status = :to, progress = :full, completed_at = :at, updated_at = :at{assignments}",
            {":to": "completed", ":full": 100, **{f":o{i}": value for i, value in enumerate(outcome.values())}},
            now,
            names,
        )

    def fail(self, claim: Claim, problem: Problem, now: float) -> None:
        """Ends the job as `failed`.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        self._finish(
            claim,
            "SET #status = :to, #error = :error, error_message = :message, updated_at = :at",
            {":to": "failed", ":error": problem.record(), ":message": problem.detail},
            now,
            {"#error": "error"},
        )

    def give_up(self, claim: Claim, now: float, max_receives: int) -> bool:
        """Puts the job back to `queued`, for the next receive of its message.

        Returns:
            Whether it was put back; False if no receive is left for that.

        Raises:
            LeaseLost: if the claim does not hold any more.
        """
        item, done = self._update(
            claim.job_id,
            "SET #status = :queued, updated_at = :at REMOVE lease_token, lease_until, message_id",
            f"{_LIVE_LEASE} AND receive < :max",
            {**self._hold(claim, now), ":queued": "queued", ":max": max_receives},
            operation="give the job up",
        )
        if not done and not _is_held(item, claim, now):
            raise LeaseLost(claim.job_id)
        return done

    def requeue(self, job_id: str, deadline: float, now: float, max_receives: int) -> Job | Refusal:
        """Puts a failed, retryable job back to `queued`: the one way out of a terminal state, an operator's act.

        A job that merely reads as failed, because it lapsed, goes the same way.

        Returns:
            The job, now `queued` and not sent; or a `Refusal` with the job that could not be put back.
        """
        item, done = self._update(
            job_id,
            "SET #status = :queued, progress = :zero, sent = :false, deadline = :deadline, updated_at = :at"
            " REMOVE #error, error_message, lease_token, lease_until, message_id, receive",
            "attribute_exists(job_id) AND #ttl > :now AND (#status = :failed AND #error.retryable = :true"
            " OR (#status = :queued OR #status = :processing) AND deadline <= :now"
            " OR #status = :processing AND receive >= :max AND lease_until <= :now)",
            {
                ":queued": "queued",
                ":processing": "processing",
                ":failed": "failed",
                ":zero": 0,
                ":false": False,
                ":true": True,
                ":deadline": deadline,
                ":at": timestamp(now),
                ":max": max_receives,
                ":now": now,
            },
            names={"#error": "error"},
            operation="put the job back",
        )
        return to_job(item) if done else Refusal(self._living(item, now))

    def _finish(
        self, claim: Claim, update: str, values: Mapping[str, Any], now: float, names: Mapping[str, str]
    ) -> None:
        item, done = self._update(
            claim.job_id,
            update,
            _LIVE_LEASE,
            {**self._hold(claim, now), **values},
            names=names,
            operation="write the job's outcome",
        )
        # As with a claim: the first attempt at the call may have done it.
        before = item.get("lease_token") == {"S": claim.token} and item.get("status") == {"S": values[":to"]}
        if not done and not before:
            raise LeaseLost(claim.job_id)

    @staticmethod
    def _hold(claim: Claim, now: float) -> dict[str, Any]:
        return {":processing": "processing", ":token": claim.token, ":now": now, ":at": timestamp(now)}

    def _update(
        self,
        job_id: str,
        update: str,
        condition: str,
        values: Mapping[str, Any],
        *,
        operation: str,
        names: Mapping[str, str] | None = None,
    ) -> tuple[dict[str, Any], bool]:
        """One conditional write: the item as it is after it (or as it stands against it), and whether it was done."""
        aliases = {"#status": "status", "#ttl": "ttl"}
        used = {alias: name for alias, name in aliases.items() if alias in update + condition} | dict(names or {})
        try:
            with storage_errors(operation):
                answer = self._dynamodb.update_item(
                    TableName=self._table,
                    Key={"job_id": {"S": job_id}},
                    UpdateExpression=update,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=to_item(values),
                    ReturnValues="ALL_NEW",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                    **({"ExpressionAttributeNames": used} if used else {}),
                )
        except Problem as problem:
            return _unmet_condition(problem), False
        return answer["Attributes"], True

    @staticmethod
    def _living(item: Mapping[str, Any] | None, now: float) -> Job | None:
        job = to_job(item) if item else None
        return job if job and job.ttl > now else None


def _is_held(item: Mapping[str, Any], claim: Claim, now: float) -> bool:
    """Whether a job is worked on under this claim, with a live lease."""
    if item.get("lease_token") != {"S": claim.token} or item.get("status") != {"S": "processing"}:
        return False
    job = to_job(item)
    return min(job.lease_until, job.deadline) > now


def _unmet_condition(problem: Problem) -> dict[str, Any]:
    """The item that stood against a conditional write.

    Raises:
        Problem: the one given, if it was no matter of conditions.
    """
    cause = problem.__cause__
    if isinstance(cause, ClientError) and error_code(cause) == "ConditionalCheckFailedException":
        return dict(cast("Mapping[str, Any]", cause.response).get("Item", {}))
    raise problem
