"""An engine that is started again knows what the last one did, and nobody is at work any more."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from local import engine as own

pytestmark = pytest.mark.own_engine("it kills the engine's process, or reads its files")

LIMIT_S: Final = 20.0
BUCKET: Final = "kept-things"
LATER: Final = str(time.time() + 3600)


class Owner:
    """Somebody who has an object, a job under way, its message, and a secret."""

    def __init__(self, client: Callable[[str], Any]) -> None:
        self.client = client

    def make(self) -> None:
        self.client("s3").create_bucket(Bucket=BUCKET)
        self.client("s3").put_object(Bucket=BUCKET, Key="photo", Body=b"a cat", Metadata={"style": "casual"})
        self.client("dynamodb").create_table(
            TableName="jobs",
            KeySchema=[{"AttributeName": "job_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "job_id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.note("1", status={"S": "processing"}, lease_until={"N": LATER})
        self.note("2", status={"S": "completed"}, lease_until={"N": LATER})
        queue = self.client("sqs").create_queue(QueueName="work")["QueueUrl"]
        self.client("sqs").send_message(QueueUrl=queue, MessageBody="job 1")
        assert self.client("sqs").receive_message(QueueUrl=queue, VisibilityTimeout=900)["Messages"]
        self.client("secretsmanager").create_secret(Name="hashes", SecretString="of keys")

    def note(self, job_id: str, **attributes: Any) -> None:
        self.client("dynamodb").put_item(TableName="jobs", Item={"job_id": {"S": job_id}, **attributes})

    def job(self, job_id: str) -> dict[str, Any]:
        item: dict[str, Any] = self.client("dynamodb").get_item(TableName="jobs", Key={"job_id": {"S": job_id}})["Item"]
        return item

    def messages(self) -> list[str]:
        queue = self.client("sqs").get_queue_url(QueueName="work")["QueueUrl"]
        received = self.client("sqs").receive_message(QueueUrl=queue, AttributeNames=["ApproximateReceiveCount"])
        counts = (message["Attributes"]["ApproximateReceiveCount"] for message in received.get("Messages", []))
        return [f"receive {count}" for count in counts]

    def finds_all(self) -> None:
        photo = self.client("s3").get_object(Bucket=BUCKET, Key="photo")
        assert (photo["Body"].read(), photo["Metadata"]) == (b"a cat", {"style": "casual"})
        assert self.job("1")["status"] == {"S": "processing"}
        assert self.client("secretsmanager").get_secret_value(SecretId="hashes")["SecretString"] == "of keys"


def of_each[T](snapshots: Path, read: Callable[[Path], T]) -> list[T]:
    """What is read of each snapshot, the oldest first; without those that the engine removes meanwhile."""
    values = []
    for snapshot in sorted(snapshots.glob("*.snapshot")):
        with suppress(FileNotFoundError):
            values.append(read(snapshot))
    return values


def written_at(snapshot: Path) -> float:
    return snapshot.stat().st_mtime


def wait_until_saved(folder: Path) -> None:
    """Until both snapshots are the same: then nothing is left to save."""
    deadline = time.monotonic() + LIMIT_S
    while True:
        files = of_each(folder, Path.read_bytes)
        if len(files) == 2 and files[0] == files[1] and b"of keys" in files[1]:
            return
        assert time.monotonic() < deadline, "nothing was saved"
        time.sleep(0.02)


def kill(engine: own.Engine) -> None:
    os.kill(engine.process.pid, signal.SIGKILL)
    engine.process.stop()


@pytest.mark.verify
def test_it_goes_on_after_a_kill_and_the_next_system_after_that(tmp_path: Path) -> None:
    keep, scratch = tmp_path / "keep", tmp_path / "scratch"
    with own.Engine(scratch, tmp_path, keep=keep) as engine:
        engine.wait()
        owner = Owner(engine.clients())
        owner.make()
        address = owner.client("s3").generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": "photo"})
        wait_until_saved(keep / "snapshots")
        kill(engine)

        engine.process.restart()
        engine.wait()

        owner.finds_all()
        assert httpx.get(address, trust_env=False, timeout=LIMIT_S).content == b"a cat"
        # Nobody is at work on it any more.
        assert owner.messages() == ["receive 2"]
        assert float(owner.job("1")["lease_until"]["N"]) <= time.time()
        assert owner.job("2")["lease_until"] == {"N": LATER}
        owner.note("3", status={"S": "queued"})

    # SIGTERM saves without a wait. The next system has another port, other keys and another temporary folder.
    with own.Engine(tmp_path / "another", tmp_path, keep=keep) as engine:
        engine.wait()
        owner = Owner(engine.clients())

        owner.finds_all()
        assert owner.job("3")["status"] == {"S": "queued"}
        assert owner.messages() == ["receive 3"]


def test_what_was_erased_is_on_disk_no_more(engine: own.Engine) -> None:
    state = Path(engine.process.log).parent
    client = engine.clients()
    client("s3").create_bucket(Bucket="erasure")
    client("secretsmanager").create_secret(Name="erased", SecretString="of keys: bright as day")
    client("s3").put_object(Bucket="erasure", Key="photo", Body=b"a cat at night")
    wait_until_saved(state / "data" / "snapshots")
    assert holding(state, b"a cat at night")
    assert holding(state, b"bright as day")

    client("s3").delete_object(Bucket="erasure", Key="photo")
    client("secretsmanager").delete_secret(SecretId="erased", ForceDeleteWithoutRecovery=True)

    assert holding(state, b"a cat at night") == []
    deadline = time.monotonic() + LIMIT_S
    while holding(state, b"bright as day"):
        assert time.monotonic() < deadline, "the snapshots still hold it"
        time.sleep(0.02)


def holding(folder: Path, content: bytes) -> list[Path]:
    found = []
    for file in folder.rglob("*"):
        try:
            if file.is_file() and content in file.read_bytes():
                found.append(file)
        except FileNotFoundError:
            continue
    return found


@pytest.mark.verify
def test_an_engine_that_never_rests_is_saved_at_least_once_a_minute(tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    with own.Engine(tmp_path / "scratch", tmp_path, keep=keep) as engine:
        engine.wait()
        owner = Owner(engine.clients())
        owner.make()
        ages, deadline, number = [], time.monotonic() + 130, 0
        while time.monotonic() < deadline:
            number += 1
            owner.note(f"busy-{number}", status={"S": "queued"}, text={"S": "x" * 4000})
            newest = max(of_each(keep / "snapshots", written_at), default=None)
            ages.append(time.time() - newest if newest else 0)
        kill(engine)
        saved = time.time() - max(of_each(keep / "snapshots", written_at))
        engine.process.restart()
        engine.wait()
        found = owner.client("dynamodb").describe_table(TableName="jobs")["Table"]["ItemCount"] - 2

    print(f"{number} jobs; oldest newest snapshot {max(ages):.1f} s; lost {number - found} jobs of {saved:.1f} s")
    assert max(ages) < 60
    assert found > 0
