"""POST share and unshare, and what everybody sees: the data, the page, the card, and nothing once it is over."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import pytest

from deployment.openapi.models import SharedResult, ShareLink
from petavatar.jobs import Job
from petavatar.keys import card_key
from testing.events import BASE_URLS, CONTEXT, Payload, api_event, body_of
from testing.jobs import A_JOB_ID, a_completed_job, a_job, a_result
from tests.support.cloud import Cloud, running_cloud
from tests.support.telemetry import captured_telemetry
from tests.unit.functions.shared_pages import Page

PAGE_URL: Final = "https://pets.example/"
SHARE, UNSHARE = "/jobs/{job_id}/share", "/jobs/{job_id}/unshare"
DATA, PAGE, CARD = "/shared/{token}", "/s/{token}", "/s/{token}/card.png"
PAYLOADS = pytest.mark.parametrize("payload", ["2.0", "1.0"])


@dataclass(slots=True)
class Office:
    """Both functions, and who asks them."""

    cloud: Cloud
    handlers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("share-link-handler", "shared-result-handler"):
            self.handlers[name] = self.cloud.handler(name).handler

    def write(self, **values: Any) -> Job:
        """A completed job that lives on."""
        return self.cloud.write(a_completed_job(ttl=int(time.time()) + 5000, **values))

    def own(self, route: str, job_id: str, body: Any = None, payload: Payload = "2.0") -> dict[str, Any]:
        """A request of the owner."""
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        event = api_event(self.cloud.api_key, payload=payload, job_id=job_id, route=route, body=text)
        answer: dict[str, Any] = self.handlers["share-link-handler"](event, CONTEXT)
        return answer

    def share(self, job: Job, **wishes: Any) -> str:
        """Shares a job, and returns its token."""
        return str(body_of(self.own(SHARE, job.job_id, wishes))["token"])

    def see(self, route: str, token: str, payload: Payload = "2.0", **query: str) -> dict[str, Any]:
        """A request of anybody."""
        event = api_event(None, payload=payload, token=token, route=route, query=query or None)
        answer: dict[str, Any] = self.handlers["shared-result-handler"](event, CONTEXT)
        return answer


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with running_cloud() as running:
        running.overrides["PAGE_URL"] = PAGE_URL
        yield Office(running)


@PAYLOADS
def test_the_owner_gets_an_address_and_the_same_one_again(office: Office, payload: Payload) -> None:
    job = office.write()

    answers = [office.own(SHARE, job.job_id, body, payload) for body in (None, {"photo": True}, {})]

    assert {answer["statusCode"] for answer in answers} == {200}
    first, second, third = (ShareLink.model_validate(body_of(answer)) for answer in answers)
    assert first.url == f"{BASE_URLS[payload]}/s/{first.token}"
    assert first.page_url == f"{PAGE_URL}#s={first.token}"
    assert (first.token, first.photo) == (second.token, False)
    assert second == third


@pytest.mark.parametrize("body", ['{"photo": 1}', '{"photo": "yes"}', '{"picture": true}', "[]", "{", '"photo"'])
def test_a_body_that_makes_no_sense_shares_nothing(office: Office, body: str) -> None:
    job = office.write()

    assert office.own(SHARE, job.job_id, body)["statusCode"] == 400
    assert office.cloud.find(job.job_id) == job


def test_only_what_is_completed_and_there_is_shared(office: Office) -> None:
    waiting = office.cloud.write(a_job(ttl=int(time.time()) + 5000, deadline=time.time() + 500))

    answers = [office.own(SHARE, job_id) for job_id in (waiting.job_id, A_JOB_ID, "no-uuid")]
    ends = [office.own(UNSHARE, job_id)["statusCode"] for job_id in (waiting.job_id, A_JOB_ID)]

    assert [answer["statusCode"] for answer in answers] == [409, 404, 404]
    assert answers[0]["headers"]["Retry-After"] == "2"
    assert ends == [204, 404]


@PAYLOADS
def test_everybody_sees_what_is_shared_and_nothing_else(office: Office, payload: Payload) -> None:
    job = office.write(choices={"pet_name": "Mochi", "style": "casual"})

    answer = office.see(DATA, office.share(job), payload)

    assert answer["statusCode"] == 200
    body = body_of(answer)
    SharedResult.model_validate(body)
    result = a_result(job.job_id)
    kept = ("human_name", "job_title", "headline", "bio", "skills", "language")
    assert body["identity"] == {name: result["identity"][name] for name in kept}
    assert (body["pet_analysis"], body["choices"]) == ({"species": "cat", "breed": "tabby"}, {"pet_name": "Mochi"})
    assert body["likenesses"] == result["likenesses"]
    assert (body["photo_url"], body["pet_box"]) == (None, None)
    addresses = [httpx.URL(url) for url in (body["avatar_url"], body["card_url"], *body["card_urls"].values())]
    assert {address.path.rpartition("/")[2] for address in addresses} == {
        *("avatar.png", "card.png", "card-square.png", "card-story.png")
    }
    assert {address.params["X-Amz-Expires"] for address in addresses} == {"300"}
    assert "personality_traits" not in answer["body"]


def test_the_prepared_photo_is_seen_if_the_owner_says_so_and_never_the_original(office: Office) -> None:
    job = office.write()
    token = office.share(job, photo=True)

    shown = body_of(office.see(DATA, token))
    office.share(job, photo=False)

    assert httpx.URL(shown["photo_url"]).path.endswith(f"/generated/{job.job_id}/photo.jpg")
    assert shown["pet_box"] == a_result(job.job_id)["pet_box"]
    assert body_of(office.see(DATA, token))["photo_url"] is None
    assert "uploads" not in json.dumps(shown)


@PAYLOADS
def test_a_link_preview_finds_title_description_and_the_card_at_its_size(office: Office, payload: Payload) -> None:
    job = office.write(choices={"pet_name": "Mochi"})
    token = office.share(job)

    answer = office.see(PAGE, token, payload)

    page, address = Page(answer["body"]), f"{BASE_URLS[payload]}/s/{token}"
    title, described = "Margaret Whitfield, Head of Quiet Operations", "Formerly Mochi, tabby cat."
    assert (answer["statusCode"], page.unclosed) == (200, [])
    assert (page.meta["og:title"], page.meta["twitter:title"]) == (title, title)
    assert page.meta["og:description"] == f"Head of Quiet Operations. Silence is a decision. {described}"
    assert (page.meta["og:url"], page.meta["og:image"]) == (address, f"{address}/card.png")
    assert page.meta["og:image"] == page.meta["twitter:image"]
    assert (page.meta["og:image:width"], page.meta["og:image:height"]) == ("1200", "630")
    assert page.meta["twitter:card"] == "summary_large_image"
    assert page.meta["og:image:alt"] == f"ID badge of {title}. {described}"


def test_the_page_shows_the_card_and_leads_to_the_whole_result_and_to_ones_own(office: Office) -> None:
    token = office.share(office.write())

    answer = office.see(PAGE, token)
    page = Page(answer["body"])

    assert [link["href"] for link in page.all("a")] == [f"{PAGE_URL}#s={token}", PAGE_URL]
    (image,), (narrow,) = page.all("img"), page.all("source")
    assert "/card.png?" in image["src"]
    assert "/card-square.png?" in narrow["srcset"]
    assert {"Margaret Whitfield", "Head of Quiet Operations", "She sees all.", "Amber eyes"} <= set(page.texts)
    assert page.all("script") == []


def test_the_page_keeps_to_itself(office: Office) -> None:
    answer = office.see(PAGE, office.share(office.write()))
    headers = answer["headers"]
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))

    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert (headers["X-Robots-Tag"], Page(answer["body"]).meta["robots"]) == ("noindex, nofollow",) * 2
    assert "Set-Cookie" not in headers
    image = httpx.URL(Page(answer["body"]).all("img")[0]["src"])
    assert policy["img-src"] == f"data: {image.scheme}://{image.host}"
    assert (policy["default-src"], policy["frame-ancestors"]) == ("'none'", "'none'")
    assert policy.keys().isdisjoint({"script-src", "connect-src"})


@pytest.mark.parametrize("card_format", ["", "wide", "square", "story"])
def test_the_card_is_where_its_address_leads(office: Office, card_format: str) -> None:
    job = office.write()

    answer = office.see(CARD, office.share(job), **({"format": card_format} if card_format else {}))

    assert (answer["statusCode"], answer["body"]) == (302, "")
    key = card_key(job.job_id, card_format or "wide")  # type: ignore[arg-type]
    assert httpx.URL(answer["headers"]["Location"]).path.endswith(key)
    assert answer["headers"]["Cache-Control"] == "no-store"


def test_a_card_that_is_not_there_leads_nowhere_and_the_page_does_without(office: Office) -> None:
    job = office.write(s3_card_key="", s3_card_keys={})
    token = office.share(job)

    page = Page(office.see(PAGE, token)["body"])

    assert "og:image" not in page.meta
    assert "/avatar.png?" in page.all("img")[0]["src"]
    assert office.see(CARD, token)["statusCode"] == 404
    assert office.see(CARD, office.share(office.write()), format="poster")["statusCode"] == 404


@PAYLOADS
@pytest.mark.parametrize("end", ["unshared", "erased", "expired", "never"])
def test_what_is_over_and_what_never_was_are_answered_alike(office: Office, end: str, payload: Payload) -> None:
    job = office.write()
    token = office.share(job)
    match end:
        case "unshared":
            assert office.own(UNSHARE, job.job_id)["statusCode"] == 204
        case "erased":
            office.cloud.erasures.begin(job.job_id, ttl=int(time.time()) + 900, margin_s=30)
        case "expired":
            office.cloud.write(a_completed_job(job_id=job.job_id, ttl=int(time.time()) - 1))
        case _:
            token = token[:-1] + ("A" if token[-1] != "A" else "B")

    answers = {route: office.see(route, token, payload) for route in (DATA, PAGE, CARD)}
    nonsense = {route: office.see(route, "no token at all", payload) for route in (DATA, PAGE, CARD)}

    assert {answer["statusCode"] for answer in answers.values()} == {404}
    assert answers == nonsense
    assert body_of(answers[DATA])["type"] == "urn:petavatar:problem:not-shared"
    assert answers[PAGE] == answers[CARD]
    assert [link["href"] for link in Page(answers[PAGE]["body"]).all("a")] == [PAGE_URL]


def test_who_has_a_token_is_in_no_log(office: Office) -> None:
    job = office.write()
    with captured_telemetry() as telemetry:
        token = office.share(job)
        for route in (DATA, PAGE, CARD):
            office.see(route, token)
        office.own(UNSHARE, job.job_id)
        office.see(PAGE, token)

    assert token not in telemetry.text
    assert token[22:] not in telemetry.text
    assert len(telemetry.logs) == 6


def test_a_deployment_whose_keys_are_of_version_1_shares_nothing_yet() -> None:
    with running_cloud() as cloud:
        cloud.set_keys(cloud.api_key)
        old = Office(cloud)

        answer = old.own(SHARE, old.write().job_id)

        assert (answer["statusCode"], "renew a key" in body_of(answer)["detail"]) == (400, True)
        assert old.see(PAGE, "A" * 44)["statusCode"] == 404


@pytest.mark.usefixtures("no_waiting_between_attempts")
def test_where_storage_fails_a_browser_gets_a_page_and_a_program_a_problem() -> None:
    with running_cloud() as cloud:
        broken = Office(cloud)
        token = broken.share(broken.write())
        cloud.break_table()

        page, data = broken.see(PAGE, token), broken.see(DATA, token)

    assert (page["statusCode"], data["statusCode"]) == (500, 500)
    assert (page["headers"]["Content-Type"], page["headers"]["Retry-After"]) == ("text/html; charset=utf-8", "5")
    assert "closed for a moment" in page["body"]
    assert Page(page["body"]).all("a") == []
    assert body_of(data)["type"] == "urn:petavatar:problem:storage-failure"


@pytest.mark.usefixtures("no_waiting_between_attempts")
def test_while_its_keys_are_out_of_reach_any_token_may_be_tried_again_later() -> None:
    with running_cloud() as cloud:
        office = Office(cloud)
        shared = office.share(office.write())
        cloud.break_secret()

        tried = [office.see(DATA, token) for token in (shared, "A" * 44)]
        page, nonsense = office.see(PAGE, shared), office.see(DATA, "no token at all")

    assert [answer["statusCode"] for answer in (*tried, page, nonsense)] == [503, 503, 503, 404]
    assert {answer["headers"].get("Retry-After") for answer in (*tried, page)} == {"5"}
    assert {body_of(answer)["type"] for answer in tried} == {"urn:petavatar:problem:share-unavailable"}
    assert "closed for a moment" in page["body"]
