"""A plain HTTP client of the API, for tests of the running system."""

import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

import httpx

from local.system import LocalSystem
from petavatar.items import attributes_of, to_item
from petavatar.jobs import Job

JOB_TIMEOUT_S = 60


class ApiUser:
    """A user with an API key, and with an operator's right to put files into the upload bucket."""

    def __init__(self, system: LocalSystem) -> None:
        self.system = system
        self.http = httpx.Client(
            base_url=system.api_url, headers={"x-api-key": system.api_key}, timeout=20, trust_env=False
        )
        self.s3 = system.client("s3")

    def ticket(self, content_type: str = "image/jpeg") -> dict[str, Any]:
        response = self.http.get("/presigned-url", params={"content_type": content_type})
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    def upload(self, photo: bytes, content_type: str = "image/jpeg") -> dict[str, Any]:
        """Uploads a photo with a presigned POST and returns its ticket."""
        ticket = self.ticket(content_type)
        response = self.post_to_s3(ticket, photo)
        assert response.status_code == 204, response.text
        return ticket

    def post_to_s3(self, ticket: dict[str, Any], photo: bytes) -> httpx.Response:
        return httpx.post(
            ticket["upload_url"], data=ticket["upload_fields"], files={"file": photo}, timeout=60, trust_env=False
        )

    def process(self, s3_uri: str) -> httpx.Response:
        return self.http.post("/process", json={"s3_uri": s3_uri})

    def erase(self, job_id: str) -> httpx.Response:
        return self.http.delete(f"/jobs/{job_id}")

    def drop(
        self, photo: bytes, name: str = "pet.png", job_id: str = "", metadata: Mapping[str, str] | None = None
    ) -> str:
        """Puts a file directly into the upload bucket, and returns its job id."""
        job_id = job_id or str(uuid.uuid4())
        key = f"uploads/{job_id}/{name}"
        self.s3.put_object(Bucket=self.system.upload_bucket, Key=key, Body=photo, Metadata=dict(metadata or {}))
        return job_id

    def record(self, job: Job) -> str:
        """Writes a job into the table as it is, without a photo or a message, and returns its id."""
        self.system.client("dynamodb").put_item(TableName=self.system.names.table, Item=to_item(attributes_of(job)))
        return job.job_id

    def end_of(self, job_id: str) -> dict[str, Any]:
        """Waits until a job has completed or failed, and returns its status."""
        deadline = time.monotonic() + JOB_TIMEOUT_S
        while time.monotonic() < deadline:
            response = self.http.get(f"/status/{job_id}")
            if response.status_code == 200 and response.json()["status"] in ("completed", "failed"):
                body: dict[str, Any] = response.json()
                return body
            time.sleep(0.2)
        raise AssertionError(f"job {job_id} did not end: {response.text}")

    def results(self, job_id: str) -> dict[str, Any]:
        """Waits until a job has completed, and returns its results."""
        status = self.end_of(job_id)
        assert status["status"] == "completed", status
        response = self.http.get(f"/results/{job_id}")
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    def avatar(self, results: dict[str, Any]) -> bytes:
        response = httpx.get(results["avatar_url"], timeout=20, trust_env=False)
        assert response.status_code == 200, response.text
        return response.content

    def deliver(self, event: dict[str, Any]) -> None:
        """Delivers an S3 event to its function again."""
        function = f"petavatar_s3-event-handler_{self.system.names.sandbox}"
        answer = self.system.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
        assert "FunctionError" not in answer, answer["Payload"].read()

    def settle(self) -> None:
        """Waits until the queue has no messages, neither waiting nor in flight; late ones of variations don't count."""
        self._settle(self.system.names.queue, "", "NotVisible")

    def settle_webhooks(self) -> None:
        """The same for the queue of webhooks, delayed ones included."""
        self._settle(self.system.names.webhook_queue, "", "NotVisible", "Delayed")

    def _settle(self, queue: str, *kinds: str) -> None:
        sqs = self.system.client("sqs")
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        names = [f"ApproximateNumberOfMessages{kind}" for kind in kinds]
        deadline = time.monotonic() + JOB_TIMEOUT_S
        while time.monotonic() < deadline:
            numbers = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
            if not any(int(number) for number in numbers.values()):
                return
            time.sleep(0.2)
        raise AssertionError(f"the queue still has messages: {numbers}")

    def forget(self, job_id: str) -> None:
        """Deletes all data of a job, as its expiry would."""
        self.system.client("dynamodb").delete_item(TableName=self.system.names.table, Key={"job_id": {"S": job_id}})
        for bucket in (self.system.upload_bucket, self.system.generated_bucket):
            for prefix in ("uploads", "work", "generated"):
                for item in self.s3.list_objects_v2(Bucket=bucket, Prefix=f"{prefix}/{job_id}/").get("Contents", []):
                    self.s3.delete_object(Bucket=bucket, Key=item["Key"])

    def agent_runs(self, job_id: str) -> int:
        """How often the agent has started a job, according to its log."""
        lines = (self.system.log_dir / "agent.log").read_text().splitlines()
        return sum(
            record.get("message") == "run started" and record.get("job_id") == job_id
            for record in (json.loads(line) for line in lines if line.startswith("{"))
        )
