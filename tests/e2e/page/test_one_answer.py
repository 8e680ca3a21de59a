"""A file gets one and the same answer by the page, the command, the client library, the API and a drop."""

import json
from collections.abc import Callable
from itertools import product
from typing import Any, Final

import httpx
import pytest
from PIL import Image
from playwright.sync_api import expect

from petavatar.image_format import refusal
from petavatar_client import PetAvatarClient, UnsuitablePhoto
from testing import photos
from testing.api import ApiUser
from tests.support.sampling import one_in
from tests.support.shell import User
from tests.support.visitor import Visitor, as_file

WAYS: Final = ("page", "command", "client", "api", "drop")
FORMATS: Final = ("WEBP", "AVIF", "GIF", "BMP", "TIFF", "HEIF", "PNG", "JPEG")
REFUSED: Final = {
    "MOV": (20).to_bytes(4) + b"ftypqt  " + bytes(40),
    "text": b"Dear cat",
    "JPEG XL": b"\xff\x0a" + bytes(40),
    "PDF": b"%PDF-1.7",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "CgBI PNG": photos.png()[:12] + b"CgBI" + bytes(40),
    "empty": b"",
}
HERE: Final = ""
"""In place of the problem's type: refused before anything was sent."""

type Answer = tuple[str, str]
"""`completed` and the species, or the problem's type and the words."""
type Way = Callable[[bytes], Answer]


@pytest.fixture
def by_page(visitor: Visitor, user: ApiUser) -> Way:
    def answer(content: bytes) -> Answer:
        visitor.come()
        visitor.page.set_input_files("#files", as_file("pet.jpg", content, "image/jpeg"))
        shown = visitor.page.locator(".preview, #complaint:not(:empty)")
        expect(shown).to_be_visible()
        if visitor.page.locator(".preview").count() == 0:
            return HERE, shown.inner_text()
        visitor.page.click("#go")
        visitor.result()
        return completed(user, visitor.job_id())

    return answer


@pytest.fixture
def by_command(shell: User, online: dict[str, str], user: ApiUser) -> Way:
    def answer(content: bytes) -> Answer:
        (shell.directory / "pet.jpg").write_bytes(content)
        code, out, err = shell.run("create", "pet.jpg", "--json", **online)
        return (HERE, err) if code else completed(user, json.loads(out)["job_id"])

    return answer


@pytest.fixture
def by_client(user: ApiUser) -> Way:
    def answer(content: bytes) -> Answer:
        with PetAvatarClient(user.system.api_url, user.system.api_key) as client:
            try:
                return "completed", client.create(content).pet_analysis.species
            except UnsuitablePhoto as error:
                return HERE, str(error)

    return answer


@pytest.fixture
def by_api(user: ApiUser) -> Way:
    def answer(content: bytes) -> Answer:
        ticket = user.ticket()
        if user.post_to_s3(ticket, content).status_code == httpx.codes.BAD_REQUEST:
            # A ticket is for one byte or more; an operator may put an empty file all the same.
            user.s3.put_object(Bucket=user.system.upload_bucket, Key=ticket["upload_fields"]["key"], Body=content)
        accepted = user.process(ticket["s3_uri"])
        return completed(user, ticket["job_id"]) if accepted.is_success else problem(accepted.json())

    return answer


@pytest.fixture
def by_drop(user: ApiUser) -> Way:
    def answer(content: bytes) -> Answer:
        end = user.end_of(job_id := user.drop(content))
        return completed(user, job_id) if end["status"] == "completed" else problem(end["error"])

    return answer


def completed(user: ApiUser, job_id: str) -> Answer:
    return "completed", user.results(job_id)["pet_analysis"]["species"]


def problem(of: dict[str, Any]) -> Answer:
    return of["type"].rpartition(":")[2], f"{of['title']}. {of['detail']}"


def cat_as(image_format: str) -> bytes:
    with Image.open(photos.CAT) as cat:
        return photos.heic(cat) if image_format == "HEIF" else photos.encoded(cat, image_format)


@pytest.mark.parametrize(("way", "image_format"), one_in(11, product(WAYS, FORMATS)))
def test_a_cat_is_a_cat_whichever_way_it_comes(request: pytest.FixtureRequest, way: str, image_format: str) -> None:
    answer: Way = request.getfixturevalue(f"by_{way}")

    assert answer(cat_as(image_format)) == ("completed", "cat")


@pytest.mark.parametrize(("way", "kind"), one_in(5, product(WAYS, REFUSED)))
def test_a_refusal_has_the_same_words_whichever_way_it_comes(
    request: pytest.FixtureRequest, way: str, kind: str
) -> None:
    content = REFUSED[kind]
    answer: Way = request.getfixturevalue(f"by_{way}")

    found, words = answer(content)

    assert found in (HERE, "unsupported-image" if content else "empty-upload")
    assert (found == HERE) == (way in ("page", "command", "client"))
    assert str(refusal(content)) in words
