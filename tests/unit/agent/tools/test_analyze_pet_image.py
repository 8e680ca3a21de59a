"""Step 1: look at the photo."""

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from agent.context import JobContext
from agent.control import RunControl
from agent.photo.prepare import PreparedPhoto
from agent.prompts.texts import CURRENT
from agent.tools.analyze_pet_image import STEP, AnalyzedPhoto, analyze
from petavatar.errors import JobTimedOut, ModelUnavailable, NoPetFound, PhotoReplaced, UnreadablePhoto, UnsupportedImage
from testing import photos
from testing.bedrock import ANALYSIS, BedrockEndpoint, throttled, tool_use
from testing.jobs import A_JOB_ID
from testing.replies import no_pet_reply, pet_analysis
from tests.support.cloud import Cloud, calls_of
from tests.support.job_context import a_control

MakeJob = Callable[..., JobContext]


def test_the_model_sees_the_photo_and_its_analysis_is_kept(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    job = make_job()

    assert analyze(job).analysis == pet_analysis()

    assert job.workspace.finished(STEP, type(pet_analysis())) == pet_analysis()
    (call,) = endpoint.calls
    assert call.model_id == job.settings.text_model_id
    assert call.body["system"] == [{"text": CURRENT.text(STEP)}]


@pytest.mark.parametrize("photo", [photos.jpeg(), photos.png(), photos.heic()], ids=["jpeg", "png", "heic"])
def test_what_the_model_sees_is_one_jpeg_and_it_is_labelled_so(
    make_job: MakeJob, endpoint: BedrockEndpoint, photo: bytes
) -> None:
    analyze(make_job(photo))

    (message,) = endpoint.calls[0].body["messages"]
    image, text = message["content"]
    assert image["image"]["format"] == "jpeg"
    assert photos.opened(base64.b64decode(image["image"]["source"]["bytes"])).format == "JPEG"
    assert set(text) == {"text"}


def test_the_photo_that_the_model_sees_is_handed_on(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    photo = analyze(make_job()).photo

    (message,) = endpoint.calls[0].body["messages"]
    assert photo is not None
    assert photo.jpeg == base64.b64decode(message["content"][0]["image"]["source"]["bytes"])


def test_a_photo_without_a_pet_is_the_users_to_replace(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    endpoint.on(ANALYSIS, tool_use(ANALYSIS, no_pet_reply("a cup of **coffee**")))
    job = make_job()

    with pytest.raises(NoPetFound) as caught:
        analyze(job)

    assert caught.value.detail == (
        "The photo seems to show this instead: a cup of coffee. Try one with your pet in clear view."
    )
    assert job.workspace.finished(STEP, type(pet_analysis())) is None


def test_an_analysis_that_was_kept_is_not_paid_for_again(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    job = make_job()
    kept = pet_analysis(species="rabbit")
    job.workspace.keep(STEP, kept)

    photo = PreparedPhoto(photos.jpeg(), 64, 48, incomplete=True)
    job.workspace.store_prepared_photo(photo)

    with calls_of("s3", "GetObject") as reads:
        assert analyze(job) == AnalyzedPhoto(kept, photo)

    assert endpoint.calls == []
    assert [read["Key"] for read in reads] == [f"work/{A_JOB_ID}/{STEP}.json", f"generated/{A_JOB_ID}/photo.jpg"]


def test_the_photo_of_an_analysis_that_version_1_kept_is_prepared_again(make_job: MakeJob, cloud: Cloud) -> None:
    job = make_job()
    job.workspace.keep(STEP, pet_analysis())

    photo = analyze(job).photo

    assert photo is not None
    assert cloud.stored(f"generated/{A_JOB_ID}/photo.jpg") == photo.jpeg


def test_a_format_that_is_turned_off_is_refused_before_it_is_decoded(make_job: MakeJob) -> None:
    job = make_job(photos.png())
    job = replace(job, settings=replace(job.settings, accepted_formats=("jpeg",)))

    with pytest.raises(UnsupportedImage, match=r"^This is a PNG image\. Please upload JPEG instead\.$"):
        analyze(job)


def test_kept_work_that_is_spoilt_is_done_again(make_job: MakeJob, cloud: Cloud) -> None:
    job = make_job()
    cloud.store(f"work/{job.job_id}/{STEP}.json", b"{")

    assert analyze(job).analysis == pet_analysis()


def test_a_photo_that_can_not_be_read_is_never_shown(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    with pytest.raises(UnreadablePhoto):
        analyze(make_job(b"\xff\xd8\xff no photo after all"))

    assert endpoint.calls == []


def test_a_photo_that_was_replaced_is_never_shown(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    with pytest.raises(PhotoReplaced):
        analyze(make_job(etag="another"))

    assert endpoint.calls == []


def test_a_model_that_is_not_there_keeps_nothing(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    endpoint.on(ANALYSIS, throttled())
    job = make_job()

    with pytest.raises(ModelUnavailable):
        analyze(job)

    assert job.workspace.finished(STEP, type(pet_analysis())) is None


def test_a_run_that_is_over_shows_nothing(make_job: MakeJob, endpoint: BedrockEndpoint) -> None:
    job = replace(make_job(), control=a_control())
    job.control.cancelled.set()

    with pytest.raises(JobTimedOut):
        analyze(job)

    assert endpoint.calls == []


def test_a_photo_that_the_runs_own_end_cut_short_is_not_to_blame(
    make_job: MakeJob, endpoint: BedrockEndpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import time; time.sleep(300)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with pytest.raises(JobTimedOut):
        analyze(make_job(control=RunControl.lasting(A_JOB_ID, 0.3)))

    assert endpoint.calls == []
