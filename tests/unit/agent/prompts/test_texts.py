"""The versions of the prompts: two may run side by side, and results and metrics tell them apart."""

from pathlib import Path
from uuid import uuid4

import pytest

from agent.prompts import texts
from agent.prompts.texts import CURRENT, Prompts, check_share, prompts_for
from petavatar.errors import SettingsError

CAREER = "map_personality_to_career"


@pytest.fixture
def next_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A next version with another prompt for the career."""
    tmp_path.joinpath(f"{CAREER}.md").write_text("Choose a career.")
    monkeypatch.setattr(texts, "next_prompts", lambda: Prompts(tmp_path))
    return tmp_path


def test_a_file_of_the_next_version_takes_the_place_of_the_current_one(next_folder: Path) -> None:
    following = prompts_for(str(uuid4()), 1.0)

    assert following.text(CAREER) == "Choose a career."
    assert following.text("orchestrate") == CURRENT.text("orchestrate")
    assert following.version != CURRENT.version


def test_every_change_of_a_prompt_makes_another_version(next_folder: Path) -> None:
    before = Prompts(next_folder).version
    next_folder.joinpath(f"{CAREER}.md").write_text("Choose a career!")

    assert Prompts(next_folder).version != before
    assert len(before) == 12


def test_a_share_of_the_jobs_has_the_next_version_and_keeps_it(next_folder: Path) -> None:
    jobs = [f"00000000-0000-4000-8000-{number:012d}" for number in range(2000)]
    chosen = [job for job in jobs if prompts_for(job, 0.25).version != CURRENT.version]

    assert 0.2 < len(chosen) / len(jobs) < 0.3
    assert all(prompts_for(job, 0.25).version != CURRENT.version for job in chosen)
    assert all(prompts_for(job, 0.0).version == CURRENT.version for job in jobs)


@pytest.mark.parametrize("share", [-0.1, 1.5])
def test_what_is_no_share_is_refused(share: float) -> None:
    with pytest.raises(SettingsError, match="from 0 to 1"):
        check_share(share)


def test_a_share_without_a_next_version_is_refused() -> None:
    check_share(0.0)
    with pytest.raises(SettingsError, match="agent/prompts/next"):
        check_share(0.5)
