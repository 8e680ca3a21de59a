"""A soak under way: hands photos in, follows each job to its end, and does with it what is planned."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from local.system import LocalSystem
from petavatar.jobs import TERMINAL, Job
from petavatar.queue import ProcessingQueue
from petavatar.redrive import redrive
from petavatar.settings import Settings
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from tests.soak.customers import Customer, UnansweredError, insist
from tests.soak.ledger import Promise
from tests.soak.plan import Plan
from tests.soak.processes import Killer
from tests.soak.snapshots import safe_since

PHOTO: Final = Path("samples/chelsea.jpg").read_bytes()
OTHER_PHOTO: Final = PHOTO + b"\n"
_ERASE_AGAIN_S: Final = 2.0

type Todo = Callable[[], bool]


@dataclass(slots=True)
class Soak:
    """The jobs under way and what was promised of them.

    Attributes:
        open: the jobs whose end was not seen yet.
        todo: what is to be done until it says that it is done.
        tokens: the shared addresses by job, and whether each is still open.
        counts: what was done, and how it was answered.
        acting: held while a customer acts; nobody does while the engine is killed.
    """

    system: LocalSystem
    settings: Settings
    customers: dict[str, Customer]
    webhook_url: str
    killer: Killer = field(init=False)
    promises: dict[str, Promise] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    todo: list[Todo] = field(default_factory=list)
    tokens: dict[str, tuple[str, bool]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    acting: threading.Lock = field(default_factory=threading.Lock)
    table: JobTable = field(init=False)
    queue: ProcessingQueue = field(init=False)
    s3: Any = field(init=False)

    def __post_init__(self) -> None:
        dynamodb, sqs = self.system.client("dynamodb"), self.system.client("sqs")
        self.table = JobTable(ItemStore(dynamodb, self.system.names.table, self.settings.max_attempts))
        self.queue = ProcessingQueue(sqs, sqs.get_queue_url(QueueName=self.system.names.queue)["QueueUrl"])
        self.s3 = self.system.client("s3")

    def begin(self, plan: Plan) -> None:
        """Hands a photo in, both ways at once and with a message too many; does at once what is planned for then."""
        for target, seconds in plan.kills:
            self.killer.schedule(target, seconds)
        key = self._dropped() if plan.customer == "drop" else self._requested(self.customers[plan.customer])
        if key is None:
            self.counts["refused by a limit"] += 1
            return
        promise = self._promise(key.split("/")[1], plan.customer, plan)
        insist(lambda: self.queue.send(promise.job_id, time.time()))
        if plan.fate == "cancel-early":
            self._cancel(promise)
        elif plan.fate == "replace-photo":
            insist(lambda: self.s3.put_object(Bucket=self.system.upload_bucket, Key=key, Body=OTHER_PHOTO))
        elif plan.fate == "delete-photo":
            insist(lambda: self.s3.delete_object(Bucket=self.system.upload_bucket, Key=key))

    def _promise(self, job_id: str, customer: str, plan: Plan | None = None, source: str = "") -> Promise:
        promise = Promise(job_id, customer, plan.fate if plan else "plain", source)
        self.promises[job_id] = promise
        self.open.add(job_id)
        return promise

    def _dropped(self) -> str:
        key = f"uploads/{uuid4()}/pet.jpg"
        metadata = {"webhook_url": self.webhook_url}
        upload = {"Bucket": self.system.upload_bucket, "Key": key, "Body": PHOTO, "Metadata": metadata}
        insist(lambda: self.s3.put_object(**upload))
        self._accept_drop(key)
        return key

    def _accept_drop(self, key: str) -> None:
        s3_uri = f"s3://{self.system.upload_bucket}/{key}"
        answer = self.customers["operator"].ask("POST", "/process", json={"s3_uri": s3_uri})
        assert answer.status_code == 202, answer.text

    def _requested(self, customer: Customer) -> str | None:
        ticket = customer.upload(PHOTO, self.webhook_url)
        if ticket is None:
            return None
        answer = customer.ask("POST", "/process", json={"s3_uri": ticket["s3_uri"]})
        assert answer.status_code in (202, 429), answer.text
        return str(ticket["s3_uri"]).partition("://")[2].partition("/")[2] if answer.status_code == 202 else None

    def look(self) -> int:
        """Follows the jobs that are open; how many wait for a worker."""
        waiting = 0
        for job_id in list(self.open):
            job, promise = insist(lambda job_id=job_id: self.read(job_id)), self.promises[job_id]  # type: ignore[misc]
            if job is None or job.status == "queued":
                waiting += 1
            elif job.status in TERMINAL:
                self._end(promise, job)
            elif promise.fate == "cancel-midway" and not promise.canceled_at:
                self._cancel(promise)
        self.todo = [todo for todo in self.todo if not todo()]
        return waiting

    def read(self, job_id: str) -> Job | None:
        """The job as anyone must read it now."""
        job = self.table.get(job_id)
        return job and self.table.as_of_now(job)

    def _end(self, promise: Promise, job: Job) -> None:
        self.open.remove(promise.job_id)
        if promise.ends and (promise.ends[-1].status, promise.ends[-1].updated_at) == (job.status, job.updated_at):
            return
        seen = bool(promise.ends) and not promise.redriven
        promise.ends.append(job)
        promise.attempts += job.attempts
        if job.status == "completed" and not seen:
            promise.pictures = frozenset(insist(lambda: self._keys(self.system.generated_bucket, "generated", job)))
            self._follow_up(promise)
        if job.status == "completed" or not (job.error and job.error["retryable"]):
            self._forget_objects(job)

    def _follow_up(self, promise: Promise) -> None:
        match promise.fate:
            case "cancel-late":
                self._cancel(promise)
            case "vary" | "vary-keyed" | "vary-cancel":
                self._vary(promise)
            case "share" | "unshare":
                self._share(promise)
            case "erase":
                self.todo.append(self._erasing(promise))
            case _:
                pass

    def _by(self, promise: Promise) -> Customer:
        return self.customers["operator" if promise.customer == "drop" else promise.customer]

    def _cancel(self, promise: Promise) -> None:
        answer = self._by(promise).ask("POST", f"/jobs/{promise.job_id}/cancel")
        assert answer.status_code in (202, 409), answer.text
        self.counts["cancels kept" if answer.status_code == 202 else "cancels too late"] += 1
        if answer.status_code == 202:
            promise.canceled_at = time.time()

    def _vary(self, source: Promise) -> None:
        customer, path = self._by(source), f"/jobs/{source.job_id}/variations"
        body = {"change": "portrait", "webhook_url": self.webhook_url}
        keyed = source.fate == "vary-keyed"
        headers = {"Idempotency-Key": f"soak-{source.job_id}"} if keyed else {}
        # Of two requests under one key nobody cares which one is answered first.
        for _ in range(2 if keyed else 1):
            try:
                answer = customer.ask("POST", path, again=keyed, json=body, headers=headers)
            except UnansweredError:
                self.counts["unanswered"] += 1
                return
            if answer.status_code == 429:
                self.counts["refused by a limit"] += 1
                return
            assert answer.status_code == 202, answer.text
            job_id = answer.json()["job_id"]
            promise = self.promises.get(job_id) or self._promise(job_id, customer.name, source=source.job_id)
        self.counts["variations"] += 1
        if source.fate == "vary-cancel":
            self._cancel(promise)

    def _share(self, promise: Promise) -> None:
        customer, path = self._by(promise), f"/jobs/{promise.job_id}"
        token = customer.ask("POST", f"{path}/share", json={}).json()["token"]
        if promise.fate == "unshare":
            assert customer.ask("POST", f"{path}/unshare").status_code == 204
        self.tokens[promise.job_id] = (token, promise.fate == "share")
        self.counts["shares"] += 1

    def _erasing(self, promise: Promise) -> Todo:
        due, key = [time.monotonic()], promise.ends[-1].s3_upload_key

        def erase() -> bool:
            if time.monotonic() < due[0] or promise.job_id in self.open:
                return False
            answer = self._by(promise).ask("DELETE", f"/jobs/{promise.job_id}")
            assert answer.status_code in (204, 409), answer.text
            due[0] = time.monotonic() + _ERASE_AGAIN_S
            promise.erased = answer.status_code == 204
            if promise.erased:
                self.counts["erased"] += 1
                # The address of the upload may live longer than the job.
                insist(lambda: self.s3.put_object(Bucket=self.system.upload_bucket, Key=key, Body=PHOTO))
            return promise.erased

        return erase

    def redrive(self) -> int:
        """Puts back what failed and may be retried."""
        number = 0
        for promise in self.promises.values():
            end = promise.ends[-1] if promise.ends else None
            if not promise.erased and end and end.status == "failed" and end.error and end.error["retryable"]:
                if not insist(lambda id_=promise.job_id: redrive(self.table, self.queue, id_, self.settings)):  # type: ignore[misc]
                    assert end.limits, f"not put back: {promise.fate} {end}, now {self.read(promise.job_id)}"
                    promise.no_room = True
                    self.counts["not put back for a limit"] += 1
                    continue
                promise.redriven += 1
                self.open.add(promise.job_id)
                number += 1
        return number

    def run_until_ended(self, seconds: float) -> None:
        """Follows the jobs until all have ended and nothing is left to do."""
        give_up = time.monotonic() + seconds
        while (self.open or self.todo or self.killer.outstanding) and time.monotonic() < give_up:
            with self.acting:
                self.look()
            time.sleep(0.3)

    def kill_engine(self, kill: Callable[[], bool]) -> bool:
        """Kills the engine once it has saved whatever a customer was answered; the jobs under way may be set back."""
        with self.acting:
            since = safe_since(self.system.log_dir.parent, self.table.store)
            if since is None or not kill():
                return False
            for promise in self.promises.values():
                ended = promise.ends[-1].updated_at if promise.ends else ""
                if not promise.erased and (promise.job_id in self.open or ended >= since):
                    promise.rewound += 1
                    self.counts["jobs set back"] += 1
                    self.open.add(promise.job_id)
        return True

    def _keys(self, bucket: str, place: str, job: Job) -> list[str]:
        found = self.s3.list_objects_v2(Bucket=bucket, Prefix=f"{place}/{job.job_id}/").get("Contents", [])
        return [item["Key"] for item in found]

    def _forget_objects(self, job: Job) -> None:
        """Takes away what would fill disk and memory: also the old versions of the photo, which no request can."""
        if self.promises[job.job_id].fate == "erase":
            return

        def forget() -> None:
            for place in ("work", "generated"):
                for key in self._keys(self.system.generated_bucket, place, job):
                    self.s3.delete_object(Bucket=self.system.generated_bucket, Key=key)
            forget_versions(self.s3, self.system.upload_bucket, f"uploads/{job.job_id}/")

        insist(forget)


def forget_versions(s3: Any, bucket: str, prefix: str) -> int:
    """Deletes every version of objects; how many there were."""
    found = s3.list_object_versions(Bucket=bucket, Prefix=prefix)
    versions = [*found.get("Versions", []), *found.get("DeleteMarkers", [])]
    for each in versions:
        s3.delete_object(Bucket=bucket, Key=each["Key"], VersionId=each["VersionId"])
    return len(versions)
