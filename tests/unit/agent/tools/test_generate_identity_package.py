"""Step 4: write the biography, the skills and the career trajectory."""

import json
import re
from collections.abc import Callable

import pytest

from agent.context import JobContext
from agent.prompts.texts import CURRENT
from agent.schemas import Identity
from agent.tools.generate_identity_package import STEP, generate_identity
from petavatar.choices import Choices
from petavatar.errors import ModelUnavailable
from testing.bedrock import IDENTITY, BedrockEndpoint, throttled, tool_use
from testing.replies import a_career, an_analysis, an_identity, career, identity, pet_analysis

MakeJob = Callable[..., JobContext]


def _part(text: str, name: str) -> dict[str, object]:
    match = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
    assert match is not None
    record: dict[str, object] = json.loads(match[1])
    return record


def test_the_model_gets_pet_person_and_a_variation(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    job = make_job()

    assert generate_identity(job, pet_analysis(), career()) == identity()

    (call,) = endpoint.calls
    text = call.body["messages"][0]["content"][0]["text"]
    assert _part(text, "pet_analysis") == an_analysis()
    assert _part(text, "career") == a_career()
    facts = _part(text, "facts")
    assert facts["city"] != facts["earlier_city"]
    assert set(facts["premise"]) == {"source", "about"}
    assert set(_part(text, "job")) == {"variation"}
    assert call.model_id == job.settings.text_model_id
    assert call.body["system"] == [{"text": CURRENT.text(STEP)}]


def test_a_story_that_clashes_with_the_facts_goes_back_once(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    paragraphs = an_identity()["bio_paragraphs"]
    clashing = an_identity(bio_paragraphs=[*paragraphs[:2], paragraphs[2].replace("Margaret keeps", "He keeps")])
    endpoint.on(IDENTITY, tool_use(IDENTITY, clashing), tool_use(IDENTITY, an_identity()))

    assert generate_identity(make_job(), pet_analysis(), career()) == identity()

    (answer,) = endpoint.calls[1].body["messages"][2]["content"]
    assert "the pronoun of the person is she" in answer["toolResult"]["content"][0]["text"]


def test_a_paragraph_without_end_is_no_valid_reply(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    first, second, _ = an_identity()["bio_paragraphs"]
    endless = an_identity(bio_paragraphs=[first, second, "She waits. " * 20])
    endpoint.on(IDENTITY, tool_use(IDENTITY, endless), tool_use(IDENTITY, an_identity()))

    assert generate_identity(make_job(), pet_analysis(), career()) == identity()

    (answer,) = endpoint.calls[1].body["messages"][2]["content"]
    assert "at most 5 sentences" in answer["toolResult"]["content"][0]["text"]


def test_the_identity_is_kept(make_job: MakeJob) -> None:
    job = make_job()

    generate_identity(job, pet_analysis(), career())

    assert job.workspace.finished(STEP, Identity) == identity()


def test_an_identity_that_was_kept_is_not_paid_for_again(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    job = make_job()
    kept = identity(skills=["one", "two", "three", "four", "five"])
    job.workspace.keep(STEP, kept)

    assert generate_identity(job, pet_analysis(), career()) == kept

    assert endpoint.calls == []


def test_a_model_that_is_not_there_keeps_nothing(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    endpoint.on(IDENTITY, throttled())
    job = make_job()

    with pytest.raises(ModelUnavailable):
        generate_identity(job, pet_analysis(), career())

    assert job.workspace.finished(STEP, Identity) is None


def test_the_chosen_language_reaches_the_model_and_its_texts_are_held_to_it(
    make_job: MakeJob, endpoint: BedrockEndpoint
) -> None:
    generate_identity(make_job(choices=Choices(language="de")), pet_analysis(), career())

    first, second = endpoint.calls
    assert _part(first.body["messages"][0]["content"][0]["text"], "choices") == {"language": "de"}
    (answer,) = second.body["messages"][2]["content"]
    assert "in the language de, not in English" in answer["toolResult"]["content"][0]["text"]


def test_a_stand_in_that_writes_english_is_not_asked_again(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    endpoint.on(IDENTITY, tool_use(IDENTITY, an_identity(), headers={"x-petavatar-offline": "pen-1"}))

    generate_identity(make_job(choices=Choices(language="de")), pet_analysis(), career())

    assert len(endpoint.calls) == 1
