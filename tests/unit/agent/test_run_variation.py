"""Runs of variations, at the wire: what they ask of which models, and what their results say."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

import pytest
from strands.models import BedrockModel

from agent.context import JobContext
from agent.control import RunControl
from agent.origin import Origin
from agent.person.casting import Casting
from agent.run import events_of
from petavatar.aws import client
from petavatar.keys import avatar_key, photo_key, work_key
from petavatar.variations import ANALYSIS, EARLIER_CAREER, IDENTITY, Wanted
from petavatar.variations import CAREER as CAREER_STEP
from testing import photos
from testing.bedrock import CAREER, IMAGE, PORTRAIT, Answer, BedrockEndpoint, portrait, tool_use
from testing.jobs import A_JOB_ID, a_completed_job
from testing.replies import a_career, an_analysis, an_identity
from tests.support.cloud import NAMES, Cloud

MakeJob = Callable[..., JobContext]
Variation = Callable[..., JobContext]

STAND_IN: Final = {"x-petavatar-offline": "brush-1"}


@pytest.fixture
def variation(cloud: Cloud, make_job: MakeJob) -> Variation:
    """Makes a variation of a job, with what the request for it copies."""

    def make(body: dict[str, Any], **source: Any) -> JobContext:
        job_id = str(uuid4())
        wanted, completed = Wanted.read(body), a_completed_job(job_id=A_JOB_ID, **source)
        analysis = wanted.changed(an_analysis())
        career = a_career(presentation=Casting.of(A_JOB_ID).presentation)
        kept = {work_key(job_id, ANALYSIS): analysis}
        if wanted.begin == "career":
            kept[work_key(job_id, EARLIER_CAREER)] = career
        else:
            kept |= {work_key(job_id, CAREER_STEP): career, work_key(job_id, IDENTITY): an_identity()}
        for key, record in kept.items():
            cloud.store(key, json.dumps(record).encode())
        if wanted.begin == "cards":
            cloud.store(avatar_key(job_id), PORTRAIT)
        store_photo(job_id)
        job = make_job(job_id=job_id, control=RunControl.lasting(job_id, 60), choices=wanted.choices(completed))
        seed = wanted.seed(completed, job_id)
        return replace(job, image_key="none", origin=Origin(**wanted.record(completed), seed=seed))

    return make


def store_photo(job_id: str) -> None:
    about = {"width": "64", "height": "48", "incomplete": "0"}
    client("s3").put_object(Bucket=NAMES.generated_bucket, Key=photo_key(job_id), Body=photos.jpeg(), Metadata=about)


def result_of(job: JobContext, model: BedrockModel) -> dict[str, Any]:
    last = list(events_of(job, model))[-1]
    assert last["type"] == "result", last
    result: dict[str, Any] = last["result"]
    return result


def asked(endpoint: BedrockEndpoint) -> list[str]:
    return sorted(call.name for call in endpoint.calls if call.name != "orchestrator")


@pytest.mark.parametrize("body", [{"change": "portrait"}, {"seed": 5}, {"style": "casual"}])
def test_another_portrait_is_one_image_and_no_word(
    variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint, body: dict[str, Any]
) -> None:
    result = result_of(variation(body), model)

    assert [call.name for call in endpoint.calls] == [IMAGE]
    assert result["usage"]["calls"] == result["usage"]["images"] == 1
    assert result["usage"]["input_tokens"] == result["usage"]["output_tokens"] == 0
    assert result["identity"]["bio"].split("\n\n") == an_identity()["bio_paragraphs"]
    assert result["photo_key"]
    assert set(result["card_keys"]) == {"wide", "square", "story"}


def test_another_name_of_the_pet_asks_nobody(
    variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    result = result_of(variation({"pet_name": "Miso"}), model)

    assert endpoint.calls == []
    assert (result["usage"]["calls"], set(result["card_keys"])) == (0, {"wide", "square", "story"})


@pytest.mark.parametrize(
    ("model_id", "source_type"), [("core", "trainedAlgorithmicMedia"), ("offline/brush-1", "algorithmicMedia")]
)
def test_a_portrait_that_an_earlier_version_kept_is_marked_as_its_models(
    variation: Variation, model: BedrockModel, cloud: Cloud, model_id: str, source_type: str
) -> None:
    result = a_completed_job().result
    job = variation({"pet_name": "Miso"}, result=result | {"models": result["models"] | {"image": model_id}})

    marks = result_of(job, model)["marks"]

    assert marks["avatar"] == {"source_type": source_type, "c2pa": "none", "origin": "petavatar"}
    assert marks["card"] == {"source_type": "compositeSynthetic", "c2pa": "none", "origin": "petavatar"}
    assert source_type.encode() in cloud.stored(avatar_key(job.job_id))


def test_the_same_seed_asks_for_the_same_portrait(
    variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint, make_job: MakeJob
) -> None:
    first = result_of(make_job(control=RunControl.lasting(A_JOB_ID, 60)), model)
    seeds = [5, 5, 6, first["seed"]]
    results = [result_of(variation({"seed": seed}), model) for seed in seeds]

    original, one, same, other, again = [call.body for call in endpoint.asked(IMAGE)]
    assert one == same != other
    assert original == again
    assert [result["seed"] for result in results] == seeds


def test_clothes_and_place_change_and_nothing_else(
    variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    result = result_of(variation({"style": "casual", "background": "open_office"}), model)

    career = a_career(attire_style="business_casual", background_setting="open_office")
    changed = {"presentation": Casting.of(A_JOB_ID).presentation}
    assert result["career"] == {name: (career | changed)[name] for name in result["career"]}
    prompt = endpoint.asked(IMAGE)[0].body["prompt"]
    assert "smart business casual clothes" in prompt
    assert "bright open-plan office" in prompt


def test_what_is_kept_is_said_to_be_of_the_models_that_made_it(
    variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    endpoint.on(IMAGE, portrait(headers=STAND_IN))

    models = result_of(variation({"change": "portrait"}), model)["models"]

    assert models == {"text": "claude", "orchestrator": "haiku", "image": "offline/brush-1", "offline": True}


def test_the_language_of_kept_texts_is_theirs(variation: Variation, model: BedrockModel) -> None:
    source = a_completed_job().result
    source["identity"]["language"] = "pt-BR"

    assert result_of(variation({"seed": 1}, result=source), model)["identity"]["language"] == "pt-BR"


class TestAnotherCareer:
    NURSE: Final = a_career(job_title="Night Nurse", industry="health care", attire_style="scrubs", human_name="Al Be")

    def test_the_analysis_is_not_made_again_and_the_person_stays(
        self, variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        endpoint.on(CAREER, tool_use(CAREER, self.NURSE))

        result = result_of(variation({"change": "career"}), model)

        assert set(asked(endpoint)) == {CAREER, "record_identity", IMAGE}
        identity = result["identity"]
        assert (identity["human_name"], identity["job_title"]) == ("Margaret Whitfield", "Night Nurse")
        assert result["career"]["presentation"] == Casting.of(A_JOB_ID).presentation

    def test_the_model_reads_which_one_it_was(
        self, variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        endpoint.on(CAREER, tool_use(CAREER, self.NURSE))

        result_of(variation({"change": "career", "pet_name": "Miso"}), model)

        body = endpoint.asked(CAREER)[0].body
        earlier = json.loads(body["messages"][0]["content"][0]["text"].split("<earlier>")[1].split("</earlier>")[0])
        assert earlier["wanted"] == "another"
        assert earlier["career"]["job_title"] == "Head of Quiet Operations"
        assert "`<earlier>`" in body["system"][0]["text"]
        assert "Miso" not in json.dumps([call.body for call in endpoint.calls])

    def test_the_same_one_goes_back_with_the_reason(
        self, variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        same = a_career(job_title="Senior Head of Quiet Operations")
        endpoint.on(CAREER, tool_use(CAREER, same), tool_use(CAREER, self.NURSE))

        result = result_of(variation({"change": "career"}), model)

        assert result["identity"]["job_title"] == "Night Nurse"
        assert "another profession" in json.dumps(endpoint.asked(CAREER)[1].body["messages"][2])

    def test_the_same_one_twice_fails_the_attempt(
        self, variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint
    ) -> None:
        endpoint.on(CAREER, tool_use(CAREER, a_career()))

        last = list(events_of(variation({"change": "career"}), model))[-1]

        assert (last["type"], last["error"]["retryable"]) == ("error", True)


def test_a_career_that_suits_changed_scores_worse_is_not_taken(
    variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    worse = a_career(
        job_title="Night Nurse", draws_on=[{"dimension": name, "direction": "low"} for name in list(SCORES)[-5:]]
    )
    endpoint.on(CAREER, tool_use(CAREER, worse))

    result = result_of(variation({"dimensions": {"replies_all": 100}}), model)

    assert len(endpoint.asked(CAREER)) == 2
    assert result["identity"]["job_title"] == "Head of Quiet Operations"
    assert result["pet_analysis"]["personality_traits"]["replies_all"] == 100


SCORES: Final = an_analysis()["personality_dimensions"]


@pytest.mark.parametrize(
    ("body", "calls"), [({"pronouns": "they"}, 1), ({"pronouns": "he"}, 1), ({"age_range": "60s"}, 1)]
)
def test_pronouns_and_age_leave_the_profession(
    variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint, body: dict[str, str], calls: int
) -> None:
    result = result_of(variation(body), model)

    assert result["identity"]["job_title"] == "Head of Quiet Operations"
    assert result["career"]["age_range"] == body.get("age_range", "40s")
    assert len(endpoint.asked("record_identity")) == calls


def test_pronouns_that_the_person_has_already_need_no_other_career(
    variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    own = {"feminine": "she", "masculine": "he", "androgynous": "they"}[Casting.of(A_JOB_ID).presentation]

    result_of(variation({"pronouns": own}), model)

    assert asked(endpoint) == sorted(["record_identity", IMAGE])


def test_without_the_kept_analysis_nothing_is_paid_for(
    cloud: Cloud, variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    job = variation({"change": "portrait"})
    cloud.forget_work(job.job_id)

    last = list(events_of(job, model))[-1]

    assert (last["error"]["type"], last["error"]["retryable"]) == ("urn:petavatar:problem:unreadable-photo", False)
    assert [call for call in endpoint.calls if call.name == IMAGE] == []


def test_without_the_prepared_photo_there_is_no_card_and_the_upload_is_not_looked_for(
    cloud: Cloud, variation: Variation, model: BedrockModel
) -> None:
    job = variation({"change": "portrait"})
    client("s3").delete_object(Bucket=NAMES.generated_bucket, Key=photo_key(job.job_id))

    result = result_of(job, model)

    assert (result["photo_key"], result["card_keys"]) == ("", {})


def test_an_attempt_after_a_failed_one_goes_on_where_that_stopped(
    variation: Variation, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    job = variation({"change": "career"})
    endpoint.on(CAREER, tool_use(CAREER, TestAnotherCareer.NURSE))
    endpoint.on(IMAGE, Answer({"message": "no"}, 400, {"x-amzn-errortype": "ValidationException"}))
    assert list(events_of(job, model))[-1]["type"] == "error"
    endpoint.on(IMAGE, portrait())

    again = replace(job, control=RunControl.lasting(job.job_id, 60))

    assert result_of(again, model)["identity"]["job_title"] == "Night Nurse"
    assert len(endpoint.asked(CAREER)) == 1
