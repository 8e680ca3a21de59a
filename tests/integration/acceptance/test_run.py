"""A whole run: checks, one job through the public API, a file that is no picture, a report; nothing is left."""

import json
from pathlib import Path
from typing import Any

import pytest

from deployment.connection import Connection
from deployment.deployer import deployer_policy
from local.system import LocalSystem
from scripts.acceptance import __main__ as command
from tests.integration.acceptance.conftest import AccountPlanes
from tests.support.operator_rights import Calls, refused


@pytest.mark.verify
def test_a_sandbox_that_works_is_accepted_and_left_as_it_was(
    system: LocalSystem,
    control: AccountPlanes,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    calls = Calls(system.names)

    def watched(sandbox: str, region: str | None) -> Connection:
        connection = Connection.open(sandbox, region)
        return Connection(lambda service: calls.watch(connection.client(service)), connection.names)

    monkeypatch.setattr(command, "connect", watched)
    monkeypatch.setenv("PETAVATAR_API_KEY", system.api_key)
    monkeypatch.setenv("PETAVATAR_API_URL", system.api_url)
    files = {"--json": tmp_path / "report.json", "--report": tmp_path / "report.md"}
    options = [text for option, path in files.items() for text in (option, str(path))]

    assert command.main(["--sandbox", "local", "--yes", *options]) == 0

    report: dict[str, Any] = json.loads(files["--json"].read_text())
    assert (report["accepted"], report["problems"], report["on_aws"]) == (True, [], False)
    assert report["times_s"].keys() >= {"ticket", "upload", "accept", "wait in the queue", "job", "results", "pictures"}
    assert report["progress_s"]["100"] > 0
    assert report["usage"]["images"] == 1
    assert report["dropped"]["problem"] == "urn:petavatar:problem:unsupported-image"
    assert report["headers"]["202"]["retry-after"]
    assert report["looks"]["first event"]["found"]
    assert report["looks"]["runtime"] == {"found": True, "what": "it is READY, platform version V2"}
    # A local engine is not AWS, whatever it shows.
    assert {point["state"] for point in report["points"]} == {"can't be seen from here"}
    written = "".join(path.read_text() for path in files.values()) + capsys.readouterr().out
    assert "**Accepted.**" in written
    assert system.api_key not in written
    assert "X-Amz-" not in written
    # Both jobs are tombstones; who operates may do all of it.
    assert written.count("erased: its status is 404") >= 2
    assert refused(calls, [deployer_policy(system.names, "operate")]) == set()
