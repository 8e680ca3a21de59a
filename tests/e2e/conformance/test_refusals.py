"""What every client says when the API refuses."""

from pathlib import Path

import pytest

from local.system import LocalSystem
from petavatar.table.jobs import JobTable
from petavatar.table.store import ItemStore
from testing.jobs import a_job
from tests.e2e.conformance.conftest import CLIENTS, PARAMS
from tests.support.conformance.adapter import Adapter, RefusedError

UNKNOWN = "0b7c1a52-93c4-4f60-9d3e-6f0f4f0c5a11"


def test_an_unknown_job_is_named(client: Adapter) -> None:
    for ask in (client.results, client.cancel, client.erase):
        with pytest.raises(RefusedError, match="There is no such job") as caught:
            ask(UNKNOWN)
        assert caught.value.kind in ("", "job-not-found")


def test_a_file_that_is_no_photo_is_not_sent(client: Adapter, tmp_path: Path) -> None:
    before = client.listed()
    (tmp_path / "notes.txt").write_text("Dear cat")

    with pytest.raises(RefusedError):
        client.create(tmp_path / "notes.txt")

    assert client.listed() == before


@pytest.mark.parametrize("name", PARAMS)
def test_a_wrong_key_is_refused(system: LocalSystem, tmp_path: Path, name: str) -> None:
    client = CLIENTS[name](system.api_url, "pa_nobody", tmp_path)

    with pytest.raises(RefusedError, match="API key") as caught:
        client.listed()

    client.close()
    assert caught.value.kind in ("", "unauthorized")


def test_a_job_that_waits_is_canceled(client: Adapter, system: LocalSystem) -> None:
    table = JobTable(ItemStore(system.client("dynamodb"), system.names.table, 3))
    job = a_job(sent=True, deadline=table.now() + 3600, ttl=int(table.now()) + 86_400)
    table.create(job)

    client.cancel(job.job_id)

    ended = table.read(job.job_id)
    assert (ended.status, ended.failure) == ("failed", "canceled")
    client.erase(job.job_id)
