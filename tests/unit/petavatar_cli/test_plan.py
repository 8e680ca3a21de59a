"""Which jobs there are to do, and where the results of each go."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from petavatar_cli.plan import HERE, Planner, Task, pet_name
from petavatar_cli.state import State, Submission
from petavatar_client import Choices, Photo


def photo(directory: Path, name: str, content: str = "") -> dict[Path, Photo]:
    """A photo by its path, with a content of its own unless one is given."""
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xff\xd8\xff" + (content or name).encode())
    return {path: Photo.at(path)}


def photos(directory: Path, *names: str, content: str = "") -> dict[Path, Photo]:
    return {path: seen for name in names for path, seen in photo(directory, name, content).items()}


def only(plan: Planner, photo: dict[Path, Photo]) -> Task:
    ((path, seen),) = photo.items()
    return plan.one(path, seen)


def planner(directory: Path, **options: Any) -> Planner:
    out = directory / "out"
    return Planner(
        **{"out": out, "choices": Choices(), "api_url": "https://api.example.test", "state": State(out)} | options
    )


def submitted(tasks: Sequence[Task], state: State) -> None:
    for task in tasks:
        state.record(task.key, Submission(photo="", folder=task.folder, job_id="job", s3_uri="s3://"))


def test_the_only_photo_has_the_directory_to_itself(tmp_path: Path) -> None:
    task = only(planner(tmp_path), photo(tmp_path, "cat.jpg"))
    assert (task.output.directory, task.folder) == (tmp_path / "out", HERE)


def test_each_of_several_photos_has_a_folder_called_as_its_file(tmp_path: Path) -> None:
    tasks = planner(tmp_path).many(photos(tmp_path, "cat.jpg", "my.dog.png"))
    assert [task.output.directory for task in tasks] == [tmp_path / "out" / "cat", tmp_path / "out" / "my.dog"]


def test_photos_that_are_called_alike_get_numbers(tmp_path: Path) -> None:
    cats = photos(tmp_path, "a/cat.jpg", "b/cat.jpg", "b/Cat.png", "b/cat-2.jpg")
    assert [task.folder for task in planner(tmp_path).many(cats)] == ["cat", "cat-2", "Cat-3", "cat-2-2"]


@pytest.mark.parametrize(("name", "folder"), [("..jpg", "photo"), ("...jpg", "photo"), (".cat. .jpg", "cat")])
def test_no_folder_lies_outside_or_is_hidden(tmp_path: Path, name: str, folder: str) -> None:
    (task,) = planner(tmp_path).many(photo(tmp_path, name, "x"))
    assert task.folder == folder


def test_a_photo_keeps_its_folder_when_others_come_before_it(tmp_path: Path) -> None:
    plan = planner(tmp_path)
    old = photo(tmp_path, "b/cat.jpg")
    submitted(plan.many(old), plan.state)

    tasks = plan.many(photo(tmp_path, "a/cat.jpg") | old)

    assert [task.folder for task in tasks] == ["cat-2", "cat"]


def test_the_directory_itself_is_no_folder_of_one_among_several(tmp_path: Path) -> None:
    plan = planner(tmp_path)
    cat = photo(tmp_path, "cat.jpg")
    submitted([only(plan, cat)], plan.state)
    assert plan.many(cat)[0].folder == "cat"


def test_other_choices_for_a_photo_are_another_job_in_another_folder(tmp_path: Path) -> None:
    cat = photo(tmp_path, "cat.jpg")
    plan = planner(tmp_path)
    submitted(plan.many(cat), plan.state)

    (task,) = planner(tmp_path, choices=Choices(style="casual")).many(cat)

    assert task.folder == "cat-2"
    assert task.choices.style == "casual"


def test_the_same_photo_twice_is_one_job(tmp_path: Path) -> None:
    (task,) = planner(tmp_path).many(photos(tmp_path, "a.jpg", "b.png", content="same"))
    assert [path.name for path in task.paths] == ["a.jpg", "b.png"]
    assert task.folder == "a"


def test_the_key_depends_on_content_choices_and_deployment_and_nothing_else(tmp_path: Path) -> None:
    cat = photo(tmp_path, "cat.jpg", "cat")
    options: list[dict[str, Any]] = [
        {},
        {"choices": Choices(style="casual")},
        {"choices": Choices(background="auto")},
        {"choices": Choices(pet_name="casual")},
        {"choices": Choices(species="casual")},
        {"choices": Choices(breed="casual")},
        {"api_url": "https://other.example.test"},
    ]
    keys = {only(planner(tmp_path, **option), cat).key for option in options}
    keys.add(only(planner(tmp_path), photo(tmp_path, "cat.jpg", "another cat")).key)
    assert len(keys) == len(options) + 1
    assert only(planner(tmp_path), photo(tmp_path, "renamed.png", "cat")).key in keys


def test_the_key_of_a_photo_without_newer_choices_is_that_of_older_versions(tmp_path: Path) -> None:
    cat = photo(tmp_path, "cat.jpg", "cat")
    content = hashlib.sha256(next(iter(cat)).read_bytes()).hexdigest()
    plan = planner(tmp_path, choices=Choices(style="casual"))

    older = json.dumps([content, "casual", None, None, plan.api_url]).encode()
    assert only(plan, cat).key == hashlib.sha256(older).hexdigest()


def test_pets_may_be_called_as_their_files(tmp_path: Path) -> None:
    pets = photos(tmp_path, "Mr_Tibbles.jpg", "Rex.jpg", content="same")
    tasks = planner(tmp_path, names_from_files=True).many(pets)
    assert [task.choices.pet_name for task in tasks] == ["Mr Tibbles", "Rex"]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Minka.jpg", "Minka"),
        ("a__b  c .png", "a b c"),
        ("x" * 50 + ".png", "x" * 40),
        ("__.jpg", None),
        ("Zoe\u0308.jpg", "Zoë"),
    ],
)
def test_a_file_s_name_is_made_one_of_a_pet(file: str, name: str | None) -> None:
    assert pet_name(Path(file)) == name
