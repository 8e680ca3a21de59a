"""One run: the steps, the orchestrating model beside them, and the stream of events."""

import queue
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from typing import Any, Final

from aws_lambda_powertools.metrics import MetricUnit
from strands.models import BedrockModel

from agent import COMPONENT
from agent.budget import MILLION
from agent.card.share import share_cards
from agent.context import JobContext
from agent.findings import findings_of
from agent.marks.mark import Marks
from agent.orchestrator import orchestrate
from agent.result import result_of, usage_of
from agent.steps import Step, StepGraph
from agent.threads import threads
from agent.tools import analyze_pet_image, generate_avatar_image, generate_identity_package, map_personality_to_career
from petavatar.errors import AgentFailure, Problem
from petavatar.telemetry import log_error, logger, measure

PROGRESS: Final = (35, 55, 75, 95)
"""Progress after one, two, three and all four steps, in per cent."""

Event = dict[str, Any]

ANALYSIS: Final = analyze_pet_image.STEP
CAREER: Final = map_personality_to_career.STEP
AVATAR: Final = generate_avatar_image.STEP
IDENTITY: Final = generate_identity_package.STEP


def events_of(job: JobContext, model: BedrockModel) -> Generator[Event]:
    """Runs a job and yields its events; the last one is a result or an error (see `petavatar.agent_runtime`).

    Closing the iterator cancels the run.
    """
    ended: queue.SimpleQueue[tuple[str, BaseException | None]] = queue.SimpleQueue()
    executor = threads(6, f"job-{job.job_id[:8]}")
    graph = StepGraph(_steps(job), executor, lambda name, error: _on_end(job, graph, ended, name, error))
    logger.info("run started", extra={"component": COMPONENT, "job_id": job.job_id})
    try:
        graph.begin()
        executor.submit(job.marking.prepare)
        if not (job.origin and job.origin.keeps_texts):
            executor.submit(orchestrate, job, model, graph).add_done_callback(lambda end: _log_orchestration(job, end))
        yield from _follow(job, graph, ended)
        done = graph.results()
        analyzed, avatar = done[ANALYSIS], done[AVATAR]
        result = result_of(job, analyzed, done[CAREER], avatar, done[IDENTITY])
        score = result["identity"]["similarity_score"]
        measure("SimilarityScore", score, MetricUnit.NoUnit, COMPONENT, prompt_version=job.prompts.version)
        photo = analyzed.photo.jpeg if analyzed.photo else None
        cards = share_cards(job, result, photo, avatar)
        # Workers of earlier versions know the wide card alone.
        pictures = {"card_key": cards.keys.get("wide", ""), "card_keys": cards.keys}
        marks = Marks(avatar=avatar.mark, card=cards.mark).model_dump(mode="json")
        yield {"type": "result", "result": {**result, **pictures, "marks": marks}, "spending": _spending(job)}
    except Problem as problem:
        log_error(COMPONENT, "run", problem.__cause__ or problem, job_id=job.job_id, problem=problem.slug)
        yield _failed(job, graph, {"type": "error", "error": problem.record()})
    # The outermost handler of a run: the worker gets a uniform error without internal details.
    except Exception as error:  # noqa: BLE001
        yield _failed(job, graph, crash(error, job.job_id))
    finally:
        job.control.cancelled.set()
        executor.shutdown(wait=False, cancel_futures=True)
        job.control.budget.close()
        spent = job.control.budget.spent / MILLION
        measure("EstimatedCostUSD", spent, MetricUnit.NoUnit, COMPONENT, prompt_version=job.prompts.version)


def crash(error: Exception, job_id: str) -> Event:
    """Logs an error that is no problem of ours, and returns the event for it. It shows nothing internal."""
    logger.error("the run crashed", extra={"component": COMPONENT, "job_id": job_id}, exc_info=error)
    log_error(COMPONENT, "run", error, job_id=job_id)
    return {"type": "error", "error": AgentFailure("The agent failed. Please try again.").record()}


def _failed(job: JobContext, graph: StepGraph, event: Event) -> Event:
    """The last event of a failed run. What is still at work is kept for the next attempt, if there may be one."""
    unfinished = event["error"]["retryable"] and graph.working and job.control.remaining() > 0
    return {**event, "unfinished": unfinished, "usage": usage_of(job), "spending": _spending(job)}


def _spending(job: JobContext) -> dict[str, int]:
    """What the run has spent, and what it leaves, in its last event: no call of a model begins after this."""
    budget = job.control.budget
    return {"unspent": budget.close(), "spent": budget.spent}


def _so_far(job: JobContext) -> Event:
    """What an event that is not the last one says of the run's costs."""
    return {"usage": usage_of(job), "spending": {"unspent": 0, "spent": job.control.budget.spent}}


def _steps(job: JobContext) -> list[Step]:
    return [
        Step(ANALYSIS, (), lambda: analyze_pet_image.analyze(job)),
        Step(CAREER, (ANALYSIS,), lambda photo: map_personality_to_career.map_career(job, photo.analysis)),
        Step(
            AVATAR,
            (ANALYSIS, CAREER),
            lambda photo, career: generate_avatar_image.generate_avatar(job, photo.analysis, career),
        ),
        Step(
            IDENTITY,
            (ANALYSIS, CAREER),
            lambda photo, career: generate_identity_package.generate_identity(job, photo.analysis, career),
        ),
    ]


def _on_end(
    job: JobContext,
    graph: StepGraph,
    ended: "queue.SimpleQueue[tuple[str, BaseException | None]]",
    name: str,
    error: BaseException | None,
) -> None:
    # Report the first failure before cancelling the other steps: their failures must not come first.
    ended.put((name, error))
    if error is not None or graph.finished:
        # No tool call has returned to the model yet, so there is no closing turn.
        job.control.cancelled.set()


def _follow(
    job: JobContext, graph: StepGraph, ended: "queue.SimpleQueue[tuple[str, BaseException | None]]"
) -> Iterator[Event]:
    """Yields progress and heartbeats until every step has succeeded.

    Raises:
        BaseException: the error of the first failed step, or `JobTimedOut`.
    """
    steps_done = 0
    while steps_done < len(PROGRESS):
        try:
            name, error = ended.get(timeout=max(0.0, min(job.settings.heartbeat_s, job.control.remaining())))
        except queue.Empty:
            job.control.check()
            yield {"type": "heartbeat", **_so_far(job)}
            continue
        if error is not None:
            raise error
        logger.info("step done", component=COMPONENT, job_id=job.job_id, step=name)
        yield {
            "type": "progress",
            "step": name,
            "progress": PROGRESS[steps_done],
            "findings": findings_of(job, graph.results()),
            **_so_far(job),
        }
        steps_done += 1


def _log_orchestration(job: JobContext, end: "Future[None]") -> None:
    if end.cancelled() or end.exception() is None or job.control.cancelled.is_set():
        return
    # The steps don't need the orchestrating model, so its failure is only logged.
    logger.warning(
        "orchestration failed",
        extra={"component": COMPONENT, "job_id": job.job_id, "error_type": type(end.exception()).__name__},
    )
