"""Many jobs through the whole local system, while processes of every kind are killed and customers change their minds.

`make soak` runs it; SOAK_JOBS says how many photos, SOAK_SEED what happens to which, SOAK_PACE how slow the machine is.
Each photo comes by request, by event and by a message too many, each job has a webhook whose receiver refuses one in
three, and the bucket of uploads keeps versions. `tests/soak/ledger.py` has the rules that nothing of that may break.
All times are scaled down together: a worker lives 30 s instead of 150, and a message stays hidden for as long as a
lease.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx
import pytest

from deployment.infrastructure.queues import MAX_RECEIVES, Redelivery, queue_attributes
from local.deploy import MAXIMUM_CONCURRENCY
from local.system import LocalSystem
from petavatar.limits import MILLION
from petavatar.settings import Settings
from testing.webhook_receiver import receiving
from tests.soak.customers import customers_of
from tests.soak.evidence import Inbox, arrivals, gathered, libraries_of
from tests.soak.ledger import Evidence, Rules, unpublished
from tests.soak.plan import Plan, plan_of
from tests.soak.processes import Killer, memory
from tests.soak.report import broken_rules, endings, grown, listed, particulars, peaks, table
from tests.soak.soak import Soak

JOBS: Final = int(os.environ.get("SOAK_JOBS", "30"))
SEED: Final = int(os.environ.get("SOAK_SEED", "1"))

PACE: Final = float(os.environ.get("SOAK_PACE", "1"))
"""How many times longer everything may take than on two quiet cores."""

TIMES: Final = {
    **{
        name: str(round(seconds * PACE))
        for name, seconds in {
            "WORKER_TIMEOUT_S": 30,
            "LEASE_MARGIN_S": 6,
            "AGENT_MARGIN_S": 3,
            "AGENT_START_TIMEOUT_S": 8,
            "AGENT_READ_TIMEOUT_S": 8,
            # Three attempts take longer than agent and endpoints need to come back, one after the other.
            "BACKOFF_S": 5,
            "JOB_DEADLINE_S": 720,
        }.items()
    },
    "HEARTBEAT_S": "2",
    "WEBHOOK_RETRY_S": "1,2,4,8,16,32,64,128,256",
}
SETTINGS: Final = Settings.from_environment(environ=TIMES)
VISIBILITY_S: Final = SETTINGS.lease_s + 4
"""In which a message comes again whose worker was killed; six times the worker's timeout would be most of the time."""
RECEIVES: Final = round(
    MAX_RECEIVES * Redelivery().visibility_s / Settings().job_deadline_s * SETTINGS.job_deadline_s / VISIBILITY_S
)
"""As many as fit the same part of a job's time as on AWS."""
WEBHOOK_VISIBILITY_S: Final = 40
LIMITS: Final[dict[str, dict[str, float]]] = {
    "plenty": {},
    "counted": {"jobs_per_day": max(2, JOBS // 12)},
    "thrifty": {"usd_per_month": max(2, JOBS // 50)},
    "operator": {},
}
REFUSALS: Final = 0.3
HEARD_S: Final = 240 * PACE
"""In which every end is published: after a killed sender, and after five refusals on end."""
MOST_WAITING: Final = MAXIMUM_CONCURRENCY + 2
MOST_OPEN: Final = 3 * MAXIMUM_CONCURRENCY
MOST_SECONDS_PER_JOB: Final = 10 * PACE
CONDEMNED: Final = -(-JOBS // 200)
"""How many of the jobs lose their worker at every attempt, so that redrive has something to put back."""
TAIL_S: Final = SETTINGS.job_deadline_s + 60
"""By its deadline every job has ended: also one whose worker dies before it takes the job up, which leaves no trace."""
RULES: Final = Rules(
    max_attempts=SETTINGS.max_attempts,
    max_cost=SETTINGS.max_cost_microusd,
    # A heartbeat, and the step that is under way; on a busy machine both take their time.
    cancel_s=20 * PACE,
)

pytestmark = [pytest.mark.soak, pytest.mark.timeout(round(TAIL_S * 3 + JOBS * MOST_SECONDS_PER_JOB * 2))]


@contextmanager
def running() -> Iterator[tuple[Soak, Inbox]]:
    """The system with quick queues and a bucket that keeps versions, and the customers."""
    dice = random.Random(SEED)
    with receiving() as receiver, LocalSystem(settings=TIMES) as system:
        sqs, names = system.client("sqs"), system.names
        for name, attributes in (
            (names.queue, queue_attributes(names, Redelivery(VISIBILITY_S, RECEIVES))[names.queue]),
            (names.webhook_queue, {"VisibilityTimeout": str(WEBHOOK_VISIBILITY_S)}),
        ):
            sqs.set_queue_attributes(QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"], Attributes=attributes)
        versions = {"Status": "Enabled"}
        system.client("s3").put_bucket_versioning(Bucket=system.upload_bucket, VersioningConfiguration=versions)
        customers = customers_of(system, LIMITS)
        inbox = Inbox(libraries_of(system, customers), lambda: dice.random() < REFUSALS)
        receiver.answer = inbox.take
        soak = Soak(system, SETTINGS, customers, receiver.url)
        with Killer(random.Random(SEED), soak.kill_engine) as soak.killer:
            yield soak, inbox


def feed(soak: Soak) -> list[dict[str, float]]:
    """Hands all photos in, a few at a time; the memory at each one."""
    samples: list[dict[str, float]] = []
    give_up = time.monotonic() + 120 + JOBS * MOST_SECONDS_PER_JOB
    while len(samples) < JOBS - CONDEMNED:
        assert time.monotonic() < give_up, f"too slow: {len(samples)} of {JOBS} jobs"
        with soak.acting:
            if soak.look() < MOST_WAITING and len(soak.open) < MOST_OPEN:
                samples.append(memory())
                soak.begin(plan_of(len(samples) - 1, SEED, JOBS))
                if len(samples) % 25 == 0:
                    print(f"{len(samples)} photos, {len(soak.open)} jobs open", flush=True)
        time.sleep(0.3)
    return samples


def condemn(soak: Soak) -> None:
    """Hands jobs in and kills every worker that takes one up, until it may not be taken up any more.

    One after the other: a worker that is killed before it has taken its job up leaves no trace.
    """
    for number in range(JOBS - CONDEMNED, JOBS):
        before = set(soak.promises)
        soak.begin(Plan(number, "drop", "plain", ()))
        (job_id,) = set(soak.promises) - before
        give_up = time.monotonic() + TAIL_S
        while soak.open and time.monotonic() < give_up:
            soak.look()
            job = soak.read(job_id)
            if job_id in soak.open and job and job.lease_until > time.time():
                soak.killer.kill_workers()
            time.sleep(0.1)


def hear(soak: Soak, inbox: Inbox) -> None:
    """Waits until every end that was seen is published, or should be."""
    give_up = time.monotonic() + HEARD_S
    while time.monotonic() < give_up:
        if not unpublished(soak.promises, Evidence(arrivals=arrivals(soak, inbox)), RULES):
            return
        time.sleep(0.5)


def test_nothing_is_lost_doubled_or_paid_for_twice_whichever_process_is_killed() -> None:
    began = time.monotonic()
    with running() as (soak, inbox):
        samples = feed(soak)
        soak.run_until_ended(TAIL_S)
        condemn(soak)
        print(f"all handed in, {len(soak.open)} jobs open after {time.monotonic() - began:.0f} s", flush=True)
        # A webhook that is sent late has nothing to say of an end that was put back.
        hear(soak, inbox)
        redriven = soak.redrive()
        soak.run_until_ended(TAIL_S)
        hear(soak, inbox)
        found = gathered(soak, inbox)
        page = httpx.get(soak.system.page_url, trust_env=False, timeout=30).status_code
        failure = soak.system.failure
    broken = broken_rules(soak.promises, found, RULES)
    before, after = peaks(samples)
    rows: dict[str, object] = {
        "photos, seed": f"{JOBS}, {SEED}",
        "jobs": f"{len(soak.promises)} ({soak.counts['variations']} variations)",
        "kills": f"{soak.killer.kills.total()} ({listed(soak.killer.kills)})",
        "acts": listed(soak.counts),
        "ends": listed(endings(soak.promises, found)),
        "redriven": redriven,
        "agent runs": sum(map(len, found.runs.values())),
        "webhooks": f"{len(found.arrivals)} came, {sum(each.taken for each in found.arrivals)} taken",
        "limits": ", ".join(
            f"{name} {each.jobs} jobs, ${each.microusd / MILLION:.2f} of {dict(LIMITS[name])}"
            for name, each in found.used.items()
        ),
        **{f"{name} MB": f"{before[name]:.0f} -> {after[name]:.0f}" for name in before},
        "seconds": round(time.monotonic() - began),
        **{name: f"{len(ids)} {sorted(ids)[:3] or ''}" for name, ids in broken.items()},
    }
    print("", table(rows), *particulars(broken, soak.promises, found), sep="\n")

    assert (failure, page) == (None, 200)
    assert {name: ids for name, ids in broken.items() if ids} == {}
    assert redriven >= CONDEMNED
    assert soak.killer.kills.keys() >= {"worker", "sender", "function", "agent", "endpoints", "page", "engine"}
    assert grown(samples) == set()
