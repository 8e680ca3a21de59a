"""A photo in, an avatar and an identity out, over HTTP, by the whole system."""

import io
import uuid
from pathlib import Path

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from agent.prompts.portrait import ATTIRE_WORDS, BACKGROUND_WORDS
from deployment.openapi.models import Accepted, JobStatus, Results, UploadTicket
from testing.api import ApiUser
from testing.photos import pixels
from tests.support.sampling import one_in

register_heif_opener()

CAT = Path("samples/chelsea.jpg").read_bytes()
COFFEE = Path("samples/coffee.jpg").read_bytes()


def encoded(photo: bytes, image_format: str) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(photo)).save(out, image_format)
    return out.getvalue()


def test_a_photo_uploaded_by_ticket_becomes_a_complete_package(user: ApiUser) -> None:
    ticket = user.upload(CAT)
    accepted = user.process(ticket["s3_uri"])
    end = JobStatus.model_validate(user.end_of(ticket["job_id"]))
    results = user.results(ticket["job_id"])

    UploadTicket.model_validate(ticket)
    Accepted.model_validate(accepted.json())
    assert accepted.status_code == 202
    assert accepted.headers["Location"] == f"{user.system.api_url}/status/{ticket['job_id']}"
    assert int(accepted.headers["Retry-After"]) > 0
    assert (end.status, end.progress, end.results_url) == (
        "completed",
        100,
        f"{user.system.api_url}/results/{ticket['job_id']}",
    )
    package = Results.model_validate(results)
    assert package.pet_analysis.species == "cat"
    assert len(package.identity.bio.split("\n\n")) == 3
    assert package.identity.human_name in package.identity.bio
    assert package.models.offline
    with Image.open(io.BytesIO(user.avatar(results))) as avatar:
        assert (avatar.format, avatar.size) == ("PNG", (1536, 1536))


@pytest.mark.parametrize(("image_format", "content_type"), one_in(2, [("HEIF", "image/heic"), ("PNG", "image/png")]))
def test_png_and_heic_are_taken_like_jpeg(user: ApiUser, image_format: str, content_type: str) -> None:
    ticket = user.upload(encoded(CAT, image_format), content_type)
    user.process(ticket["s3_uri"])

    assert user.results(ticket["job_id"])["pet_analysis"]["species"] == "cat"


def test_a_dropped_file_starts_its_job_by_itself(user: ApiUser, hired: str) -> None:
    assert Results.model_validate(user.results(hired)).pet_analysis.species == "cat"


def test_the_request_and_the_event_of_one_upload_make_one_job_and_one_run(user: ApiUser) -> None:
    ticket = user.upload(CAT)
    job_id, key = ticket["job_id"], ticket["upload_fields"]["key"]
    first = user.process(ticket["s3_uri"])
    event = {"detail": {"bucket": {"name": user.system.upload_bucket}, "object": {"key": key}}}
    user.deliver(event)
    second = user.process(ticket["s3_uri"])
    user.end_of(job_id)
    user.deliver(event)
    third = user.process(ticket["s3_uri"])

    assert [answer.status_code for answer in (first, second, third)] == [202, 202, 202]
    assert {answer.json()["job_id"] for answer in (first, second, third)} == {job_id}
    assert third.json()["status"] == "completed"
    user.settle()
    assert user.agent_runs(job_id) == 1


@pytest.mark.verify
def test_the_event_may_come_long_before_the_request(user: ApiUser) -> None:
    ticket = user.upload(CAT)
    user.end_of(ticket["job_id"])

    late = user.process(ticket["s3_uri"])

    assert late.json()["status"] == "completed"
    user.settle()
    assert user.agent_runs(ticket["job_id"]) == 1


@pytest.mark.verify
def test_the_same_photo_under_the_same_id_gives_the_same_person(user: ApiUser) -> None:
    job_id = user.drop(CAT)
    first = user.results(job_id)
    first_avatar = pixels(user.avatar(first))
    user.forget(job_id)

    user.drop(CAT, job_id=job_id)
    second = user.results(job_id)

    for part in ("identity", "pet_analysis", "career", "score"):
        assert second[part] == first[part]
    assert pixels(user.avatar(second)) == first_avatar


@pytest.mark.verify
def test_another_id_gives_another_person(user: ApiUser) -> None:
    first, second = (user.results(user.drop(CAT)) for _ in range(2))

    assert pixels(user.avatar(first)) != pixels(user.avatar(second))
    assert first["pet_analysis"] == second["pet_analysis"]


def test_face_and_words_are_of_one_person(user: ApiUser, hired: str) -> None:
    results = user.results(hired)

    assert results["career"]["attire_style"] in ATTIRE_WORDS
    assert results["career"]["background_setting"] in BACKGROUND_WORDS
    assert results["identity"]["job_title"] in results["identity"]["bio"]


def problem_slug(status: dict[str, object]) -> str:
    error = status["error"]
    assert isinstance(error, dict)
    return str(error["type"]).rpartition(":")[2]


def test_a_photo_of_no_pet_fails_and_says_what_it_shows(user: ApiUser) -> None:
    ticket = user.upload(COFFEE)
    user.process(ticket["s3_uri"])

    end = user.end_of(ticket["job_id"])

    assert problem_slug(end) == "no-pet-found"
    assert "your pet" in end["error"]["detail"]
    assert user.http.get(f"/results/{ticket['job_id']}").status_code == 409


def test_a_truncated_jpeg_fails_at_once_and_for_good(user: ApiUser) -> None:
    job_id = user.drop(CAT[: len(CAT) // 2], "half.jpg")

    end = user.end_of(job_id)

    assert problem_slug(end) == "unreadable-photo"
    assert end["error"]["retryable"] is False
    assert user.agent_runs(job_id) == 1


def test_a_text_file_renamed_jpg_is_refused_in_words(user: ApiUser) -> None:
    text = b"Dear Sir or Madam, this is no photo of a dog."
    ticket = user.upload(text)
    refused = user.process(ticket["s3_uri"])
    dropped = user.end_of(user.drop(text, "dog.jpg"))

    assert (refused.status_code, refused.headers["Content-Type"]) == (400, "application/problem+json")
    assert refused.json()["type"].endswith(":unsupported-image")
    assert problem_slug(dropped) == "unsupported-image"


def test_a_file_of_60_mb_is_turned_away_at_every_door(user: ApiUser) -> None:
    large = CAT + bytes(60 * 1024 * 1024)
    at_upload = user.post_to_s3(user.ticket(), large)
    job_id = user.drop(large, "large.jpg")
    at_request = user.process(f"s3://{user.system.upload_bucket}/uploads/{job_id}/large.jpg")

    assert at_upload.status_code == 400
    assert "EntityTooLarge" in at_upload.text
    assert at_request.status_code == 413
    assert problem_slug(user.end_of(job_id)) == "upload-too-large"


def test_an_empty_file_is_refused(user: ApiUser) -> None:
    job_id = user.drop(b"", "empty.jpg")

    assert problem_slug(user.end_of(job_id)) == "empty-upload"


def test_a_second_object_under_an_id_is_turned_away(user: ApiUser, hired: str) -> None:
    user.drop(CAT, "second.jpg", hired)

    answer = user.process(f"s3://{user.system.upload_bucket}/uploads/{hired}/second.jpg")

    assert answer.status_code == 409
    assert answer.json()["type"].endswith(":job-id-taken")


def test_nothing_is_known_of_a_job_that_never_was(user: ApiUser) -> None:
    unknown = str(uuid.uuid4())

    assert user.http.get(f"/status/{unknown}").status_code == 404
    assert user.http.get(f"/results/{unknown}").status_code == 404
    assert user.process(f"s3://{user.system.upload_bucket}/uploads/{unknown}/x.jpg").status_code == 404


@pytest.mark.parametrize("path", ["/presigned-url", "/status/x", "/results/x"])
def test_no_route_answers_without_a_key(user: ApiUser, path: str) -> None:
    answers = [user.http.get(path, headers={"x-api-key": key}) for key in ("", "wrong", "pa_" + "x" * 43)]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}


@pytest.mark.usefixtures("hired")
def test_after_all_this_no_function_was_denied_anything(user: ApiUser) -> None:
    logs = "".join(log.read_text() for log in user.system.log_dir.glob("*.log"))
    assert "AccessDenied" not in logs
