"""Step 3: have the portrait made, and store it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from agent.context import JobContext
from agent.person.casting import job_seed
from agent.portrait import ON_CARD
from agent.prompts.portrait import NEGATIVE_PROMPT, portrait_prompt
from agent.tools.generate_avatar_image import generate_avatar
from petavatar.errors import AgentFailure, ContentRefused, ModelUnavailable, StorageFailure
from testing import photos
from testing.bedrock import IMAGE, PORTRAIT, Answer, BedrockEndpoint, portrait, throttled
from testing.jobs import A_JOB_ID
from testing.replies import career, pet_analysis
from tests.support.bombs import png_of_zeros
from tests.support.cloud import Cloud
from tests.support.job_context import Delays
from tests.support.telemetry import captured_telemetry

MakeJob = Callable[..., JobContext]
BOMB = png_of_zeros(13_000, 13_000)
KEY = f"generated/{A_JOB_ID}/avatar.png"


def test_the_portrait_is_stored_and_at_hand_for_the_card(make_job: MakeJob, cloud: Cloud) -> None:
    job = make_job()

    avatar = generate_avatar(job, pet_analysis(), career())

    assert avatar.avatar_key == KEY
    assert avatar.on_card is not None
    assert photos.opened(avatar.on_card).size == ON_CARD
    assert photos.opened(cloud.stored(KEY)).tobytes() == photos.opened(PORTRAIT).tobytes()


@pytest.mark.parametrize(
    ("model_id", "text", "negative", "seed"),
    [
        ("stability.stable-image-core-v1:1", ["prompt"], ["negative_prompt"], ["seed"]),
        (
            "amazon.nova-canvas-v1:0",
            ["textToImageParams", "text"],
            ["textToImageParams", "negativeText"],
            ["imageGenerationConfig", "seed"],
        ),
    ],
)
def test_the_model_is_asked_in_its_own_format(
    make_job: MakeJob, endpoint: BedrockEndpoint, model_id: str, text: list[str], negative: list[str], seed: list[str]
) -> None:
    job = make_job(image_model_id=model_id)

    generate_avatar(job, pet_analysis(), career())

    (call,) = endpoint.calls

    def at(path: list[str]) -> object:
        place = call.body
        for name in path:
            place = place[name]
        return place

    assert call.model_id == model_id
    assert at(text) == portrait_prompt(pet_analysis(), career(), job.casting)
    assert at(negative) == NEGATIVE_PROMPT
    limit = 858_993_459 if "nova" in model_id else 4_294_967_295
    assert at(seed) == job_seed(A_JOB_ID, below=limit)


def test_a_portrait_that_was_kept_is_not_paid_for_again(
    make_job: MakeJob, endpoint: BedrockEndpoint, cloud: Cloud
) -> None:
    job = make_job()
    made = generate_avatar(job, pet_analysis(), career())

    assert generate_avatar(job, pet_analysis(), career()) == replace(made, on_card=None)

    assert len(endpoint.calls) == 1


def test_a_busy_model_is_asked_again_after_1_2_and_4_seconds(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    endpoint.on(IMAGE, throttled(), throttled(), throttled(), portrait())
    job = make_job()

    generate_avatar(job, pet_analysis(), career())

    assert isinstance(job.control.cancelled, Delays)
    assert job.control.cancelled.asked == [1, 2, 4]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (throttled(), ModelUnavailable),
        (Answer({"images": [], "finish_reasons": ["Filter reason: prompt"]}), ContentRefused),
        (Answer({"images": []}), AgentFailure),
        (portrait(b"no picture"), AgentFailure),
        (portrait(BOMB), AgentFailure),
    ],
)
def test_without_a_portrait_nothing_is_stored(
    make_job: MakeJob, endpoint: BedrockEndpoint, cloud: Cloud, answer: Answer, expected: type[Exception]
) -> None:
    endpoint.on(IMAGE, answer)
    job = make_job()

    with pytest.raises(expected):
        generate_avatar(job, pet_analysis(), career())

    assert not cloud.storage.picture_exists(KEY)


def test_a_portrait_that_can_not_be_stored_is_worth_another_try(make_job: MakeJob, cloud: Cloud) -> None:
    job = make_job()
    cloud.break_buckets()

    with pytest.raises(StorageFailure):
        generate_avatar(job, pet_analysis(), career())


def test_the_time_it_took_is_measured(make_job: MakeJob) -> None:
    with captured_telemetry() as telemetry:
        generate_avatar(make_job(), pet_analysis(), career())

    (metric,) = telemetry.counted("AvatarGenerationTime")
    assert metric["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Unit"] == "Milliseconds"
    assert metric["AvatarGenerationTime"][0] >= 0
