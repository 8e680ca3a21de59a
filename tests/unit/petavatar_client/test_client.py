"""The client of the REST API: what it sends, what it makes of answers, and when it asks again."""

import logging
from collections.abc import Callable

import httpx
import pytest

from petavatar_client import (
    ApiProblem,
    Photo,
    UnexpectedAnswer,
    Unreachable,
    UploadRefused,
)
from petavatar_client._sync.connection import ATTEMPTS
from petavatar_client.answers import MAX_WAIT_S, MIN_WAIT_S
from tests.support.deployment import API_KEY, AVATAR, AVATAR_URL, JOB_ID, S3_URI, Deployment, problem, sent_json, state

PRESIGN = "GET /stage/presigned-url"
PROCESS = "POST /stage/process"
STATUS = f"GET /stage/status/{JOB_ID}"
RESULTS = f"GET /stage/results/{JOB_ID}"


def test_the_content_type_of_the_photo_is_named_when_asking_for_an_upload(deployment: Deployment) -> None:
    target = deployment.client().presigned_upload("image/heic")

    assert deployment.asked(PRESIGN)[0].url.params["content_type"] == "image/heic"
    assert (target.job_id, target.s3_uri, target.max_bytes) == (JOB_ID, S3_URI, 1000)


def test_choices_are_named_when_asking_for_an_upload_and_only_if_there_are_any(deployment: Deployment) -> None:
    client = deployment.client()
    client.presigned_upload("image/png")
    client.presigned_upload("image/png", style="creative", background="corner_office", pet_name="Zoë & Co")
    client.presigned_upload("image/png", pronouns="she", age_range="30s", species="cat", breed="Manx", language="fr")

    plain, chosen, known = (dict(request.url.params) for request in deployment.asked(PRESIGN))
    assert plain == {"content_type": "image/png"}
    assert chosen == {
        "content_type": "image/png",
        "style": "creative",
        "background": "corner_office",
        "pet_name": "Zoë & Co",
    }
    assert known == {
        "content_type": "image/png",
        "pronouns": "she",
        "age_range": "30s",
        "species": "cat",
        "breed": "Manx",
        "language": "fr",
    }


def test_the_upload_sends_the_signed_fields_before_the_file_and_neither_key_nor_file_name(
    deployment: Deployment, photo: Photo
) -> None:
    client = deployment.client()
    client.upload(client.presigned_upload(photo.content_type), photo)

    (request,) = deployment.asked("POST /uploads")
    body = request.content
    # S3 ignores every field that comes after the file.
    assert body.index(b'name="policy"') < body.index(b'name="file"') < body.index(b"a small photo")
    assert b"Minka" not in body
    assert "x-api-key" not in request.headers
    assert int(request.headers["Content-Length"]) == len(body)


def test_the_key_goes_to_the_api_and_not_to_the_storage(deployment: Deployment) -> None:
    client = deployment.client()
    client.process(S3_URI)
    assert client.download(AVATAR_URL) == AVATAR

    assert deployment.asked(PROCESS)[0].headers["x-api-key"] == API_KEY
    assert sent_json(deployment.asked(PROCESS)[0]) == {"s3_uri": S3_URI}
    assert "x-api-key" not in deployment.asked("GET /avatar")[0].headers


def test_blanks_around_address_and_key_do_not_matter(deployment: Deployment) -> None:
    deployment.client("  https://api.example.test/stage/ ", f"{API_KEY}\n").status(JOB_ID)
    assert deployment.asked(STATUS)[0].headers["x-api-key"] == API_KEY


def test_a_problem_is_reported_with_title_detail_status_and_request_id(deployment: Deployment) -> None:
    deployment.answers(PROCESS, problem(400, "The file is empty", "The uploaded file has no content"))
    with pytest.raises(ApiProblem) as caught:
        deployment.client().process(S3_URI)
    assert str(caught.value) == "The file is empty. The uploaded file has no content. (status 400, request req-1)"
    problem_told = caught.value
    assert (problem_told.type, problem_told.title, problem_told.status) == ("urn:x", "The file is empty", 400)
    assert (problem_told.detail, problem_told.request_id) == ("The uploaded file has no content", "req-1")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (httpx.Response(404, json={"message": "Not Found"}), "404 Not Found"),
        (httpx.Response(403, text="<html>no</html>"), "403 Forbidden"),
        (httpx.Response(599, json=["?"]), "599"),
        (httpx.Response(302, headers={"Location": "https://elsewhere.test"}), "302 Found"),
    ],
)
def test_a_refusal_in_another_shape_is_reported_too(deployment: Deployment, answer: httpx.Response, text: str) -> None:
    deployment.answers(PRESIGN, answer)
    with pytest.raises(ApiProblem) as caught:
        deployment.client().presigned_upload("image/jpeg")
    assert str(caught.value) == f"https://api.example.test/stage/presigned-url answered {text}."


def test_a_request_that_may_succeed_later_is_sent_again_after_the_time_the_server_names(
    deployment: Deployment,
) -> None:
    deployment.answers(
        STATUS,
        problem(500, "Storage failed", "Try again", **{"Retry-After": "5"}),
        httpx.Response(429, json={"message": "Too Many Requests"}),
        state("queued"),
    )
    assert deployment.client().status(JOB_ID).status == "queued"
    assert deployment.slept == [5.0, 2.0]


@pytest.mark.parametrize("retry_after", ["Wed, 21 Oct 2026 07:28:00 GMT", "-1", "1e9", "soon", "", "²"])
def test_a_senseless_retry_after_is_as_good_as_none(deployment: Deployment, retry_after: str) -> None:
    body = {"job_id": JOB_ID, "status": "queued"}
    answer = httpx.Response(200, json=body, headers=[(b"Retry-After", retry_after.encode())])
    deployment.answers(STATUS, answer)
    assert deployment.client().status(JOB_ID).retry_after_s == 2.0


@pytest.mark.parametrize(("retry_after", "wait_s"), [("86400", MAX_WAIT_S), ("0", MIN_WAIT_S)])
def test_the_server_can_have_the_client_neither_wait_for_ever_nor_hurry(
    deployment: Deployment, retry_after: str, wait_s: float
) -> None:
    deployment.answers(STATUS, state("queued", retry_after=retry_after))
    assert deployment.client().status(JOB_ID).retry_after_s == wait_s


def test_a_server_that_stays_unavailable_is_asked_a_few_times_only(deployment: Deployment) -> None:
    deployment.answers(RESULTS, httpx.Response(503, json={"message": "Service Unavailable"}))
    with pytest.raises(ApiProblem, match="503 Service Unavailable"):
        deployment.client().results(JOB_ID)
    assert len(deployment.asked(RESULTS)) == ATTEMPTS


@pytest.mark.parametrize("status", [400, 401, 404, 409, 413, 500])
def test_a_final_refusal_is_not_asked_again(deployment: Deployment, status: int) -> None:
    deployment.answers(STATUS, problem(status, "No", "No"))
    with pytest.raises(ApiProblem):
        deployment.client().status(JOB_ID)
    assert len(deployment.asked(STATUS)) == 1
    assert deployment.slept == []


@pytest.mark.parametrize(
    ("failure", "text"),
    [
        (httpx.ConnectError("Connection refused"), "https://api.example.test can't be reached: Connection refused."),
        (httpx.ReadError(""), "https://api.example.test can't be reached: ReadError."),
        (httpx.ReadTimeout("slow"), "https://api.example.test did not answer in time."),
    ],
)
def test_no_answer_is_reported_with_the_host(deployment: Deployment, failure: httpx.HTTPError, text: str) -> None:
    deployment.answers(STATUS, failure)
    with pytest.raises(Unreachable) as caught:
        deployment.client().status(JOB_ID)
    assert str(caught.value) == text


def test_a_presigned_address_is_never_shown(deployment: Deployment) -> None:
    deployment.answers("GET /avatar", httpx.ConnectTimeout("slow"))
    with pytest.raises(Unreachable) as caught:
        deployment.client().download(AVATAR_URL)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("route", "answer"),
    [
        (PRESIGN, httpx.Response(200, text="<html>Welcome</html>")),
        (PRESIGN, httpx.Response(200, json=[])),
        (PRESIGN, httpx.Response(200, json={"job_id": 7})),
        (PRESIGN, httpx.Response(200, json={"job_id": JOB_ID, "upload_url": "https://x.test", "upload_fields": []})),
        (STATUS, httpx.Response(200, json={"job_id": JOB_ID, "status": "sleeping"})),
        (STATUS, httpx.Response(200, json={"job_id": JOB_ID, "status": "failed", "error": "text"})),
        (RESULTS, httpx.Response(200, json={"avatar_url": None})),
        (RESULTS, httpx.Response(200, json={})),
    ],
)
def test_an_answer_that_petavatar_would_not_give_is_recognized(
    deployment: Deployment, route: str, answer: httpx.Response
) -> None:
    deployment.answers(route, answer)
    client = deployment.client()
    asks: dict[str, Callable[[], object]] = {
        PRESIGN: lambda: client.presigned_upload("image/jpeg"),
        STATUS: lambda: client.status(JOB_ID),
        RESULTS: lambda: client.results(JOB_ID),
    }
    with pytest.raises(UnexpectedAnswer, match="answered, but not as PetAvatar would"):
        asks[route]()


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (
            httpx.Response(400, text="<?xml?><Error><Code>EntityTooLarge</Code><Message>Too big</Message></Error>"),
            "The storage refused the upload: the file is larger than the server allows.",
        ),
        (
            httpx.Response(400, text="<Error><Code>EntityTooSmall</Code></Error>"),
            "The storage refused the upload: the file has no content. Choose it again from where it was saved first.",
        ),
        (
            httpx.Response(
                403, text="<Error><Code>AccessDenied</Code><Message>Policy &lt;expired&gt;.</Message></Error>"
            ),
            "The storage refused the upload: Policy <expired> (AccessDenied).",
        ),
        (
            httpx.Response(403, text="<Error><Code>AccessDenied</Code></Error>"),
            "The storage refused the upload: no reason given (AccessDenied).",
        ),
        (httpx.Response(502, text="bad"), "The storage refused the upload: it answered 502 Bad Gateway."),
    ],
)
def test_a_refusal_of_the_storage_becomes_a_sentence(
    deployment: Deployment, photo: Photo, answer: httpx.Response, text: str
) -> None:
    deployment.answers("POST /uploads", answer)
    client = deployment.client()
    with pytest.raises(UploadRefused) as caught:
        client.upload(client.presigned_upload("image/jpeg"), photo)
    assert str(caught.value) == text


@pytest.mark.parametrize("url", ["http://storage.test:port/", "http://a\x00b/"])
def test_a_download_address_that_is_none_is_an_error_of_the_server(deployment: Deployment, url: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="an address that is none"):
        deployment.client().download(url)


def test_what_is_no_png_is_no_picture(deployment: Deployment) -> None:
    deployment.answers("GET /avatar", httpx.Response(200, content=b"<html>"))
    with pytest.raises(UnexpectedAnswer, match="not a PNG"):
        deployment.client().download(AVATAR_URL)


def test_a_download_is_tried_again_where_the_storage_is_busy(deployment: Deployment) -> None:
    deployment.answers("GET /avatar", httpx.Response(503), httpx.Response(200, content=AVATAR))
    assert deployment.client().download(AVATAR_URL) == AVATAR


def test_a_finished_job_is_erased(deployment: Deployment) -> None:
    deployment.client().delete(JOB_ID)
    assert deployment.asked(f"DELETE /stage/jobs/{JOB_ID}")[0].headers["x-api-key"] == API_KEY


def test_a_job_that_may_not_be_erased_yet_is_reported_with_the_time_to_wait(deployment: Deployment) -> None:
    deployment.answers(f"DELETE /stage/jobs/{JOB_ID}", problem(409, "Not finished", "Wait", **{"Retry-After": "185"}))
    with pytest.raises(ApiProblem) as caught:
        deployment.client().delete(JOB_ID)
    assert (caught.value.status, caught.value.retry_after_s) == (409, 185.0)
    assert deployment.slept == []


def test_a_job_id_stays_within_its_place_in_the_address(deployment: Deployment) -> None:
    deployment.answers("GET /stage/status/a/../b?c", problem(404, "There is no such job", ""))
    with pytest.raises(ApiProblem):
        deployment.client().status("a/../b?c")
    assert deployment.requests[0].url.raw_path == b"/stage/status/a%2F..%2Fb%3Fc"


def test_no_presigned_address_and_no_key_is_logged(
    deployment: Deployment, photo: Photo, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with deployment.client() as client:
        client.create(photo)
        client.download(AVATAR_URL)
    assert f"{AVATAR_URL.partition('?')[0]} " in caplog.text
    assert "secret" not in caplog.text
    assert API_KEY not in caplog.text


def test_an_avatar_that_is_not_there_is_reported(deployment: Deployment) -> None:
    deployment.answers("GET /avatar", httpx.Response(404))
    with pytest.raises(UnexpectedAnswer, match="404 Not Found"):
        deployment.client().download(AVATAR_URL)
