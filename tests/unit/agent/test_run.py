"""One run on the wire: whatever the orchestrating model does, the same steps, once each, and the same result."""

import itertools
import json
import threading
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import pytest
from strands.models import BedrockModel

from agent.context import JobContext
from agent.control import Role, RunControl, Usage
from agent.models.pricing import AS_OF
from agent.run import events_of
from petavatar.results import outcome_of
from testing.bedrock import (
    ANALYSIS,
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
from testing.replies import an_analysis_reply, an_identity
from tests.support.cloud import Cloud
from tests.support.pacing import PATIENCE_S, meeting, noting, settle, until
from tests.support.sampling import one_in
from tests.support.telemetry import captured_telemetry

MakeJob = Callable[..., JobContext]
ALL_FOUR = ["analyze_pet_image", "map_personality_to_career", "generate_avatar_image", "generate_identity_package"]


@pytest.fixture
def control() -> RunControl:
    return RunControl.lasting(A_JOB_ID, 60)


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
        one_in(
            3,
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
                pytest.param(
                    [_with_input("analyze_pet_image", {"url": "s3://x", "note": "x"})], id="invented arguments"
                ),
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
        ),
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
        endpoint.on(ORCHESTRATOR, until(thought_enough, message({"text": "Where was I?"})))
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
        endpoint.on(ANALYSIS, until(go_on, tool_use(ANALYSIS, an_analysis_reply())))

        with captured_telemetry() as telemetry:
            events = events_of(make_job(heartbeat_s=0.05), model)
            while not any(record["message"] == "orchestration failed" for record in telemetry.logs):
                assert next(events) == {"type": "heartbeat"}
            go_on.set()
            assert list(events)[-1]["type"] == "result"

    def test_there_is_no_closing_turn(self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint) -> None:
        third_turn = threading.Event()
        endpoint.on(ORCHESTRATOR, noting(third_turn, IN_ORDER, turn=2))
        endpoint.on(IMAGE, until(third_turn, portrait()))

        events = list(events_of(make_job(), model))
        settle()

        assert events[-1]["type"] == "result"
        assert len(endpoint.asked(ORCHESTRATOR)) == 3


class TestTheResult:
    def test_it_holds_what_was_used(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job, third_turn_is_counted = make_job(), threading.Event()
        count, turns_counted = job.control.usage.add_answer, itertools.count(1)

        def add_answer(role: Role, tokens: Mapping[str, Any]) -> None:
            count(role, tokens)
            if role == "orchestrator" and next(turns_counted) == 3:
                third_turn_is_counted.set()

        monkeypatch.setattr(Usage, "add_answer", lambda _, role, tokens: add_answer(role, tokens))
        endpoint.on(IMAGE, until(third_turn_is_counted, portrait()))
        endpoint.on(IDENTITY, until(third_turn_is_counted, tool_use(IDENTITY, an_identity())))

        usage = list(events_of(job, model))[-1]["result"]["usage"]

        # Three turns and three steps in words, 100 and 20 tokens each, and one picture.
        models = usage.pop("models")
        assert usage.pop("cost_usd") > usage.pop("images") * 0.04
        assert usage.pop("prices_as_of") == AS_OF
        assert usage == {"calls": 7, "input_tokens": 600, "output_tokens": 120}
        assert {role: model["calls"] for role, model in models.items()} == {"text": 3, "orchestrator": 3, "image": 1}

    def test_it_names_the_models_that_answered(self, make_job: MakeJob, model: BedrockModel) -> None:
        job = make_job()

        models = list(events_of(job, model))[-1]["result"]["models"]

        assert models == {
            "text": job.settings.text_model_id,
            "orchestrator": job.settings.orchestrator_model_id,
            "image": job.settings.image_model_id,
            "offline": False,
        }

    def test_it_names_an_offline_stand_in(
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

        endpoint.on(ORCHESTRATOR, turns("No tools today."))
        endpoint.on(IMAGE, meeting(both_in_flight, portrait()))
        endpoint.on(IDENTITY, meeting(both_in_flight, tool_use(IDENTITY, an_identity())))

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

        endpoint.on(ORCHESTRATOR, first_turn)
        endpoint.on(ANALYSIS, meeting(both_in_flight, tool_use(ANALYSIS, an_analysis_reply())))

        assert list(events_of(make_job(), model))[-1]["type"] == "result"
        assert not both_in_flight.broken


class TestOneIdFollowsTheJob:
    def test_every_call_of_a_model_says_whose_it_is(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        list(events_of(make_job(), model))
        settle()

        assert {call.name for call in endpoint.calls} == {*STEPS, ORCHESTRATOR}
        assert [call.metadata for call in endpoint.calls] == [{"job_id": A_JOB_ID}] * len(endpoint.calls)

    def test_runs_that_share_the_model_keep_their_own_ids(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        ids = [A_JOB_ID, str(uuid4())]

        for job_id in ids:
            list(events_of(make_job(job_id=job_id, control=RunControl.lasting(job_id, 60)), model))
            settle()

        assert {call.metadata["job_id"] for call in endpoint.asked(ORCHESTRATOR)} == set(ids)
        assert "additional_args" not in model.config

    def test_every_log_line_of_a_run_holds_it(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        endpoint.on(ANALYSIS, throttled(), tool_use(ANALYSIS, an_analysis_reply()))
        with captured_telemetry() as telemetry:
            list(events_of(make_job(), model))
            settle()

        assert {"run started", "record_analysis failed", "step done", "orchestration ended"} <= {
            record["message"] for record in telemetry.logs
        }
        assert {record["job_id"] for record in telemetry.logs} == {A_JOB_ID}


class TestWhatTheModelsSee:
    def test_the_photo_is_in_one_block_of_one_message_and_nowhere_else(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        third_turn = threading.Event()
        endpoint.on(ORCHESTRATOR, noting(third_turn, IN_ORDER, turn=2))
        endpoint.on(IMAGE, until(third_turn, portrait()))

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
        endpoint.on(ORCHESTRATOR, noting(third_turn, IN_ORDER, turn=2))
        endpoint.on(IMAGE, until(third_turn, portrait()))

        list(events_of(make_job(), model))
        settle()

        last = json.dumps(endpoint.asked(ORCHESTRATOR)[-1].body["messages"])
        assert '"species": "cat"' in last
        assert '"job_title": "Head of Quiet Operations"' in last
        for private in ("would_steal_lunch", "personality_dimensions", "uploads/", "s3://", "generated/", A_JOB_ID):
            assert private not in last
        assert len(last) < 4000
