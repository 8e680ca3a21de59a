"""A shared address on the running system: what link previews get, and that it is over when its owner says so."""

import io
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from PIL import Image

from local.system import LocalSystem
from testing.api import ApiUser
from testing.photos import CAT

SIZES: Final = {"wide": (1200, 630), "square": (1080, 1080), "story": (1080, 1920)}


@dataclass(frozen=True)
class Shared:
    """A completed job, its results, and where it is shared."""

    job_id: str
    results: dict[str, Any]
    link: dict[str, Any]


@pytest.fixture(scope="module")
def user(system: LocalSystem) -> ApiUser:
    return ApiUser(system)


@pytest.fixture(scope="module")
def shared(user: ApiUser) -> Shared:
    job_id = user.drop(CAT.read_bytes())
    assert user.end_of(job_id)["status"] == "completed"
    return Shared(job_id, user.results(job_id), user.http.post(f"/jobs/{job_id}/share", json={"photo": True}).json())


def preview_of(page: str) -> dict[str, dict[str, str]]:
    """The tags that a library for link previews finds, by family: `og`, `twitter` and others."""
    # It takes a second to load, in each process that only collects these tests.
    from metadata_parser import MetadataParser

    found: dict[str, dict[str, str]] = MetadataParser(html=page).parsed_result.metadata
    return found


def anybody(url: str, **query: str) -> httpx.Response:
    """What somebody gets who has no key."""
    return httpx.get(url, params=query or None, timeout=20, trust_env=False, follow_redirects=True)


def test_a_reader_of_open_graph_tags_gets_title_description_and_the_card_at_its_size(shared: Shared) -> None:
    page = anybody(shared.link["url"])

    tags = preview_of(page.text)

    og, twitter, identity = tags["og"], tags["twitter"], shared.results["identity"]
    assert og["title"] == twitter["title"] == f"{identity['human_name']}, {identity['job_title']}"
    assert og["description"].startswith(identity["headline"])
    assert (og["url"], og["site_name"]) == (shared.link["url"], "PetAvatar")
    assert og["image"] == twitter["image"]
    card = Image.open(io.BytesIO(anybody(og["image"]).content))
    assert (card.format, card.size) == ("PNG", (int(og["image:width"]), int(og["image:height"])))


def test_the_card_is_there_in_each_shape(shared: Shared) -> None:
    for card_format, size in SIZES.items():
        answer = anybody(f"{shared.link['url']}/card.png", format=card_format)
        assert Image.open(io.BytesIO(answer.content)).size == size


def test_the_page_of_the_system_is_where_the_whole_result_is_seen(user: ApiUser, shared: Shared) -> None:
    data = anybody(f"{user.system.api_url}/shared/{shared.link['token']}").json()

    assert shared.link["page_url"] == f"{user.system.page_url}/#s={shared.link['token']}"
    assert data["identity"]["human_name"] == shared.results["identity"]["human_name"]
    photo, avatar = (anybody(data[name]) for name in ("photo_url", "avatar_url"))
    assert (photo.headers["content-type"], avatar.headers["content-type"]) == ("image/jpeg", "image/png")
    assert user.http.get(f"/status/{shared.job_id}").json()["shared"] is True


def test_after_its_end_and_after_erasure_there_is_nothing_at_its_addresses(user: ApiUser, shared: Shared) -> None:
    first, path = shared.link["url"], f"/jobs/{shared.job_id}"

    assert user.http.post(f"{path}/unshare").status_code == 204
    second = user.http.post(f"{path}/share").json()["url"]
    assert [anybody(url).status_code for url in (first, f"{first}/card.png", second)] == [404, 404, 200]
    assert user.erase(shared.job_id).status_code == 204

    ended = [anybody(url) for url in (first, second, f"{second}/card.png")]
    assert [answer.status_code for answer in ended] == [404] * 3
    assert {answer.headers["content-type"] for answer in ended} == {"text/html; charset=utf-8"}
    assert preview_of(ended[1].text)["og"] == {}
    assert user.http.post(f"{path}/share").status_code == 404
    logs = b"".join(file.read_bytes() for file in user.system.log_dir.rglob("*") if file.is_file())
    assert logs
    assert shared.link["token"].encode() not in logs
