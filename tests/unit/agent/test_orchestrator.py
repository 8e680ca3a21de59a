"""The Strands agent: four tools without arguments, a limit on turns, and an end as soon as a tool fails."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError
from strands.models import BedrockModel

from agent.context import JobContext
from agent.control import Role
from agent.orchestrator import MAX_TURNS, orchestrate
from agent.prompts.texts import CURRENT
from agent.steps import Step, StepGraph
from agent.tools.analyze_pet_image import AnalyzedPhoto
from agent.tools.generate_avatar_image import Avatar
from petavatar.errors import NoPetFound
from testing.bedrock import ORCHESTRATOR, BedrockEndpoint, error, turns
from testing.jobs import A_JOB_ID, MARK
from testing.replies import career, identity, pet_analysis
from tests.support.job_context import settings

MakeJob = Callable[..., JobContext]
TOOLS = ["analyze_pet_image", "map_personality_to_career", "generate_avatar_image", "generate_identity_package"]
RESULTS = [AnalyzedPhoto(pet_analysis()), career(), Avatar(avatar_key="generated/x/avatar.png", mark=MARK), identity()]


@pytest.fixture
def executor() -> Iterator[Executor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def _graph(executor: Executor, **works: Callable[[], Any]) -> StepGraph:
    """Four steps that need nothing and have their results at hand."""
    steps = [
        Step(name, (), works.get(name, lambda result=result: result))
        for name, result in zip(TOOLS, RESULTS, strict=True)
    ]
    return StepGraph(steps, executor, lambda *_: None)


def test_the_model_is_offered_four_tools_that_take_no_more_than_a_note(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, executor: Executor
) -> None:
    endpoint.on(ORCHESTRATOR, turns("Done."))

    orchestrate(make_job(), model, _graph(executor))

    body = endpoint.calls[0].body
    specs = [tool["toolSpec"] for tool in body["toolConfig"]["tools"]]
    assert [spec["name"] for spec in specs] == TOOLS
    for spec in specs:
        schema = spec["inputSchema"]["json"]
        assert set(schema["properties"]) == {"note"}
        assert not schema.get("required")
        assert spec["description"]
        assert "tool_context" not in str(spec)
    assert "any" not in body["toolConfig"].get("toolChoice", {})
    assert body["system"] == [{"text": CURRENT.text("orchestrate")}]
    assert endpoint.calls[0].model_id == settings().orchestrator_model_id


def test_each_tool_answers_with_a_short_summary(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, executor: Executor
) -> None:
    endpoint.on(ORCHESTRATOR, turns(TOOLS))

    orchestrate(make_job(), model, _graph(executor))

    answers = [block["toolResult"] for block in endpoint.calls[1].body["messages"][2]["content"]]
    assert [answer["status"] for answer in answers] == ["success"] * 4
    assert [answer["content"][0]["json"] for answer in answers] == [
        {
            "species": "cat",
            "breed": "tabby",
            "dominant_traits": ["calm", "watchful", "dignified"],
            "vibe": "CFO energy",
        },
        {"job_title": "Head of Quiet Operations", "seniority": "senior", "industry": "finance"},
        {"stored": True},
        {"paragraphs": 3, "skills": 5},
    ]


def test_a_model_that_goes_in_circles_is_ended(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, executor: Executor
) -> None:
    endpoint.on(ORCHESTRATOR, turns(*[["analyze_pet_image"]] * 50))

    orchestrate(make_job(), model, _graph(executor))

    assert len(endpoint.calls) == MAX_TURNS


def test_a_failed_tool_ends_the_run_with_its_own_error(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, executor: Executor
) -> None:
    def fail() -> None:
        raise NoPetFound("It shows a cup of coffee")

    endpoint.on(ORCHESTRATOR, turns(["analyze_pet_image"], TOOLS))

    with pytest.raises(NoPetFound, match="coffee"):
        orchestrate(make_job(), model, _graph(executor, analyze_pet_image=fail))

    assert len(endpoint.calls) == 1


def test_a_models_own_failure_is_raised_unwrapped(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, executor: Executor
) -> None:
    endpoint.on(ORCHESTRATOR, error(403, "AccessDeniedException"))

    with pytest.raises(ClientError, match="AccessDenied"):
        orchestrate(make_job(), model, _graph(executor))


def test_a_cancelled_run_asks_the_model_nothing_more(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, executor: Executor
) -> None:
    job = make_job()

    def cancel() -> Any:
        job.control.cancelled.set()
        return RESULTS[0]

    endpoint.on(ORCHESTRATOR, turns(["analyze_pet_image"], TOOLS))

    orchestrate(job, model, _graph(executor, analyze_pet_image=cancel))

    assert len(endpoint.calls) == 1


def test_what_the_model_used_is_added_up(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, executor: Executor
) -> None:
    endpoint.on(ORCHESTRATOR, turns(TOOLS))
    job = make_job()

    orchestrate(job, model, _graph(executor))

    used = {"calls": 2, "input_tokens": 200, "output_tokens": 40, "images": 0}
    assert job.control.usage.totals() == used
    names: dict[Role, str] = {"text": "t", "orchestrator": "o", "image": "i"}
    assert job.control.usage.record(names)["models"]["orchestrator"] == {"model": "o", **used}


def test_two_runs_at_once_share_one_model_and_nothing_else(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, executor: Executor
) -> None:
    together = threading.Barrier(2)

    def meet() -> Any:
        together.wait(20)
        return RESULTS[0]

    endpoint.on(ORCHESTRATOR, turns(TOOLS))
    jobs = [make_job(), make_job(job_id=A_JOB_ID.replace("0b6f", "1b6f"))]

    ends = [executor.submit(orchestrate, job, model, _graph(executor, analyze_pet_image=meet)) for job in jobs]

    assert [end.result(30) for end in ends] == [None, None]
    assert all(len(call.body["messages"]) in (1, 3) for call in endpoint.calls)


def test_the_models_client_does_not_retry_and_has_the_steps_timeouts(model: BedrockModel) -> None:
    config: Any = model.client.meta.config

    assert config.retries["total_max_attempts"] == 1
    assert config.read_timeout == 5
    assert model.get_config()["streaming"] is False
    assert "temperature" not in model.get_config()
