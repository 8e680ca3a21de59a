"""One run on the wire: what its result holds, what runs side by side, and what the models see."""

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
from testing.bedrock import (
    ANALYSIS,
    IDENTITY,
    IMAGE,
    IN_ORDER,
    ORCHESTRATOR,
    STEPS,
    Answer,
    BedrockEndpoint,
    Call,
    portrait,
    throttled,
    tool_use,
    turns,
)
from testing.jobs import A_JOB_ID
from testing.replies import an_analysis_reply, an_identity
from tests.support.pacing import PATIENCE_S, meeting, noting, settle, until
from tests.support.telemetry import captured_telemetry

MakeJob = Callable[..., JobContext]


@pytest.fixture
def control() -> RunControl:
    return RunControl.lasting(A_JOB_ID, 60)


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

    @pytest.mark.parametrize(
        ("planted", "share"),
        [
            ({}, 1),
            ({"present": "Feeds the ships of the whole bay, twice a day."}, 5 / 6),
            ({"past": "Began after 60 years on the south side of the building."}, 5 / 6),
        ],
    )
    def test_what_a_model_contradicts_costs_coherence(
        self, make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, planted: dict[str, str], share: float
    ) -> None:
        text = an_identity()
        trajectory = text["career_trajectory"] | planted
        endpoint.on(IDENTITY, tool_use(IDENTITY, text | {"career_trajectory": trajectory}))

        score = list(events_of(make_job(), model))[-1]["result"]["score"]

        assert score["coherence"] == round(100 * share, 1)

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
