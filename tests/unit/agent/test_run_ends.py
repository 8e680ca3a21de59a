"""How a run ends when it does not end well, and how the next one takes it up."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from strands.models import BedrockModel

from agent.context import JobContext
from agent.control import RunControl
from agent.run import events_of
from agent.tools import analyze_pet_image, generate_identity_package, map_personality_to_career
from testing.bedrock import (
    ANALYSIS,
    CAREER,
    IDENTITY,
    IMAGE,
    IN_ORDER,
    ORCHESTRATOR,
    PORTRAIT,
    STEPS,
    Answer,
    BedrockEndpoint,
    Call,
    error,
    message,
    portrait,
    throttled,
    tool_use,
    turns,
)
from testing.jobs import A_JOB_ID
from testing.replies import an_analysis, an_analysis_reply, an_identity, career, identity, no_pet_reply, pet_analysis
from tests.support.cloud import Cloud
from tests.support.pacing import PATIENCE_S, HoldingUpWhoCancels, noting, settle, until
from tests.support.telemetry import captured_telemetry

pytestmark = pytest.mark.usefixtures("pictures_decoded_once")
MakeJob = Callable[..., JobContext]
BLIND = "This model doesn't support the image field for user messages."
ALL_FOUR = ["analyze_pet_image", "map_personality_to_career", "generate_avatar_image", "generate_identity_package"]


@pytest.fixture
def control() -> RunControl:
    return RunControl.lasting(A_JOB_ID, 60)


class TestAFailedStep:
    @pytest.mark.parametrize(
        ("name", "answer", "slug", "asked"),
        [
            (ANALYSIS, tool_use(ANALYSIS, no_pet_reply()), "no-pet-found", {ANALYSIS}),
            (ANALYSIS, error(403, "AccessDeniedException"), "model-unavailable", {ANALYSIS}),
            (ANALYSIS, error(400, "ValidationException", "no tool use"), "model-unsuitable", {ANALYSIS}),
            (ANALYSIS, error(400, "ValidationException", BLIND), "model-unsuitable", {ANALYSIS}),
            (CAREER, message({"text": "No."}, stop="refusal"), "content-refused", {ANALYSIS, CAREER}),
            (CAREER, message({"text": "No."}), "agent-failure", {ANALYSIS, CAREER}),
            (IMAGE, Answer({"images": [], "finish_reasons": ["Filter reason: prompt"]}), "content-refused", set(STEPS)),
            (IDENTITY, error(400, "ValidationException"), "model-unavailable", set(STEPS)),
        ],
    )
    def test_the_run_ends_with_its_problem(
        self,
        make_job: MakeJob,
        model: BedrockModel,
        endpoint: BedrockEndpoint,
        name: str,
        answer: Answer,
        slug: str,
        asked: set[str],
    ) -> None:
        endpoint.on(name, answer)

        last = list(events_of(make_job(), model))[-1]
        settle()

        assert last["type"] == "error"
        assert last["error"]["type"] == f"urn:petavatar:problem:{slug}"
        assert {call.name for call in endpoint.calls} - {ORCHESTRATOR} <= asked

    @pytest.mark.parametrize(("failing", "held"), [(IMAGE, IDENTITY), (IDENTITY, IMAGE)])
    def test_the_run_does_not_wait_for_the_other_one(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, failing: str, held: str
    ) -> None:
        over, both = threading.Event(), threading.Event()

        def hold(_: Call) -> Answer:
            both.set()
            assert over.wait(PATIENCE_S)
            return error(403, "AccessDeniedException")

        endpoint.on(held, hold)
        endpoint.on(failing, until(both, error(403, "AccessDeniedException")))
        try:
            last = list(events_of(make_job(), model))[-1]
        finally:
            over.set()

        assert last["error"]["type"] == "urn:petavatar:problem:model-unavailable"
        assert last["unfinished"] is True

    @pytest.mark.parametrize(
        ("name", "answer"),
        [(ANALYSIS, error(403, "AccessDeniedException")), (ANALYSIS, tool_use(ANALYSIS, no_pet_reply()))],
        ids=["may be tried again", "for good"],
    )
    def test_with_no_other_step_at_work_the_run_is_finished(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, name: str, answer: Answer
    ) -> None:
        endpoint.on(name, answer)

        assert list(events_of(make_job(), model))[-1]["unfinished"] is False

    def test_what_fails_for_good_leaves_nothing_to_finish(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        over, both = threading.Event(), threading.Event()

        def hold(_: Call) -> Answer:
            both.set()
            assert over.wait(PATIENCE_S)
            return portrait()

        endpoint.on(IMAGE, hold)
        endpoint.on(IDENTITY, until(both, message({"text": "No."}, stop="refusal")))
        try:
            last = list(events_of(make_job(), model))[-1]
        finally:
            over.set()

        assert last["error"]["type"] == "urn:petavatar:problem:content-refused"
        assert last["unfinished"] is False

    def test_its_own_problem_is_reported_not_that_of_a_step_which_it_ended(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        cancelled = HoldingUpWhoCancels()
        endpoint.on(IDENTITY, throttled())
        endpoint.on(IMAGE, until(cancelled.waited_for, Answer({"images": [], "finish_reasons": ["Filter reason"]})))
        control = RunControl(job_id=A_JOB_ID, deadline=time.monotonic() + 60, cancelled=cancelled)
        try:
            last = list(events_of(make_job(control=control), model))[-1]
        finally:
            cancelled.go_on.set()

        assert last["error"]["type"] == "urn:petavatar:problem:content-refused"

    def test_the_model_does_not_learn_of_it_and_does_not_apologise(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        joined = threading.Event()
        endpoint.on(ORCHESTRATOR, noting(joined, turns(["analyze_pet_image"])))
        endpoint.on(ANALYSIS, until(joined, tool_use(ANALYSIS, no_pet_reply())))

        list(events_of(make_job(), model))
        settle()

        assert len(endpoint.asked(ORCHESTRATOR)) == 1

    def test_what_is_no_problem_of_ours_shows_nothing_internal(self, make_job: MakeJob, model: BedrockModel) -> None:
        job = make_job(image_model_id="of-no-known-family")

        with captured_telemetry() as telemetry:
            last = list(events_of(job, model))[-1]

        assert last["error"]["type"] == "urn:petavatar:problem:agent-failure"
        assert "family" not in last["error"]["detail"]
        assert any(record["error_type"] == "SettingsError" for record in telemetry.errors())

    def test_a_problem_is_logged_with_its_cause_and_counted(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        endpoint.on(ANALYSIS, error(403, "AccessDeniedException"))

        with captured_telemetry() as telemetry:
            list(events_of(make_job(), model))

        (record,) = telemetry.errors()
        assert (record["component"], record["operation"], record["job_id"]) == ("agent", "run", A_JOB_ID)
        assert record["problem"] == "model-unavailable"
        assert "AccessDenied" in record["error_type"]
        assert [metric["component"] for metric in telemetry.counted("Error")] == ["agent"]


class TestTime:
    @pytest.mark.parametrize(
        "orchestrator", [IN_ORDER, turns(ALL_FOUR), turns("No tools today.")], ids=["in order", "all at once", "none"]
    )
    def test_past_the_deadline_the_run_is_over(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, orchestrator: Any
    ) -> None:
        endpoint.on(ORCHESTRATOR, orchestrator)
        over = threading.Event()
        endpoint.on(ANALYSIS, until(over, tool_use(ANALYSIS, an_analysis_reply())))
        job = make_job(control=RunControl.lasting(A_JOB_ID, 0.3))
        try:
            events = list(events_of(job, model))
        finally:
            over.set()

        assert [event["type"] for event in events] == ["error"]
        assert events[0]["error"]["type"] == "urn:petavatar:problem:job-timed-out"
        assert events[0]["error"]["retryable"] is True
        assert events[0]["unfinished"] is False
        assert job.control.cancelled.is_set()

    def test_a_run_that_has_no_time_makes_no_call(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        events = list(events_of(make_job(control=RunControl.lasting(A_JOB_ID, -1)), model))
        settle()

        assert events[-1]["error"]["type"] == "urn:petavatar:problem:job-timed-out"
        assert {call.name for call in endpoint.calls} <= {ORCHESTRATOR}

    def test_while_nothing_happens_the_heart_beats(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        beaten = threading.Event()
        endpoint.on(ANALYSIS, until(beaten, tool_use(ANALYSIS, an_analysis_reply())))
        events = events_of(make_job(heartbeat_s=0.05), model)

        assert [next(events)["type"], next(events)["type"]] == ["heartbeat"] * 2
        beaten.set()

        assert [event["type"] for event in events if event["type"] != "heartbeat"] == ["progress"] * 4 + ["result"]

    def test_closing_the_stream_cancels_the_run(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        closed = threading.Event()
        endpoint.on(CAREER, until(closed, error(403, "AccessDeniedException")))
        job = make_job()
        events = events_of(job, model)
        assert next(events)["type"] == "progress"

        events.close()  # type: ignore[attr-defined]
        closed.set()
        settle()

        assert job.control.cancelled.is_set()
        assert endpoint.asked(IMAGE) == endpoint.asked(IDENTITY) == []


class TestARetriedJob:
    def test_all_that_was_kept_is_not_paid_for_again(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        first = list(events_of(make_job(), model))[-1]["result"]
        settle()
        paid = {name: len(endpoint.asked(name)) for name in STEPS}

        second = list(events_of(make_job(control=RunControl.lasting(A_JOB_ID, 60)), model))[-1]["result"]

        assert {name: len(endpoint.asked(name)) for name in STEPS} == paid == dict.fromkeys(STEPS, 1)
        assert {**second, "usage": None} == {**first, "usage": None}

    def test_a_run_goes_on_where_the_last_one_failed(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        endpoint.on(CAREER, error(403, "AccessDeniedException"))
        assert list(events_of(make_job(), model))[-1]["type"] == "error"
        settle()
        endpoint.reset()

        assert list(events_of(make_job(control=RunControl.lasting(A_JOB_ID, 60)), model))[-1]["type"] == "result"

        assert endpoint.asked(ANALYSIS) == []
        assert len(endpoint.asked(CAREER)) == 1

    def test_kept_steps_alone_make_a_result(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        job = make_job()
        job.workspace.keep(analyze_pet_image.STEP, pet_analysis())
        job.workspace.keep(map_personality_to_career.STEP, career())
        job.workspace.store_avatar(PORTRAIT)
        job.workspace.keep(generate_identity_package.STEP, identity())

        assert list(events_of(job, model))[-1]["type"] == "result"

        assert {call.name for call in endpoint.calls} <= {ORCHESTRATOR}

    def test_steps_that_an_older_version_kept_make_a_result(
        self, make_job: MakeJob, model: BedrockModel, cloud: Cloud
    ) -> None:
        job, new = make_job(), {"pet_box", "looks", "headline"}
        for step, record in ((analyze_pet_image.STEP, an_analysis()), (generate_identity_package.STEP, an_identity())):
            old = {name: value for name, value in record.items() if name not in new}
            cloud.store(f"work/{A_JOB_ID}/{step}.json", json.dumps(old).encode())

        result = list(events_of(job, model))[-1]["result"]

        assert result["pet_box"] == {"head": None, "whole": None}
        assert result["likenesses"] == [{"pet": "a brown coat", "person": "chestnut brown hair"}]
        assert result["identity"]["headline"] is None
