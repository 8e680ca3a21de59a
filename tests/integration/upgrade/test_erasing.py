"""What version 1 wrote is erased, and stays erased; what it accepted keeps its id."""

import pytest

from petavatar.accept import Acceptor
from petavatar.errors import JobIdTaken, JobNotFound
from petavatar.queue import Message
from testing import photos
from testing.events import recorded
from tests.integration.upgrade.version_1 import ENDED, TOMBSTONES, erase, files_left, id_of, item_of, status_of
from tests.support.cloud import Cloud, upload_key


class TestErasing:
    @pytest.mark.parametrize(
        "name",
        [*ENDED, "erasing"],
    )
    def test_a_job_that_has_ended_is_erased_with_its_files(self, cloud: Cloud, name: str) -> None:
        cloud.upload(photos.jpeg(), job_id=id_of(name))
        for place in ("work", "generated"):
            cloud.store(f"{place}/{id_of(name)}/a_file", b"x")

        assert erase(cloud, id_of(name)) == 204

        assert files_left(id_of(name)) == []
        assert status_of(cloud, id_of(name))["statusCode"] == 404
        assert erase(cloud, id_of(name)) == 204

    @pytest.mark.parametrize("name", ["queued", "processing", "processing_lease_lapsed"])
    def test_a_job_that_has_not_ended_stays(self, cloud: Cloud, name: str) -> None:
        assert erase(cloud, id_of(name)) == 409

        assert item_of(name) in cloud.items()

    def test_an_erased_job_may_be_erased_again(self, cloud: Cloud) -> None:
        cloud.upload(photos.jpeg(), job_id=id_of("erased"))

        assert erase(cloud, id_of("erased")) == 204

        assert files_left(id_of("erased")) == []
        assert item_of("erased") in cloud.items()

    @pytest.mark.parametrize("name", TOMBSTONES)
    def test_a_late_photo_does_not_bring_an_erased_job_back(self, cloud: Cloud, name: str) -> None:
        key = upload_key(cloud.upload(photos.jpeg(), job_id=id_of(name)))

        with pytest.raises(JobNotFound):
            Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings).accept(key)

        assert item_of(name) in cloud.items()


def test_an_accepted_photo_keeps_its_job_id(cloud: Cloud) -> None:
    key = upload_key(cloud.upload(photos.png(), job_id=id_of("completed")))

    with pytest.raises(JobIdTaken):
        Acceptor(cloud.storage, cloud.jobs, cloud.queue, cloud.settings).accept(key)


def test_a_waiting_message_names_its_job() -> None:
    record = recorded("version_1/message")

    message = Message.from_record(record)

    assert (message.job_id, message.receive) == (id_of("queued"), 1)
