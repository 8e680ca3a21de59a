"""What a model replies reaches no result but as plain prose."""

import json
from typing import Any

import pytest
from strands.models import BedrockModel

from agent.context import JobContext
from agent.run import events_of
from agent.schemas import PetAnalysis
from agent.tools.analyze_pet_image import STEP, analyze
from agent.tools.generate_identity_package import generate_identity
from agent.tools.map_personality_to_career import map_career
from petavatar.errors import AgentFailure
from petavatar.results import outcome_of
from testing.bedrock import (
    ANALYSIS,
    CAREER,
    IDENTITY,
    IMAGE,
    ORCHESTRATOR,
    BedrockEndpoint,
    text,
    tool_use,
)
from testing.replies import (
    a_career,
    an_analysis,
    an_analysis_reply,
    an_identity,
    career,
    pet_analysis,
)
from tests.security.harms import harms_in, our_sentences, texts_in
from tests.security.injections import (
    HOSTILE_TEXTS,
    MALFORMED_ANALYSES,
    MALFORMED_CAREERS,
    MALFORMED_IDENTITIES,
    PADDING,
)
from tests.security.prompt_injection.conftest import MakeJob
from tests.support.pacing import settle
from tests.support.sampling import one_in


@pytest.mark.parametrize("kind", one_in(4, HOSTILE_TEXTS))
def test_a_hostile_text_in_every_field_of_every_step_reaches_the_result_as_plain_prose(
    make_job: MakeJob, endpoint: BedrockEndpoint, model: BedrockModel, kind: str
) -> None:
    hostile = HOSTILE_TEXTS[kind]
    word, phrase = f"calm {hostile}"[:60], f"calm {hostile}"[:160]
    long = f"{PADDING} {hostile} {PADDING}"
    analysis = an_analysis(
        **dict.fromkeys(("species", "breed"), word),
        **dict.fromkeys(("expression", "posture", "vibe"), phrase),
        dominant_traits=[word] * 3,
    )
    endpoint.on(ANALYSIS, tool_use(ANALYSIS, an_analysis_reply() | {"seen": phrase, "analysis": analysis}))
    settled = a_career(
        human_name=f"Margaret Whitfield {hostile}"[:60],
        job_title=f"Head of Naps {hostile}"[:80],
        industry=word,
        work_style=phrase,
    )
    endpoint.on(CAREER, tool_use(CAREER, settled))
    trajectory = dict.fromkeys(("past", "present", "future"), long[:400])
    endpoint.on(
        IDENTITY,
        tool_use(IDENTITY, an_identity(bio_paragraphs=[long] * 3, skills=[word] * 5, career_trajectory=trajectory)),
    )

    result = _result(make_job, model)

    for written in texts_in({name: result[name] for name in ("identity", "pet_analysis", "career")}):
        assert harms_in(written) == set(), written
    drawn = endpoint.asked(IMAGE)[0].body["prompt"]
    assert harms_in(drawn) == set()
    answers = [block for call in endpoint.asked(ORCHESTRATOR) for block in _tool_results(call.body)]
    assert all(harms_in(written) == set() for written in texts_in(answers))


def _result(make_job: MakeJob, model: BedrockModel) -> dict[str, Any]:
    job = make_job()
    last = list(events_of(job, model))[-1]
    settle()
    assert last["type"] == "result", last
    assert outcome_of(last["result"], job.job_id)
    result: dict[str, Any] = last["result"]
    return result


@pytest.mark.parametrize("kind", MALFORMED_ANALYSES)
def test_an_analysis_out_of_its_schema_is_asked_for_once_more_and_then_given_up(
    job: JobContext, endpoint: BedrockEndpoint, kind: str
) -> None:
    endpoint.on(ANALYSIS, tool_use(ANALYSIS, MALFORMED_ANALYSES[kind]))

    with pytest.raises(AgentFailure, match="usable answer"):
        analyze(job)

    assert len(endpoint.calls) == 2
    assert job.workspace.finished(STEP, PetAnalysis) is None


@pytest.mark.parametrize("kind", MALFORMED_CAREERS)
def test_a_career_out_of_its_schema_is_asked_for_once_more_and_then_given_up(
    job: JobContext, endpoint: BedrockEndpoint, kind: str
) -> None:
    endpoint.on(CAREER, tool_use(CAREER, MALFORMED_CAREERS[kind]))

    with pytest.raises(AgentFailure, match="usable answer"):
        map_career(job, pet_analysis())

    assert len(endpoint.calls) == 2


@pytest.mark.parametrize("kind", MALFORMED_IDENTITIES)
def test_an_identity_out_of_its_schema_is_asked_for_once_more_and_then_given_up(
    job: JobContext, endpoint: BedrockEndpoint, kind: str
) -> None:
    endpoint.on(IDENTITY, tool_use(IDENTITY, MALFORMED_IDENTITIES[kind]))

    with pytest.raises(AgentFailure, match="usable answer"):
        generate_identity(job, pet_analysis(), career())

    assert len(endpoint.calls) == 2


@pytest.mark.parametrize("words", ["", "I can't.", "{", '{"pet_present": NaN}', "[]", "null", '"{}"', "{}" * 1000])
def test_an_answer_in_words_that_are_no_record_is_given_up(
    job: JobContext, endpoint: BedrockEndpoint, words: str
) -> None:
    endpoint.on(ANALYSIS, text(words or " "))

    with pytest.raises(AgentFailure, match="usable answer"):
        analyze(job)


def test_what_was_harmful_is_corrected_if_the_model_does_better(job: JobContext, endpoint: BedrockEndpoint) -> None:
    echo = an_analysis_reply(expression=sorted(our_sentences())[0][:160])
    endpoint.on(ANALYSIS, tool_use(ANALYSIS, echo), tool_use(ANALYSIS, an_analysis_reply()))

    assert analyze(job).analysis == pet_analysis()

    (correction,) = endpoint.calls[1].body["messages"][2]["content"]
    assert "it repeats the instructions" in json.dumps(correction)


def _tool_results(body: dict[str, Any]) -> list[Any]:
    blocks = [block for message in body["messages"] for block in message["content"]]
    return [block["toolResult"]["content"] for block in blocks if "toolResult" in block]
