"""Whatever the orchestrating model does: the same steps, once each, and the same result."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from strands.models import BedrockModel

from agent.context import JobContext
from agent.control import RunControl
from agent.run import events_of
from petavatar.results import outcome_of
from testing import photos
from testing.bedrock import (
    ANALYSIS,
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
from testing.replies import an_analysis_reply
from tests.support.cloud import Cloud
from tests.support.pacing import noting, settle, until
from tests.support.sampling import one_in
from tests.support.telemetry import captured_telemetry

# Their photo is one, and others test its decoder's process.
pytestmark = pytest.mark.usefixtures("pictures_decoded_once")

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
        stored = photos.opened(cloud.stored(outcome["s3_avatar_key"]))
        assert stored.tobytes() == photos.opened(PORTRAIT).tobytes()

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
                assert next(events)["type"] == "heartbeat"
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
