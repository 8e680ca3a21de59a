"""One run on the wire: whatever the orchestrating model does, the same steps, once each, and the same result."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from strands.models import BedrockModel

from agent.context import JobContext
from agent.control import RunControl
from agent.run import events_of
from agent.tools import analyze_pet_image, generate_avatar_image, generate_identity_package, map_personality_to_career
from agent.tools.generate_avatar_image import Avatar
from petavatar.results import outcome_of
from tests.support.bedrock import (
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
from tests.support.cloud import Cloud
from tests.support.jobs import A_JOB_ID
from tests.support.replies import an_analysis_reply, an_identity, career, identity, no_pet_reply, pet_analysis
from tests.support.telemetry import captured_telemetry

MakeJob = Callable[..., JobContext]
PATIENCE_S = 20.0
ALL_FOUR = ["analyze_pet_image", "map_personality_to_career", "generate_avatar_image", "generate_identity_package"]


@pytest.fixture
def control() -> RunControl:
    return RunControl.lasting(60)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    yield
    settle()


def settle() -> None:
    """Waits until the threads of every run have ended."""
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join(PATIENCE_S)
            assert not thread.is_alive(), thread.name


def _until(event: threading.Event, answer: Answer) -> Callable[[Call], Answer]:
    """Answers once the event has come."""

    def wait(_: Call) -> Answer:
        assert event.wait(PATIENCE_S)
        return answer

    return wait


def _noting(event: threading.Event, answer: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
    """Answers, and notes when the third turn is answered."""

    def note(call: Call) -> Answer:
        if sum(entry["role"] == "assistant" for entry in call.body["messages"]) == 2:
            event.set()
        return answer(call)

    return note


def _with_input(name: str, record: Any) -> Callable[[Call], Answer]:
    """Calls one tool with these arguments, then ends."""

    def answer(call: Call) -> Answer:
        if len(call.body["messages"]) > 1:
            return message({"text": "Done."})
        return tool_use(name, record)

    return answer


class TestWhateverTheModelDoes:
    @pytest.mark.parametrize(
        "orchestrator",
        [
            pytest.param([IN_ORDER], id="in order"),
            pytest.param([turns(ALL_FOUR)], id="all at once"),
            pytest.param([turns(*([name] for name in reversed(ALL_FOUR)))], id="in reverse"),
            pytest.param([turns(ALL_FOUR[2:], ALL_FOUR[:2])], id="too early"),
            pytest.param([turns(ALL_FOUR * 3)], id="three times each at once"),
            pytest.param([turns(*[[name] for name in ALL_FOUR for _ in range(2)])], id="twice each"),
            pytest.param([turns(*[["analyze_pet_image"]] * 50)], id="in circles"),
            pytest.param([turns("I would rather talk about cats.")], id="never"),
            pytest.param([turns(["delete_everything"], ["analyze_pet_image"])], id="an unknown tool"),
            pytest.param([_with_input("analyze_pet_image", {"note": {"a": [1]}})], id="arguments of a wrong type"),
            pytest.param([_with_input("analyze_pet_image", {"url": "s3://x", "note": "x"})], id="invented arguments"),
            pytest.param([_with_input("analyze_pet_image", {"note": "x" * 100_000})], id="a long note"),
            pytest.param([message(stop="end_turn")], id="an empty answer"),
            pytest.param([message({"text": "no"}, stop="guardrail_intervened")], id="a guardrail"),
            pytest.param([message({"text": "and so"}, stop="max_tokens")], id="too many words"),
            pytest.param([throttled(), IN_ORDER], id="throttled once"),
            pytest.param([error(500, "InternalServerException")], id="a server error"),
            pytest.param([error(403, "AccessDeniedException")], id="no access"),
            pytest.param([error(400, "ValidationException")], id="a request refused"),
            pytest.param([Answer(b"no json")], id="garbage"),
            pytest.param([Answer(b"{" * 1000, cut=True)], id="a broken connection"),
        ],
    )
    def test_every_step_is_done_once_and_the_result_is_the_same(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, orchestrator: list[Any], cloud: Cloud
    ) -> None:
        endpoint.on(ORCHESTRATOR, *orchestrator)

        events = list(events_of(make_job(), model))
        settle()

        assert [event["type"] for event in events] == ["progress"] * 4 + ["result"]
        assert [event["progress"] for event in events[:4]] == [35, 55, 75, 95]
        assert [event["step"] for event in events[:2]] == ALL_FOUR[:2]
        assert {event["step"] for event in events[2:4]} == set(ALL_FOUR[2:])
        assert {name: len(endpoint.asked(name)) for name in STEPS} == dict.fromkeys(STEPS, 1)
        outcome = outcome_of(events[-1]["result"], A_JOB_ID)
        assert outcome["identity_package"]["job_title"] == "Head of Quiet Operations"
        assert cloud.stored(outcome["s3_avatar_key"]) == PORTRAIT

    def test_a_model_that_thinks_too_long_holds_nothing_up(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        thought_enough = threading.Event()
        endpoint.on(ORCHESTRATOR, _until(thought_enough, message({"text": "Where was I?"})))
        try:
            events = list(events_of(make_job(), model))
        finally:
            thought_enough.set()

        assert events[-1]["type"] == "result"

    def test_a_model_that_fails_is_noted(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        go_on = threading.Event()
        endpoint.on(ORCHESTRATOR, error(403, "AccessDeniedException"))
        endpoint.on(ANALYSIS, _until(go_on, tool_use(ANALYSIS, an_analysis_reply())))

        with captured_telemetry() as telemetry:
            events = events_of(make_job(heartbeat_s=0.05), model)
            while not any(record["message"] == "orchestration failed" for record in telemetry.logs):
                assert next(events) == {"type": "heartbeat"}
            go_on.set()
            assert list(events)[-1]["type"] == "result"

    def test_there_is_no_closing_turn(self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint) -> None:
        third_turn = threading.Event()
        endpoint.on(ORCHESTRATOR, _noting(third_turn, IN_ORDER))
        endpoint.on(IMAGE, _until(third_turn, portrait()))

        events = list(events_of(make_job(), model))
        settle()

        assert events[-1]["type"] == "result"
        assert len(endpoint.asked(ORCHESTRATOR)) == 3


class TestTheResult:
    def test_what_was_used_is_told(self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint) -> None:
        third_turn = threading.Event()
        endpoint.on(ORCHESTRATOR, _noting(third_turn, IN_ORDER))
        endpoint.on(IMAGE, _until(third_turn, portrait()))
        endpoint.on(IDENTITY, _until(third_turn, tool_use(IDENTITY, an_identity())))

        usage = list(events_of(make_job(), model))[-1]["result"]["usage"]

        # Three turns and three steps in words, 100 and 20 tokens each, and one picture.
        assert usage == {"calls": 7, "input_tokens": 600, "output_tokens": 120, "images": 1}

    def test_the_models_that_answered_are_told(self, make_job: MakeJob, model: BedrockModel) -> None:
        job = make_job()

        models = list(events_of(job, model))[-1]["result"]["models"]

        assert models == {
            "text": job.settings.text_model_id,
            "orchestrator": job.settings.orchestrator_model_id,
            "image": job.settings.image_model_id,
            "offline": False,
        }

    def test_an_offline_stand_in_is_told(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        endpoint.on(IMAGE, portrait(headers={"x-petavatar-offline": "brush-1"}))

        models = list(events_of(make_job(), model))[-1]["result"]["models"]

        assert (models["image"], models["offline"]) == ("offline/brush-1", True)

    def test_face_and_words_are_of_the_same_person(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        list(events_of(make_job(), model))

        settled = json.loads(
            endpoint.asked(IDENTITY)[0].body["messages"][0]["content"][0]["text"].split("<career>")[1].split("</")[0]
        )
        drawn = endpoint.asked(IMAGE)[0].body["prompt"]
        person = {"feminine": "woman", "masculine": "man", "androgynous": "person"}[settled["presentation"]]
        assert f"{person} in their {settled['age_range']}" in drawn
        assert settled["job_title"] in drawn


class TestSideBySide:
    def test_avatar_and_identity_are_asked_for_at_the_same_time(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        both_in_flight = threading.Barrier(2)

        def meet(answer: Answer) -> Callable[[Call], Answer]:
            def wait(_: Call) -> Answer:
                both_in_flight.wait(PATIENCE_S)
                return answer

            return wait

        endpoint.on(ORCHESTRATOR, turns("No tools today."))
        endpoint.on(IMAGE, meet(portrait()))
        endpoint.on(IDENTITY, meet(tool_use(IDENTITY, an_identity())))

        events = list(events_of(make_job(), model))

        assert events[-1]["type"] == "result"
        assert not both_in_flight.broken

    def test_the_first_step_does_not_wait_for_the_model(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        both_in_flight = threading.Barrier(2)

        def first_turn(call: Call) -> Answer:
            if len(call.body["messages"]) == 1:
                both_in_flight.wait(PATIENCE_S)
            return IN_ORDER(call)

        def analysis(_: Call) -> Answer:
            both_in_flight.wait(PATIENCE_S)
            return tool_use(ANALYSIS, an_analysis_reply())

        endpoint.on(ORCHESTRATOR, first_turn)
        endpoint.on(ANALYSIS, analysis)

        assert list(events_of(make_job(), model))[-1]["type"] == "result"
        assert not both_in_flight.broken


class TestAFailedStep:
    @pytest.mark.parametrize(
        ("name", "answer", "slug", "asked"),
        [
            (ANALYSIS, tool_use(ANALYSIS, no_pet_reply()), "no-pet-found", {ANALYSIS}),
            (ANALYSIS, error(403, "AccessDeniedException"), "model-unavailable", {ANALYSIS}),
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
        endpoint.on(failing, _until(both, error(403, "AccessDeniedException")))
        try:
            last = list(events_of(make_job(), model))[-1]
        finally:
            over.set()

        assert last["error"]["type"] == "urn:petavatar:problem:model-unavailable"

    def test_it_is_its_own_problem_that_is_told_not_that_of_a_step_which_it_ended(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        cancelled = _HoldingUpWhoCancels()
        endpoint.on(IDENTITY, throttled())
        endpoint.on(IMAGE, _until(cancelled.waited_for, Answer({"images": [], "finish_reasons": ["Filter reason"]})))
        control = RunControl(deadline=time.monotonic() + 60, cancelled=cancelled)
        try:
            last = list(events_of(make_job(control=control), model))[-1]
        finally:
            cancelled.go_on.set()

        assert last["error"]["type"] == "urn:petavatar:problem:content-refused"

    def test_the_model_is_not_told_of_it_and_does_not_apologise(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        joined = threading.Event()
        endpoint.on(ORCHESTRATOR, _setting(joined, turns(["analyze_pet_image"])))
        endpoint.on(ANALYSIS, _until(joined, tool_use(ANALYSIS, no_pet_reply())))

        list(events_of(make_job(), model))
        settle()

        assert len(endpoint.asked(ORCHESTRATOR)) == 1

    def test_what_is_no_problem_of_ours_tells_nothing_internal(self, make_job: MakeJob, model: BedrockModel) -> None:
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


class _HoldingUpWhoCancels(threading.Event):
    """A cancel signal that reaches those who wait for it well before whoever sends it goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.waited_for = threading.Event()
        self.go_on = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.waited_for.set()
        return super().wait(PATIENCE_S)

    def set(self) -> None:
        first = not self.is_set()
        super().set()
        if first:
            self.go_on.wait(0.5)


def _setting(event: threading.Event, answer: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
    def note(call: Call) -> Answer:
        event.set()
        return answer(call)

    return note


class TestTime:
    def test_past_the_deadline_the_run_is_over(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        over = threading.Event()
        endpoint.on(ANALYSIS, _until(over, tool_use(ANALYSIS, an_analysis_reply())))
        job = make_job(control=RunControl.lasting(0.3))
        try:
            events = list(events_of(job, model))
        finally:
            over.set()

        assert [event["type"] for event in events] == ["error"]
        assert events[0]["error"]["type"] == "urn:petavatar:problem:job-timed-out"
        assert events[0]["error"]["retryable"] is True
        assert job.control.cancelled.is_set()

    def test_a_run_that_has_no_time_makes_no_call(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        events = list(events_of(make_job(control=RunControl.lasting(-1)), model))
        settle()

        assert events[-1]["error"]["type"] == "urn:petavatar:problem:job-timed-out"
        assert {call.name for call in endpoint.calls} <= {ORCHESTRATOR}

    def test_while_nothing_happens_the_heart_beats(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        beaten = threading.Event()
        endpoint.on(ANALYSIS, _until(beaten, tool_use(ANALYSIS, an_analysis_reply())))
        events = events_of(make_job(heartbeat_s=0.05), model)

        assert [next(events), next(events)] == [{"type": "heartbeat"}] * 2
        beaten.set()

        assert [event["type"] for event in events if event["type"] != "heartbeat"] == ["progress"] * 4 + ["result"]

    def test_closing_the_stream_cancels_the_run(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        closed = threading.Event()
        endpoint.on(CAREER, _until(closed, error(403, "AccessDeniedException")))
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

        second = list(events_of(make_job(control=RunControl.lasting(60)), model))[-1]["result"]

        assert {name: len(endpoint.asked(name)) for name in STEPS} == paid == dict.fromkeys(STEPS, 1)
        assert {**second, "usage": None} == {**first, "usage": None}

    def test_a_run_goes_on_where_the_last_one_failed(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        endpoint.on(CAREER, error(403, "AccessDeniedException"))
        assert list(events_of(make_job(), model))[-1]["type"] == "error"
        settle()
        endpoint.reset()

        assert list(events_of(make_job(control=RunControl.lasting(60)), model))[-1]["type"] == "result"

        assert endpoint.asked(ANALYSIS) == []
        assert len(endpoint.asked(CAREER)) == 1

    def test_kept_steps_alone_make_a_result(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        job = make_job()
        job.workspace.keep(analyze_pet_image.STEP, pet_analysis())
        job.workspace.keep(map_personality_to_career.STEP, career())
        job.workspace.keep(generate_avatar_image.STEP, Avatar(avatar_key=f"generated/{A_JOB_ID}/avatar.png"))
        job.workspace.keep(generate_identity_package.STEP, identity())

        assert list(events_of(job, model))[-1]["type"] == "result"

        assert {call.name for call in endpoint.calls} <= {ORCHESTRATOR}


class TestWhatTheModelsSee:
    def test_the_photo_is_in_one_block_of_one_message_and_nowhere_else(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        third_turn = threading.Event()
        endpoint.on(ORCHESTRATOR, _noting(third_turn, IN_ORDER))
        endpoint.on(IMAGE, _until(third_turn, portrait()))

        list(events_of(make_job(), model))
        settle()

        (analysis,) = endpoint.asked(ANALYSIS)
        blocks = analysis.body["messages"][0]["content"]
        image = blocks[0]["image"]["source"].pop("bytes")
        assert [set(block) for block in blocks] == [{"image"}, {"text"}]
        everything = json.dumps([call.body for call in endpoint.calls])
        assert image[:60] not in everything
        assert "/9j/" not in everything
        assert "iVBOR" not in everything

    def test_the_orchestrating_model_sees_short_summaries_and_no_profile(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        third_turn = threading.Event()
        endpoint.on(ORCHESTRATOR, _noting(third_turn, IN_ORDER))
        endpoint.on(IMAGE, _until(third_turn, portrait()))

        list(events_of(make_job(), model))
        settle()

        last = json.dumps(endpoint.asked(ORCHESTRATOR)[-1].body["messages"])
        assert '"species": "cat"' in last
        assert '"job_title": "Head of Quiet Operations"' in last
        for private in ("would_steal_lunch", "personality_dimensions", "uploads/", "s3://", "generated/", A_JOB_ID):
            assert private not in last
        assert len(last) < 4000
