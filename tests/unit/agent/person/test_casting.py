"""Casting: drawn from the job's own seed, evenly, and always the same."""

import subprocess
import sys
from collections import Counter
from uuid import UUID

import pytest

from agent.person.casting import SKIN_TONES, Casting, job_seed
from testing.jobs import A_JOB_ID
from tests.support.cloud import ROOT

MANY = [str(UUID(int=i)) for i in range(1800)]


@pytest.mark.parametrize("below", [2, 3, 1_000_000, 858_993_459, 2_147_483_646, 4_294_967_295])
def test_a_seed_lies_within_the_models_range(below: int) -> None:
    assert all(1 <= job_seed(job_id, below=below) < below for job_id in MANY[:200])


def test_a_seed_is_the_same_in_every_process() -> None:
    imports = "from agent.person.casting import job_seed, Casting"
    code = f"{imports}; print(job_seed('{A_JOB_ID}', below=10**9), Casting.of('x'))"

    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }

    assert seen == {f"{job_seed(A_JOB_ID, below=10**9)} {Casting.of('x')}\n"}


def test_seeds_of_different_jobs_differ() -> None:
    assert len({job_seed(job_id, below=10**9) for job_id in MANY}) == len(MANY)


def test_a_job_is_always_cast_alike() -> None:
    assert Casting.of(A_JOB_ID) == Casting.of(A_JOB_ID)


def test_every_kind_of_person_is_cast_about_as_often() -> None:
    cast = [Casting.of(job_id) for job_id in MANY]

    presentations = Counter(casting.presentation for casting in cast)
    tones = Counter(casting.skin_tone for casting in cast)
    assert set(presentations) == {"feminine", "masculine", "androgynous"}
    assert set(tones) == set(SKIN_TONES)
    assert all(500 < count < 700 for count in presentations.values())
    assert all(230 < count < 370 for count in tones.values())


def test_presentation_and_skin_tone_are_drawn_apart() -> None:
    pairs = Counter((casting.presentation, casting.skin_tone) for casting in map(Casting.of, MANY))

    assert len(pairs) == 18
    assert min(pairs.values()) > 60


def test_casting_is_even_by_a_chi_square_test() -> None:
    """Over 10,000 ids, for presentation, skin tone and both together, at the level of 0.1 %."""
    cast = [Casting.of(str(UUID(int=i))) for i in range(10_000)]

    for draws, kinds, critical in (
        (Counter(casting.presentation for casting in cast), 3, 13.816),
        (Counter(casting.skin_tone for casting in cast), 6, 20.515),
        (Counter((casting.presentation, casting.skin_tone) for casting in cast), 18, 40.790),
    ):
        expected = 10_000 / kinds
        assert len(draws) == kinds
        assert sum((count - expected) ** 2 / expected for count in draws.values()) < critical
