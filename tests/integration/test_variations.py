"""On the running system: variations of a job, what they ask of the models, and that each job stands alone."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from local.system import LocalSystem
from testing.api import ApiUser
from testing.photos import pixels

CAT = Path("samples/chelsea.jpg").read_bytes()


@pytest.fixture(scope="module")
def user(system: LocalSystem) -> ApiUser:
    return ApiUser(system)


def vary(user: ApiUser, job_id: str, **body: Any) -> dict[str, Any]:
    answer = user.http.post(f"/jobs/{job_id}/variations", json=body)
    assert answer.status_code == 202, answer.text
    return user.results(answer.json()["job_id"])


def assert_whole(user: ApiUser, results: dict[str, Any]) -> None:
    """The job is there with all its pictures."""
    now = user.http.get(f"/results/{results['job_id']}").json()
    for url in (now["avatar_url"], now["photo_url"], *now["card_urls"].values()):
        assert httpx.get(url, timeout=20, trust_env=False).status_code == 200
    assert now["identity"] == results["identity"]


def test_each_job_of_a_family_stands_alone(user: ApiUser, hired: str) -> None:
    source = user.results(hired)

    portrait = vary(user, hired, change="portrait")

    assert portrait["identity"] == source["identity"]
    assert (portrait["source_job_id"], portrait["variation"]) == (hired, {"change": "portrait"})
    assert portrait["seed"] != source["seed"]
    used = portrait["usage"]
    assert (used["calls"], used["images"], used["input_tokens"], used["output_tokens"]) == (1, 1, 0, 0)

    named = vary(user, portrait["job_id"], pet_name="Miso")
    assert (named["usage"]["calls"], named["choices"]["pet_name"]) == (0, "Miso")
    assert user.erase(portrait["job_id"]).status_code == 204
    assert_whole(user, source)
    assert_whole(user, named)
    assert user.http.post(f"/jobs/{portrait['job_id']}/variations", json={"seed": 1}).status_code == 404
    assert user.erase(named["job_id"]).status_code == 204
    assert_whole(user, source)


@pytest.mark.verify
def test_a_portrait_can_be_had_again_by_its_seed(user: ApiUser) -> None:
    source = user.results(user.drop(CAT, "cat.jpg"))

    again, other = vary(user, source["job_id"], seed=source["seed"]), vary(user, source["job_id"], change="portrait")
    once_more = vary(user, again["job_id"], seed=other["seed"])

    def drawn(results: dict[str, Any]) -> bytes:
        return pixels(user.avatar(results))

    assert drawn(again) == drawn(source) != drawn(other) == drawn(once_more)


@pytest.mark.verify
def test_changed_scores_and_another_career_read_no_photo(user: ApiUser, hired: str) -> None:
    source = user.results(hired)

    changed: tuple[dict[str, Any], ...] = (
        {"change": "career"},
        {"dimensions": {"creativity": 100, "rule_following": 0}},
        {"pronouns": "she"},
        {"pronouns": "he"},
    )
    career, scores, she, he = (vary(user, hired, **body) for body in changed)

    for varied in (career, scores, she, he):
        assert varied["usage"]["models"]["text"]["calls"] in (1, 2, 3)
        assert varied["pet_analysis"]["species"] == source["pet_analysis"]["species"]
    assert source["identity"]["bio"] not in (career["identity"]["bio"], scores["identity"]["bio"])
    # One of the two may be what the source has.
    assert she["identity"]["bio"] != he["identity"]["bio"]
