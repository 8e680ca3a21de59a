"""Many jobs through the whole local system, while its workers, its senders and its agent are killed at random.

Each has a webhook, whose receiver refuses one in three; every end must arrive, and be verified by the public library.
`make soak` runs it; SOAK_JOBS sets how many jobs. All times are scaled down together: a worker lives 30 s instead of
150, and a message stays hidden for six times that.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
import standardwebhooks

from deployment.infrastructure.key_ring import KeyRing
from local.deploy import MAXIMUM_CONCURRENCY
from local.system import LocalSystem
from petavatar.jobs import TERMINAL, Job
from petavatar.keys import avatar_key, photo_key
from petavatar.queue import ProcessingQueue
from petavatar.redrive import redrive
from petavatar.settings import Settings
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from testing.jobs import card_keys
from testing.webhook_receiver import Webhook, WebhookReceiver, receiving
from tests.soak.killer import Killer, offspring

JOBS: Final = int(os.environ.get("SOAK_JOBS", "0"))
SEED: Final = int(os.environ.get("SOAK_SEED", "1"))
PHOTO: Final = Path("samples/chelsea.jpg").read_bytes()

TIMES: Final = {
    "WORKER_TIMEOUT_S": "30",
    "LEASE_MARGIN_S": "6",
    "AGENT_MARGIN_S": "3",
    "AGENT_START_TIMEOUT_S": "8",
    "AGENT_READ_TIMEOUT_S": "8",
    "HEARTBEAT_S": "2",
    "BACKOFF_S": "4",
    "JOB_DEADLINE_S": "720",
    "WEBHOOK_RETRY_S": "1,2,4,8,16,32,64,128,256",
}
KILLS_PER_JOB: Final = 0.4
REFUSALS: Final = 0.3
SENDER_KILLS_PER_JOB: Final = 0.3
SENDER_VISIBILITY_S: Final = 180
"""In which a message comes again whose sender was killed."""
MOST_WAITING: Final = 6
MOST_SECONDS_PER_JOB: Final = 6
CONDEMNED: Final = -(-JOBS // 100)
"""How many of the jobs lose their worker at every attempt, so that redrive has something to put back."""
TAIL_S: Final = int(TIMES["JOB_DEADLINE_S"]) + 60
"""By its deadline every job has ended: also one whose worker dies before it takes the job up, which leaves no trace."""
GROWTH: Final = 1.25
"""How much more memory the second half of the jobs may need than the first; a leak would double it."""

pytestmark = [
    pytest.mark.skipif(not JOBS, reason="takes long: make soak"),
    pytest.mark.timeout(TAIL_S * 3 + JOBS * MOST_SECONDS_PER_JOB * 2),
]


@dataclass(slots=True)
class Soak:
    """The jobs under way and what became of them."""

    system: LocalSystem
    killer: Killer
    receiver: WebhookReceiver
    settings: Settings = field(init=False)
    table: JobTable = field(init=False)
    queue: ProcessingQueue = field(init=False)
    s3: Any = field(init=False)
    open: set[str] = field(default_factory=set)
    ended: dict[str, Job] = field(default_factory=dict)
    attempts: Counter[str] = field(default_factory=Counter)
    doubled_pictures: int = 0
    forged: int = 0

    def __post_init__(self) -> None:
        self.settings = Settings.from_environment(environ=TIMES)
        dynamodb = self.system.client("dynamodb")
        self.table = JobTable(ItemStore(dynamodb, self.system.names.table, self.settings.max_attempts))
        self.s3 = self.system.client("s3")
        sqs = self.system.client("sqs")
        self.queue = ProcessingQueue(sqs, sqs.get_queue_url(QueueName=self.system.names.queue)["QueueUrl"])

    def drop(self) -> None:
        job_id = str(uuid4())
        webhook = {"webhook_url": self.receiver.url}
        self.s3.put_object(
            Bucket=self.system.upload_bucket, Key=f"uploads/{job_id}/pet.jpg", Body=PHOTO, Metadata=webhook
        )
        self.open.add(job_id)

    def look(self) -> int:
        """Takes note of the jobs that have ended; how many wait for a worker."""
        waiting = 0
        for job_id in list(self.open):
            job = self._read(job_id)
            if job is None or job.status == "queued":
                waiting += 1
            elif job.status in TERMINAL:
                self._end(job)
        return waiting

    def _end(self, job: Job) -> None:
        self.open.remove(job.job_id)
        self.ended[job.job_id] = job
        self.attempts[job.job_id] += job.attempts
        if job.status == "completed":
            self._forget_objects(job.job_id)

    def condemn(self, number: int, seconds: float) -> None:
        """Drops jobs, and ends every worker that takes one up, until none of them may be taken up any more."""
        self.run_until_ended(seconds)
        for _ in range(number):
            self.drop()
        give_up = time.monotonic() + seconds
        while self.open and time.monotonic() < give_up:
            self.look()
            # One that is killed before it has taken the job up leaves no trace of it.
            if any((job := self._read(job_id)) and job.lease_until > time.time() for job_id in self.open):
                self.killer.kill_workers()
            time.sleep(0.1)

    def redrive(self) -> int:
        """Puts back what failed and may be retried."""
        failed = [job_id for job_id, job in self.ended.items() if job.error and job.error["retryable"]]
        for job_id in failed:
            assert redrive(self.table, self.queue, job_id, self.settings)
            del self.ended[job_id]
            self.open.add(job_id)
        return len(failed)

    def run_until_ended(self, seconds: float) -> None:
        give_up = time.monotonic() + seconds
        while self.open and time.monotonic() < give_up:
            self.look()
            time.sleep(0.2)

    def undelivered(self, seconds: float) -> set[str]:
        """The jobs whose end did not arrive in that time, though it was sent again and again."""
        give_up = time.monotonic() + seconds
        while (missing := {job for job in self.ended if not self._delivered(job)}) and time.monotonic() < give_up:
            time.sleep(0.5)
        return missing

    def _delivered(self, job_id: str) -> bool:
        event = f"{job_id}_{self.ended[job_id].status}"
        return any(webhook.headers["webhook-id"] == event for webhook in list(self.receiver.got))

    def runs(self) -> Counter[str]:
        """How often the agent has begun each job, by its own log."""
        lines = (self.system.log_dir / "agent.log").read_text(errors="replace").splitlines()
        records = (json.loads(line) for line in lines if line.startswith("{") and '"run started"' in line)
        return Counter(record["job_id"] for record in records)

    def statuses(self) -> Counter[str]:
        return Counter(
            job.status
            if job.status == "completed"
            else "failed+retryable"
            if job.error and job.error["retryable"]
            else "failed for good"
            for job in self.ended.values()
        )

    def _forget_objects(self, job_id: str) -> None:
        """Takes away what the engine would hold in memory, having seen that there is one picture of each kind."""
        for bucket, prefix in (
            (self.system.upload_bucket, "uploads"),
            (self.system.generated_bucket, "work"),
            (self.system.generated_bucket, "generated"),
        ):
            found = self.s3.list_objects_v2(Bucket=bucket, Prefix=f"{prefix}/{job_id}/").get("Contents", [])
            if prefix == "generated":
                pictures = {avatar_key(job_id), *card_keys(job_id).values(), photo_key(job_id)}
                self.doubled_pictures += {item["Key"] for item in found} != pictures
            for item in found:
                self.s3.delete_object(Bucket=bucket, Key=item["Key"])

    def _read(self, job_id: str) -> Job | None:
        job = self.table.get(job_id)
        return job and self.table.as_of_now(job)


def memory() -> dict[str, float]:
    """The resident memory of the long-lived processes, in MB."""
    modules = {"local.engine_process": "engine", "local.endpoints": "endpoints", "local.agent_process": "agent"}
    return {
        name: process.resident_mb()
        for process in offspring()
        for module, name in modules.items()
        if module in process.command
    }


@contextmanager
def running() -> Iterator[Soak]:
    dice = random.Random(SEED)
    with receiving() as receiver, LocalSystem(settings=TIMES, page=False) as system:
        soak = Soak(system, Killer(random.Random(SEED)), receiver)
        # A drop is nobody's.
        (secret,) = KeyRing(system.client("secretsmanager"), system.names.secret).webhook_secrets("")
        library = standardwebhooks.Webhook(secret.text)

        def take(webhook: Webhook) -> int:
            try:
                library.verify(webhook.body, webhook.headers)
            except standardwebhooks.WebhookVerificationError:
                soak.forged += 1
            return 503 if dice.random() < REFUSALS else 204

        receiver.answer = take
        yield soak


def feed(soak: Soak) -> list[dict[str, float]]:
    """Drops all photos, a few at a time, with the kills among them; the memory at each drop."""
    samples: list[dict[str, float]] = []
    strikes: list[float] = []
    strikes_left = (JOBS - 1) // 2 - CONDEMNED * soak.settings.max_attempts - MAXIMUM_CONCURRENCY
    give_up = time.monotonic() + 60 + JOBS * MOST_SECONDS_PER_JOB
    jobs = JOBS - CONDEMNED
    while len(samples) < jobs or strikes:
        assert time.monotonic() < give_up, "too slow"
        if soak.look() < MOST_WAITING and len(samples) < jobs:
            samples.append(memory())
            soak.drop()
            if strikes_left > 0 and soak.killer.dice.random() < KILLS_PER_JOB:
                strikes_left -= 1
                strikes.append(time.monotonic() + soak.killer.dice.uniform(0.5, 8))
            if soak.killer.dice.random() < SENDER_KILLS_PER_JOB:
                soak.killer.kill_senders()
        for due in [strike for strike in strikes if strike < time.monotonic()]:
            strikes.remove(due)
            soak.killer.strike()
        time.sleep(0.1)
    return samples


def peaks(samples: list[dict[str, float]]) -> dict[str, float]:
    """The most that each process had. An agent that was just started again has little."""
    return {name: max(sample.get(name, 0) for sample in samples) for name in samples[0]}


def test_every_job_ends_whichever_process_is_killed() -> None:
    began = time.monotonic()
    with running() as soak:
        samples = feed(soak)
        soak.condemn(CONDEMNED, TAIL_S)
        first, lost = soak.statuses(), len(soak.open)
        redriven = soak.redrive()
        soak.run_until_ended(TAIL_S)
        last = soak.statuses()
        runs = soak.runs()
        doubled = sum(runs[job_id] > soak.attempts[job_id] for job_id in soak.ended) + soak.doubled_pictures
        unheard = soak.undelivered(SENDER_VISIBILITY_S * 3)
        arrived, forged = len(soak.receiver.got), soak.forged
        kills = soak.killer.kills
    before, after = peaks(samples[: JOBS // 2]), peaks(samples[JOBS // 2 :])
    rows = {
        "jobs": JOBS,
        "kills": f"{kills.total()} ({kills['worker']} workers, {kills['agent']} agents, {kills['sender']} senders)",
        "webhooks": f"{arrived} arrived, {forged} not verified; {len(unheard)} jobs without any",
        "ended": first.total(),
        "completed": first["completed"],
        "failed+retryable": first["failed+retryable"],
        "redriven": redriven,
        "completed after redrive": last["completed"],
        "lost": lost,
        "doubled": doubled,
        "agent runs": runs.total(),
        **{f"{name} MB": f"{before[name]:.0f} -> {after[name]:.0f}" for name in sorted(before)},
        "seconds": round(time.monotonic() - began),
    }
    print("", *(f"{name:>24}  {value}" for name, value in rows.items()), sep="\n")

    assert (first.total(), lost, doubled, unheard, forged) == (JOBS, 0, 0, set(), 0)
    assert kills["worker"] + kills["agent"] < JOBS / 2
    assert first["completed"] >= 0.95 * JOBS
    assert first["failed for good"] == 0
    assert CONDEMNED <= redriven == first["failed+retryable"]
    assert last == {"completed": JOBS}
    assert {name for name in before if after[name] > before[name] * GROWTH} == set()
