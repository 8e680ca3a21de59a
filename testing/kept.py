"""What a completed job has kept, for variations of it."""

import json
from collections.abc import Callable

from petavatar.jobs import Job
from petavatar.keys import avatar_key, photo_key, work_key
from petavatar.variations import ANALYSIS, CAREER, IDENTITY
from testing.replies import a_career, an_analysis, an_identity


def keep_all_of(job: Job, store: Callable[[str, bytes], None]) -> dict[str, bytes]:
    """Stores the prepared photo, the avatar and the steps' records of a job; returns them by their keys."""
    records = {ANALYSIS: an_analysis(), CAREER: a_career(), IDENTITY: an_identity()}
    kept = {
        photo_key(job.job_id): b"a photo",
        avatar_key(job.job_id): b"a picture",
        **{work_key(job.job_id, step): json.dumps(record).encode() for step, record in records.items()},
    }
    for key, body in kept.items():
        store(key, body)
    return kept
