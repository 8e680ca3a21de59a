"""Many photos at once: what is sent, what is printed, where the results go, and the exit code."""

import json
import threading
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from petavatar_client import Photo
from tests.support.command import Command
from tests.support.deployment import API_KEY, API_URL, AVATAR, JOB_ID, RESULTS, Deployment, problem, state

CREATE: Final = ("create", "--api-url", API_URL, "--api-key", API_KEY)
PRESIGN: Final = "GET /stage/presigned-url"
STATUS: Final = f"GET /stage/status/{JOB_ID}"
NO_PET: Final = {"type": "urn:x:no-pet", "title": "There is no pet in the photo", "detail": "A cup", "retryable": False}


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_each_photo_gets_a_folder_of_its_own_and_a_line(command: Command, online: Deployment, photos: Path) -> None:
    outcome = command(*CREATE, "photos")

    assert outcome.exit_code == 0
    assert [Path(f"out/{name}/avatar.png").read_bytes() for name in "abc"] == [AVATAR] * 3
    printed = [line for line in outcome.out.splitlines() if line.startswith("out/")]
    assert printed == [f"out/{name}  Zoë Ashworth, Chief of Quiet Rooms (executive)" for name in "abc"]
    assert "offline illustration" in outcome.out
    assert "entertainment" in outcome.out
    assert outcome.err.splitlines()[-1].startswith("[3/3] ✓ ")


def test_one_that_fails_does_not_stop_the_others_but_the_exit_code_is_1(
    command: Command, online: Deployment, photos: Path
) -> None:
    online.answers(STATUS, state("failed", error=NO_PET), state("completed", 100))
    outcome = command(*CREATE, "photos", "--jobs", 1)

    assert outcome.exit_code == 1
    assert f"[1/3] ✗ photos/a.jpg: There is no pet in the photo. A cup. (job {JOB_ID})" in outcome.err.splitlines()
    assert outcome.err.splitlines()[-1].startswith("petavatar: 1 of 3 photos came to no avatar.")
    assert outcome.out.count("Zoë Ashworth") == 2
    assert not Path("out/a").exists()


def test_a_wrong_key_is_reported_once_and_not_tried_with_every_photo(
    command: Command, online: Deployment, photos: Path
) -> None:
    online.answers(PRESIGN, problem(401, "A valid API key is required", "This one is not"))
    outcome = command(*CREATE, "photos", "--jobs", 1)
    assert outcome.exit_code == 1
    assert outcome.err.splitlines()[-1].startswith("petavatar: A valid API key is required.")
    assert outcome.err.count("✗") == 1


def test_a_broken_file_in_a_folder_is_reported_and_fails_without_being_sent(
    command: Command, online: Deployment, photos: Path
) -> None:
    (photos / "letter.jpg").write_text("Dear cat")
    outcome = command(*CREATE, "photos")
    assert outcome.exit_code == 1
    assert (
        "✗ photos/letter.jpg: The content of the file is not JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF"
        in outcome.err
    )
    assert len(online.asked(PRESIGN)) == 3


def test_json_has_one_line_for_each_photo_and_nothing_else(command: Command, online: Deployment, photos: Path) -> None:
    (photos / "letter.jpg").write_text("Dear cat")
    online.answers(STATUS, state("failed", error=NO_PET), state("completed", 100))
    outcome = command(*CREATE, "photos", "--json", "--jobs", 1)

    by_photo = {line.pop("photo"): line for line in lines(outcome.out)}
    assert outcome.exit_code == 1
    assert sorted(by_photo) == ["photos/a.jpg", "photos/b.jpg", "photos/c.jpg", "photos/letter.jpg"]
    assert by_photo["photos/b.jpg"] == {
        "status": "completed",
        "job_id": JOB_ID,
        "directory": "out/b",
        "already_done": False,
        "human_name": "Zoë Ashworth",
        "job_title": "Chief of Quiet Rooms",
        "similarity_score": 81.5,
    }
    assert by_photo["photos/a.jpg"] == {
        "status": "failed",
        "job_id": JOB_ID,
        "error": {
            "type": "urn:x:no-pet",
            "message": f"There is no pet in the photo. A cup. (job {JOB_ID})",
            "retryable": False,
        },
    }
    assert by_photo["photos/letter.jpg"]["job_id"] is None


@pytest.mark.parametrize(
    ("answer", "kind", "retryable"),
    [
        (problem(401, "A valid API key is required", ""), "urn:x", False),
        (httpx.Response(429, headers={"Retry-After": "1"}), "about:blank", True),
        (httpx.ConnectError("Network is unreachable"), "about:blank", True),
    ],
)
def test_json_says_whether_it_may_help_to_try_again(
    command: Command, online: Deployment, photo: Photo, answer: Any, kind: str, retryable: bool
) -> None:
    online.answers(PRESIGN, answer)
    outcome = command(*CREATE, photo.name, "--json")
    (line,) = lines(outcome.out)
    assert outcome.exit_code == 1
    assert (line["error"]["type"], line["error"]["retryable"]) == (kind, retryable)


def test_json_of_one_photo_is_one_line(command: Command, online: Deployment, photo: Photo) -> None:
    outcome = command(*CREATE, photo.name, "--json")
    (line,) = lines(outcome.out)
    assert (outcome.exit_code, line["photo"], line["directory"]) == (0, photo.name, "out")


def test_json_steers_no_terminal_whatever_servers_and_files_are_called(
    command: Command, online: Deployment, photos: Path
) -> None:
    steering = "b\x9b2J\u202e.jpg"
    (photos / "b.jpg").rename(photos / steering)
    identity = RESULTS["identity"] | {"human_name": "Zoë\x9b31m Ash\u2066worth"}
    online.answers(f"GET /stage/results/{JOB_ID}", httpx.Response(200, json=RESULTS | {"identity": identity}))

    outcome = command(*CREATE, "photos", "--json")

    assert not {"\x9b", "\u202e", "\u2066"} & set(outcome.out + outcome.err)
    assert f"photos/{steering}" in [line["photo"] for line in lines(outcome.out)]
    assert {line["human_name"] for line in lines(outcome.out)} == {"Zoë\x9b31m Ash\u2066worth"}


def test_the_same_command_again_leaves_out_what_is_done(command: Command, online: Deployment, photos: Path) -> None:
    command(*CREATE, "photos")
    online.requests.clear()
    (photos / "d.jpg").write_bytes(b"\xff\xd8\xff d")

    outcome = command(*CREATE, "photos", "--json")

    assert len(online.asked(PRESIGN)) == 1
    assert {line["photo"]: line["already_done"] for line in lines(outcome.out)} == {
        "photos/a.jpg": True,
        "photos/b.jpg": True,
        "photos/c.jpg": True,
        "photos/d.jpg": False,
    }


def test_one_photo_that_is_done_is_shown_again_and_made_again_only_with_again(
    command: Command, online: Deployment, photo: Photo
) -> None:
    first = command(*CREATE, photo.name)
    second = command(*CREATE, photo.name)
    assert len(online.asked(PRESIGN)) == 1
    assert second.out == first.out
    assert "--again" in second.err

    command(*CREATE, photo.name, "--again")
    assert len(online.asked(PRESIGN)) == 2


def test_the_same_photo_under_two_names_is_sent_once_and_reported_for_both(
    command: Command, online: Deployment, photos: Path
) -> None:
    (photos / "copy.jpg").write_bytes((photos / "a.jpg").read_bytes())
    outcome = command(*CREATE, "photos", "--json")
    folders = {line["photo"]: line["directory"] for line in lines(outcome.out)}
    assert len(online.asked(PRESIGN)) == 3
    assert folders["photos/copy.jpg"] == folders["photos/a.jpg"] == "out/a"


def test_no_more_jobs_at_a_time_than_wanted_and_as_many(command: Command, online: Deployment, photos: Path) -> None:
    together = threading.Barrier(2, timeout=30)
    busy: list[int] = []
    lock = threading.Lock()

    def watch(request: httpx.Request) -> None:
        if request.url.path.endswith("/presigned-url"):
            with lock:
                busy.append(1)
                assert len(busy) <= 2
            # Nobody goes on alone: two are at work at once.
            together.wait()
        if request.url.path == "/avatar":
            with lock:
                busy.pop()

    (photos / "d.jpg").write_bytes(b"\xff\xd8\xff d")
    online.watch = watch
    assert command(*CREATE, "photos", "--jobs", 2).exit_code == 0


def test_choices_go_with_each_photo(command: Command, online: Deployment, photos: Path) -> None:
    command(*CREATE, "photos", "--style", "casual", "--background", "open_office", "--names-from-files")
    params = [dict(request.url.params) for request in online.asked(PRESIGN)]
    assert {(each["style"], each["background"]) for each in params} == {("casual", "open_office")}
    assert sorted(each["pet_name"] for each in params) == ["a", "b", "c"]


def test_one_pet_may_be_named(command: Command, online: Deployment, photo: Photo) -> None:
    command(*CREATE, photo.name, "--pet-name", "Minka")
    assert online.asked(PRESIGN)[0].url.params["pet_name"] == "Minka"


def test_what_is_known_of_a_pet_and_wanted_of_the_person_is_sent(
    command: Command, online: Deployment, photo: Photo
) -> None:
    chosen = {"pronouns": "he", "age_range": "50s", "species": "rabbit", "breed": "Lionhead", "language": "de"}
    options = [part for name, value in chosen.items() for part in (f"--{name.replace('_', '-')}", value)]

    command(*CREATE, photo.name, *options)

    assert chosen.items() <= dict(online.asked(PRESIGN)[0].url.params).items()


def test_each_job_may_have_a_time_by_which_it_must_have_begun(
    command: Command, online: Deployment, photos: Path
) -> None:
    command(*CREATE, "photos", "--max-wait", 60)

    assert {request.url.params["max_wait_s"] for request in online.asked(PRESIGN)} == {"60"}


def test_how_long_a_job_may_wait_does_not_make_it_another(command: Command, online: Deployment, photo: Photo) -> None:
    command(*CREATE, photo.name)
    command(*CREATE, photo.name, "--max-wait", 60)

    assert len(online.asked(PRESIGN)) == 1


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--max-wait", "0"], "--max-wait"),
        (["--pet-name", "Minka"], "--pet-name is for one photo"),
        (["--pet-name", "Minka", "--names-from-files"], "exclude each other"),
        (["--style", "punk"], "punk"),
        (["--background", "beach"], "beach"),
        (["--jobs", "0"], "--jobs"),
        (["--breed", "x" * 41], "breed has 1 to 40 characters"),
        (["--species", "cat2"], "species has letters"),
        (["--language", "klingon!"], "BCP 47"),
        (["nowhere.jpg"], "There is no file nowhere.jpg"),
    ],
)
def test_what_cannot_be_meant_ends_with_2_before_anything_is_asked(
    command: Command, online: Deployment, photos: Path, options: list[str], text: str
) -> None:
    outcome = command(*CREATE, "photos", *options)
    assert outcome.exit_code == 2
    assert text in outcome.err
    assert online.requests == []


def test_a_name_that_is_too_long_ends_with_2_before_anything_is_asked(
    command: Command, online: Deployment, photo: Photo
) -> None:
    outcome = command(*CREATE, photo.name, "--pet-name", "M" * 41)
    assert (outcome.exit_code, online.requests) == (2, [])
    assert "pet_name has 1 to 40 characters" in outcome.err


def test_files_in_a_folder_that_are_no_photos_are_named(command: Command, online: Deployment, photos: Path) -> None:
    for number in range(7):
        (photos / f"clip{number}.mp4").write_bytes(b"\0\0\0\x18ftypmp42")
    outcome = command(*CREATE, "photos")
    assert outcome.exit_code == 0
    assert "Passed over, as none of them is a photo:" in outcome.err
    assert "more" in outcome.err


def test_the_results_can_be_shown_in_the_browser(
    command: Command, online: Deployment, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: not shown.append(url))
    assert command(*CREATE, "photos", "--open").exit_code == 0
    assert shown == [(Path("out") / "index.html").absolute().as_uri()]


def test_results_that_are_not_petavatars_are_reported_as_such(
    command: Command, online: Deployment, photos: Path
) -> None:
    online.answers(f"GET /stage/results/{JOB_ID}", httpx.Response(200, json=RESULTS | {"identity": {}}))
    outcome = command(*CREATE, "photos")
    assert outcome.exit_code == 1
    assert "answered, but not as PetAvatar would" in outcome.err
