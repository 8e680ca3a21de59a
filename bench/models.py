"""Models that take their time: sensible answers after fixed delays, on the wire."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

from bench.pictures import picture
from testing.bedrock import (
    ANALYSIS,
    CAREER,
    IDENTITY,
    IMAGE,
    IN_ORDER,
    ORCHESTRATOR,
    Answer,
    BedrockEndpoint,
    Call,
    portrait,
    tool_use,
)
from testing.loopback import serving
from testing.replies import a_career, an_analysis_reply, an_identity

DELAYS_S: Final = {ANALYSIS: 3.0, CAREER: 2.0, IMAGE: 6.0, IDENTITY: 4.0, ORCHESTRATOR: 1.0}
"""What each model takes; the orchestrator, for each turn."""
CRITICAL_PATH_S: Final = DELAYS_S[ANALYSIS] + DELAYS_S[CAREER] + max(DELAYS_S[IMAGE], DELAYS_S[IDENTITY])
"""Analysis, career, and the slower one of avatar and identity."""

_PORTRAIT_PX: Final = (1024, 1024)


@contextmanager
def slow_models() -> Iterator[BedrockEndpoint]:
    """Serves the models. The portrait is as heavy as a real one: 1024 pixels square, full of detail."""
    endpoint = BedrockEndpoint()
    answers = {
        ANALYSIS: tool_use(ANALYSIS, an_analysis_reply()),
        CAREER: tool_use(CAREER, a_career()),
        IDENTITY: tool_use(IDENTITY, an_identity()),
        IMAGE: portrait(picture(_PORTRAIT_PX, "PNG")),
    }
    for name, answer in answers.items():
        endpoint.on(name, _after(DELAYS_S[name], partial(_always, answer)))
    endpoint.on(ORCHESTRATOR, _after(DELAYS_S[ORCHESTRATOR], IN_ORDER))
    with serving(endpoint.app()) as endpoint.url:
        yield endpoint


def _always(answer: Answer, _: Call) -> Answer:
    return answer


def _after(seconds: float, answering: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        time.sleep(seconds)
        return answering(call)

    return answer
