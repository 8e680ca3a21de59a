"""What a job has in S3, as the agent sees it."""

import json
from dataclasses import replace

import pytest

from agent.schemas import Career
from agent.workspace import KeptAvatar, Workspace, as_json
from petavatar.aws import client
from petavatar.errors import JobTimedOut, ModelUnavailable, PhotoReplaced, StorageFailure, UnreadablePhoto
from testing.jobs import A_JOB_ID
from testing.replies import a_career, career
from tests.support.cloud import NAMES, Cloud, calls_of
from tests.support.failures import aws_failing
from tests.support.job_context import Clock, a_control

STEP = "map_personality_to_career"


@pytest.fixture
def workspace(cloud: Cloud) -> Workspace:
    return Workspace(client("s3"), NAMES.upload_bucket, NAMES.generated_bucket, A_JOB_ID)


def _etag(cloud: Cloud, key: str) -> str:
    return cloud.inspect(key).etag


def test_the_photo_that_was_accepted_is_read(cloud: Cloud, workspace: Workspace) -> None:
    key = cloud.upload(b"\xff\xd8\xff and so on", job_id=A_JOB_ID)

    assert workspace.photo(key, _etag(cloud, key)) == b"\xff\xd8\xff and so on"


def test_a_photo_that_was_replaced_is_not_read(cloud: Cloud, workspace: Workspace) -> None:
    key = cloud.upload(b"\xff\xd8\xff one", job_id=A_JOB_ID)
    accepted = _etag(cloud, key)
    cloud.upload(b"\xff\xd8\xff two", job_id=A_JOB_ID)

    with pytest.raises(PhotoReplaced) as caught:
        workspace.photo(key, accepted)

    assert not caught.value.retryable


def test_a_photo_that_was_deleted_can_not_be_read(workspace: Workspace) -> None:
    with pytest.raises(UnreadablePhoto, match="deleted"):
        workspace.photo(f"uploads/{A_JOB_ID}/original.jpg", "etag")


def test_a_step_that_was_kept_is_found(workspace: Workspace) -> None:
    workspace.keep(STEP, career())

    assert workspace.finished(STEP, type(career())) == career()


def test_work_that_was_kept_is_not_done_again(workspace: Workspace) -> None:
    made = iter([career(job_title="First Officer"), career(job_title="Second Officer")])

    once = [workspace.once(STEP, Career, lambda: next(made)) for _ in range(2)]

    assert once == [career(job_title="First Officer")] * 2
    assert workspace.finished(STEP, Career) == once[0]


def test_work_that_fails_keeps_nothing(workspace: Workspace) -> None:
    def fail() -> Career:
        raise ModelUnavailable("no")

    with pytest.raises(ModelUnavailable):
        workspace.once(STEP, Career, fail)

    assert workspace.finished(STEP, Career) is None


def test_a_step_is_kept_under_its_job(cloud: Cloud, workspace: Workspace) -> None:
    workspace.keep(STEP, career())

    assert json.loads(cloud.stored(f"work/{A_JOB_ID}/{STEP}.json")) == a_career()
    other = Workspace(client("s3"), NAMES.upload_bucket, NAMES.generated_bucket, "another-job")
    assert other.finished(STEP, type(career())) is None


def test_the_first_attempt_at_a_job_looks_for_nothing(workspace: Workspace) -> None:
    workspace.keep(STEP, career())
    workspace.store_avatar(b"a picture")
    first = replace(workspace, resumed=False)

    with calls_of("s3", "GetObject") as reads, calls_of("s3", "HeadObject") as looks:
        assert first.finished(STEP, type(career())) is None
        assert first.kept_avatar() is None

    assert reads == looks == []
    assert workspace.kept_avatar() == KeptAvatar(None)


def test_an_avatar_that_was_never_stored_is_not_there(workspace: Workspace) -> None:
    assert workspace.kept_avatar() is None


def test_whether_there_is_an_avatar_can_not_be_known_without_the_bucket(cloud: Cloud, workspace: Workspace) -> None:
    with aws_failing("s3", "SlowDown"), pytest.raises(StorageFailure, match="look for the avatar"):
        workspace.kept_avatar()


@pytest.mark.parametrize("body", [b"", b"no json", b"{}", b"[]", json.dumps(a_career(seniority="wizard")).encode()])
def test_kept_work_that_is_not_valid_any_more_counts_for_nothing(
    cloud: Cloud, workspace: Workspace, body: bytes
) -> None:
    cloud.store(f"work/{A_JOB_ID}/{STEP}.json", body)

    assert workspace.finished(STEP, type(career())) is None


def test_the_avatar_is_stored_as_a_png_where_the_worker_looks(cloud: Cloud, workspace: Workspace) -> None:
    key = workspace.store_avatar(b"a picture")

    assert key == f"generated/{A_JOB_ID}/avatar.png"
    assert cloud.stored(key) == b"a picture"
    assert client("s3").head_object(Bucket=NAMES.generated_bucket, Key=key)["ContentType"] == "image/png"


def test_storage_that_does_not_answer_is_worth_another_try(cloud: Cloud, workspace: Workspace) -> None:
    cloud.break_buckets()

    with pytest.raises(StorageFailure, match="read the photo"):
        workspace.photo(f"uploads/{A_JOB_ID}/original.jpg", "etag")
    with pytest.raises(StorageFailure, match="look for earlier work"):
        workspace.finished(STEP, type(career()))
    with pytest.raises(StorageFailure, match="store the work"):
        workspace.keep(STEP, career())
    with pytest.raises(StorageFailure, match="store the work"):
        workspace.store_avatar(b"a picture")


def test_a_record_in_a_prompt_is_compact_json() -> None:
    text = as_json(career(human_name="Zoë Ångström"))

    assert json.loads(text) == a_career(human_name="Zoë Ångström")
    assert '"Zoë Ångström","job_title"' in text


def test_nothing_is_written_past_the_deadline_but_a_cancelled_run_may_still_keep_what_it_paid_for(
    cloud: Cloud, workspace: Workspace
) -> None:
    control = a_control(10)
    late = replace(workspace, before_write=control.check_time)
    control.cancelled.set()
    late.keep(STEP, career())
    cloud.forget_work(A_JOB_ID)
    assert isinstance(control.clock, Clock)
    control.clock.now += 10

    for write in (
        lambda: late.keep(STEP, career()),
        lambda: late.store_avatar(b"x"),
        lambda: late.store_card(b"x"),
    ):
        with pytest.raises(JobTimedOut):
            write()

    assert late.finished(STEP, Career) is None
