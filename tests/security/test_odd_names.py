"""Odd names of uploads in the running system: nothing is there, or a job for exactly that object."""

import hashlib
import uuid
from pathlib import Path
from typing import Any, Final

import pytest

from local.system import LocalSystem
from testing.api import ApiUser
from tests.support.sampling import one_in

# It looks like a photo to the functions; the agent finds out that it is none.
BEGINNING: Final = Path("samples/chelsea.jpg").read_bytes()[:2000]
ROOM: Final = 1024 - len(f"uploads/{uuid.uuid4()}/")
NAMES: Final = {
    "dot": ".",
    "two dots": "..",
    "encoded dots": "%2e%2e",
    "encoded slash": "..%2f..%2fwork%2fx.jpg",
    "emoji": "🐱🏳️‍🌈.heic",
    "spaces": "  my cat  .jpg ",
    "plus": "a+b=c&d.jpg",
    "fragment": "a#b.jpg",
    "query": "a?versionId=null&x=.jpg",
    "backslashes": "..\\..\\a.jpg",
    "trailing newline": "a.jpg\n",
    "quotes": "a\"b'c`d<e>.jpg",
    "braces": "{{job_id}} ${HOME} %s.jpg",
    "1,024 bytes": "n" * ROOM,
    "1,024 bytes of emoji": "🐱" * (ROOM // 4) + "n" * (ROOM % 4),
}


@pytest.fixture
def user(system: LocalSystem) -> ApiUser:
    return ApiUser(system)


def job_item(user: ApiUser, job_id: str) -> dict[str, Any]:
    answer = user.system.client("dynamodb").get_item(TableName=user.system.names.table, Key={"job_id": {"S": job_id}})
    item: dict[str, Any] = answer["Item"]
    return item


@pytest.mark.parametrize("name", one_in(3, [pytest.param(name, id=kind) for kind, name in NAMES.items()]))
def test_a_name_that_nobody_uploaded_is_not_found(user: ApiUser, name: str) -> None:
    job_id = user.drop(BEGINNING, "a.jpg")

    answer = user.process(f"s3://{user.system.upload_bucket}/uploads/{job_id}/{name}")

    assert (answer.status_code, answer.json()["type"]) == (404, "urn:petavatar:problem:object-not-found")


@pytest.mark.parametrize("name", one_in(3, [pytest.param(name, id=kind) for kind, name in NAMES.items()]))
def test_an_upload_of_that_name_becomes_its_own_job(user: ApiUser, name: str) -> None:
    job_id = str(uuid.uuid4())
    photo = BEGINNING + job_id.encode()

    user.drop(photo, name, job_id)
    answer = user.process(f"s3://{user.system.upload_bucket}/uploads/{job_id}/{name}")
    end = user.end_of(job_id)

    assert (answer.status_code, answer.json()["job_id"]) == (202, job_id)
    item = job_item(user, job_id)
    assert item["s3_upload_key"] == {"S": f"uploads/{job_id}/{name}"}
    assert item["etag"] == {"S": hashlib.md5(photo).hexdigest()}
    # The agent read it too: a key that it misread would be a photo that is not there.
    assert end["error"]["detail"] != "The photo was deleted before it was processed"
    assert end["error"]["type"] == "urn:petavatar:problem:unreadable-photo"
