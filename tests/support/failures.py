"""Makes any component fail in earnest, and catches what it logs and counts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any, Final

from botocore.exceptions import ClientError

from agent.models.bedrock import Bedrock
from agent.run import events_of
from petavatar.aws import client
from petavatar.errors import Problem
from testing import photos
from testing.bedrock import ANALYSIS, BedrockEndpoint, error
from testing.events import CONTEXT, api_event, s3_eventbridge
from testing.jobs import a_job
from tests.support.agentcore import AgentEndpoint
from tests.support.cloud import NAMES, Cloud
from tests.support.job_context import a_context, a_control, orchestrating_model_at
from tests.support.telemetry import Telemetry, captured_telemetry

API: Final = ("presigned-url-handler", "process-handler", "status-handler", "result-handler", "delete-handler")
COMPONENTS: Final = (*API, "s3-event-handler", "process-worker", "agent")


@contextmanager
def aws_failing(service: str, code: str) -> Iterator[None]:
    """Has every call to a service fail with an error of AWS's."""

    def fail(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "words of AWS's"}}, "Operation")

    events = client(service).meta.events
    events.register_first(f"before-call.{service}", fail)
    try:
        yield
    finally:
        events.unregister(f"before-call.{service}", fail)


class Failing:
    """Everything that it takes to see a component fail."""

    def __init__(
        self, cloud: Cloud, load: Callable[[str], ModuleType], agent: AgentEndpoint, endpoint: BedrockEndpoint
    ) -> None:
        self._cloud = cloud
        self._load = load
        self._agent = agent
        self._endpoint = endpoint
        self._model = orchestrating_model_at(endpoint)

    def fail(self, component: str, code: str, job_id: str, runtime: Any) -> Telemetry:
        """Has a component fail with an AWS error code while it works for a job."""
        with captured_telemetry() as telemetry, suppress(Problem):
            if component in API:
                self._fail_api(component, code, job_id)
            elif component == "s3-event-handler":
                key = self._cloud.upload(photos.jpeg(), job_id=job_id)
                with aws_failing("dynamodb", code):
                    self._load(component).handler(s3_eventbridge(NAMES.upload_bucket, key), CONTEXT)
            elif component == "process-worker":
                self._fail_worker(code, job_id)
            else:
                self._fail_agent(code, job_id, runtime)
        return telemetry

    def _fail_api(self, component: str, code: str, job_id: str) -> None:
        # Loaded afresh: a function that has just read its keys would not ask for them again.
        handler = self._cloud.handler(component).handler
        with aws_failing("secretsmanager", code):
            handler(api_event(self._cloud.api_key, job_id=job_id), CONTEXT)

    def _fail_worker(self, code: str, job_id: str) -> None:
        self._cloud.write(a_job(job_id=job_id, deadline=4e9, ttl=4_000_000_000))
        self._agent.reset()
        self._agent.refuses(424, code)
        record = self._cloud.delivery(job_id)
        try:
            self._load("process-worker").handler({"Records": [record]}, CONTEXT)
        finally:
            self._cloud.delete(record)

    def _fail_agent(self, code: str, job_id: str, runtime: Any) -> None:
        self._endpoint.reset()
        self._endpoint.on(ANALYSIS, error(400, code))
        etag = self._cloud.inspect(self._cloud.upload(photos.jpeg(), job_id=job_id)).etag
        job = a_context(Bedrock(runtime, runtime), a_control(), job_id=job_id, etag=etag)
        list(events_of(job, self._model))
