"""A job: its times, and the object that it was accepted for."""

import pytest

from petavatar.errors import NoPetFound
from petavatar.jobs import timestamp
from testing.jobs import NOW, a_completed_job, a_job


def test_times_are_written_in_utc_to_the_millisecond_and_read_back() -> None:
    assert timestamp(0) == "1970-01-01T00:00:00.000Z"
    assert timestamp(NOW + 0.1234) == "2026-11-22T12:00:00.123Z"
    assert a_job(created_at=timestamp(NOW + 0.25)).accepted == NOW + 0.25


@pytest.mark.parametrize(
    ("key", "etag", "owns"), [("k", "e", True), ("k", "f", False), ("l", "e", False), ("e", "k", False)]
)
def test_a_job_owns_the_object_of_its_key_and_etag_alone(key: str, etag: str, owns: bool) -> None:
    assert a_job(s3_upload_key="k", etag="e").owns(key, etag) is owns


def test_a_failed_job_alone_has_a_failure() -> None:
    error = NoPetFound("a cup").record()

    assert a_job(status="failed", error=error).failure == "no-pet-found"
    assert [a_job(error=error).failure, a_completed_job().failure] == ["", ""]
