"""Gathers what a soak has left behind: from the table, the buckets, the agent's log and the webhooks' receiver."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import standardwebhooks

from deployment.infrastructure.key_ring import KeyRing
from local.system import LocalSystem
from petavatar.items import is_tombstone, to_job
from petavatar.jobs import Job
from petavatar.limits import Limits
from petavatar.table.jobs import JobTable
from petavatar.table.quotas import Quotas
from testing.webhook_receiver import Webhook
from tests.soak.customers import Customer, insist
from tests.soak.ledger import Arrival, Evidence
from tests.soak.soak import Soak

_NO_ITEM_OF_A_JOB: Final = "limits#"
_JOB_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class Inbox:
    """The customers' receiver: verifies each webhook by the public library, and refuses some.

    Attributes:
        got: the job, the id, whose secret verifies it, and whether it was taken.
    """

    libraries: Mapping[str, standardwebhooks.Webhook]
    refuse: Any
    got: list[tuple[str, str, str | None, bool]] = field(default_factory=list)

    def take(self, webhook: Webhook) -> int:
        """Answers one webhook."""
        signer = next((name for name in self.libraries if self._verifies(name, webhook)), None)
        taken = not self.refuse()
        self.got.append((webhook.job_id, webhook.headers["webhook-id"], signer, taken))
        return 204 if taken else 503

    def _verifies(self, name: str, webhook: Webhook) -> bool:
        try:
            self.libraries[name].verify(webhook.body, webhook.headers)
        except standardwebhooks.WebhookVerificationError:
            return False
        return True


def libraries_of(system: LocalSystem, customers: Mapping[str, Customer]) -> dict[str, standardwebhooks.Webhook]:
    """The public library with the secret of each customer, and with that of drops, which are nobody's."""
    ring = KeyRing(system.client("secretsmanager"), system.names.secret)
    owners = {name: customer.owner for name, customer in customers.items()} | {"drop": ""}
    return {name: standardwebhooks.Webhook(ring.webhook_secrets(owner)[0].text) for name, owner in owners.items()}


def gathered(soak: Soak, inbox: Inbox) -> Evidence:
    """What is there now."""
    log = soak.system.log_dir / "agent.log"
    runs, steps = defaultdict(list), defaultdict(list)
    for record in _records(log):
        at = datetime.strptime(record["timestamp"], "%Y-%m-%d %H:%M:%S,%f%z").timestamp()
        if record["message"] == "run started":
            runs[record["job_id"]].append(at)
        elif record["message"] == "step done":
            steps[record["job_id"]].append((record["step"], at))
    quotas = Quotas(soak.table.store)
    limited = {name: customer for name, customer in soak.customers.items() if customer.limits}
    return Evidence(
        jobs=_jobs(soak.system, soak.table),
        objects=_objects(soak.system),
        runs=runs,
        steps=steps,
        used={name: insist(lambda each=each: quotas.used(each.owner)) for name, each in limited.items()},  # type: ignore[misc]
        limits={name: Limits.of_entry(each.limits) for name, each in limited.items()},
        arrivals=arrivals(soak, inbox),
        unanswered=soak.counts["unanswered"],
        shares=_wrong_shares(soak),
    )


def arrivals(soak: Soak, inbox: Inbox) -> list[Arrival]:
    """The webhooks that have come so far."""
    return [
        Arrival(job_id, webhook_id, signer == _customer_of(soak, job_id, signer), taken)
        for job_id, webhook_id, signer, taken in list(inbox.got)
    ]


def _customer_of(soak: Soak, job_id: str, signer: str | None) -> str | None:
    """Who should have signed; for a job that nobody was promised, whoever did."""
    promise = soak.promises.get(job_id)
    return promise.customer if promise else signer or "nobody"


def _records(log: Path) -> Iterator[dict[str, Any]]:
    """The agent's lines of its own; one that was cut off by a kill is none."""
    for line in log.read_text(errors="replace").splitlines():
        if line.startswith("{") and ('"run started"' in line or '"step done"' in line):
            try:
                yield json.loads(line)
            except ValueError:
                continue


def _jobs(system: LocalSystem, table: JobTable) -> dict[str, Job]:
    pages = system.client("dynamodb").get_paginator("scan").paginate(TableName=system.names.table, ConsistentRead=True)
    items = insist(lambda: [item for page in pages for item in page["Items"]])
    jobs = [
        to_job(item) for item in items if not (item["job_id"]["S"].startswith(_NO_ITEM_OF_A_JOB) or is_tombstone(item))
    ]
    return {job.job_id: table.as_of_now(job) for job in jobs}


def _objects(system: LocalSystem) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for bucket in (system.upload_bucket, system.generated_bucket):
        for page in system.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for key in (item["Key"] for item in page.get("Contents", [])):
                if match := _JOB_ID.search(key):
                    found[match.group()].add(key)
    return found


def _wrong_shares(soak: Soak) -> set[str]:
    anybody = soak.customers["plenty"]
    wrong = set()
    for job_id, (token, is_open) in soak.tokens.items():
        status = anybody.ask("GET", f"/shared/{token}").status_code
        if status != (200 if is_open else 404):
            wrong.add(job_id)
    return wrong
