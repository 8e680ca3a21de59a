"""One id follows a job through API, queue, agent and models: whoever has it finds every trace of the job."""

import json
from collections.abc import Iterator
from typing import Any

from testing import photos
from tests.security.job_path import JobPath, everything_logged
from tests.support.cloud import calls_of
from tests.support.pacing import settle


def test_the_job_id_is_in_every_components_log_every_message_and_every_call(path: JobPath) -> None:
    with everything_logged() as lines, calls_of("sqs", "SendMessage") as messages:
        ticket = path.accepted(photos.jpeg())
        path.work()
        for function in ("status-handler", "result-handler", "delete-handler"):
            path.request(function, job_id=ticket["job_id"])
        settle()
    job_id = ticket["job_id"]

    assert {record["component"] for record in _records(lines) if record.get("job_id") == job_id} == {
        "presigned-url-handler",
        "process-handler",
        "process-worker",
        "agent",
        "status-handler",
        "result-handler",
        "delete-handler",
    }
    assert [json.loads(message["MessageBody"])["job_id"] for message in messages] == [job_id]
    (invocation,) = path.wires.agent.invocations
    assert invocation.payload["job_id"] == job_id
    assert invocation.session_id.startswith(job_id)
    assert {call.metadata["job_id"] for call in path.wires.endpoint.calls} == {job_id}


def _records(lines: list[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line.startswith("{") and '"component"' in line and '"_aws"' not in line:
            yield json.loads(line)
