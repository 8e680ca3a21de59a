"""What people call their files and their pets is where docs/privacy.md has it, and nowhere else."""

import json
import re
from pathlib import Path
from typing import Final

import pytest

from testing import photos
from testing.bedrock import ANALYSIS, error
from tests.security.job_path import JobPath, everything_logged
from tests.support.cloud import NAMES, ROOT, calls_of

FILE: Final = "anna-in-her-garden"
PET: Final = "Zebedee"


@pytest.mark.parametrize("ends", ["completed", "failed"])
def test_no_message_event_or_log_line_names_a_file_or_a_pet(path: JobPath, ends: str) -> None:
    path.cloud.overrides["MAX_ATTEMPTS"] = "1"
    if ends == "failed":
        path.wires.endpoint.on(ANALYSIS, error(403, "AccessDeniedException"))

    with (
        everything_logged() as lines,
        calls_of("sqs", "SendMessage") as messages,
        calls_of("events", "PutEvents") as events,
    ):
        key = path.cloud.upload(photos.jpeg(), name=f"{FILE}.jpg", metadata={"pet_name": PET})
        path.request("process-handler", body=json.dumps({"s3_uri": f"s3://{NAMES.upload_bucket}/{key}"}))
        path.work()

    job = path.cloud.find(key.split("/")[1])
    assert job is not None
    assert (job.status, job.choices["pet_name"], job.s3_upload_key) == (ends, PET, key)
    # With a dead letter, if it failed.
    assert len(messages) == (2 if ends == "failed" else 1)
    assert len(events) == 1
    written = "\n".join([*lines, *map(str, messages), *map(str, events)])
    assert job.job_id in written
    assert FILE not in written
    assert PET not in written


def test_what_the_document_points_to_is_there() -> None:
    named = re.findall(r"`(tests/\S+\.py)`", Path(ROOT, "docs", "privacy.md").read_text("utf-8"))

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
