"""A copy of OSV's export finds what OSV would find, and never passes for good news where it is none.

The entries follow OSV's schema; the second one is PYSEC-2021-108 as OSV has it, with few of its versions.
"""

import json
import zipfile
from pathlib import Path
from typing import Any, Final

import pytest

from scripts.audit import osv
from scripts.audit.osv import findings, is_affected, locked_versions, main

MADE_UP: Final[dict[str, Any]] = {
    "schema_version": "1.7.3",
    "id": "GHSA-0000-made-up00",
    "modified": "2026-11-20T08:00:00Z",
    "aliases": ["CVE-2026-00001"],
    "summary": "A crafted thing may do things",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "The_Thing", "purl": "pkg:pypi/the-thing"},
            "ranges": [
                {"type": "GIT", "repo": "https://example.com/thing", "events": [{"introduced": "0"}]},
                {"type": "ECOSYSTEM", "events": [{"introduced": "1.0"}, {"fixed": "1.4.2"}]},
            ],
            "database_specific": {"source": "https://example.com/GHSA-0000-made-up00.json"},
        },
        {"package": {"ecosystem": "npm", "name": "other"}, "ranges": [{"type": "SEMVER", "events": []}]},
    ],
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
}
REAL: Final[dict[str, Any]] = {
    "id": "PYSEC-2021-108",
    "details": "An issue was discovered in urllib3 before 1.26.5. When provided with a URL containing many @ "
    "characters in the authority component, the authority regular expression exhibits catastrophic backtracking.",
    "aliases": ["CVE-2021-33503"],
    "modified": "2021-07-02T18:56:20.858344Z",
    "published": "2021-06-29T11:15:00Z",
    "affected": [
        {
            "package": {"name": "urllib3", "ecosystem": "PyPI", "purl": "pkg:pypi/urllib3"},
            "ranges": [
                {
                    "type": "GIT",
                    "repo": "https://github.com/urllib3/urllib3",
                    "events": [{"introduced": "0"}, {"fixed": "2d4a3fee6de2fa45eb82169361918f759269b4ec"}],
                },
                {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.26.5"}]},
            ],
            "versions": ["0.2", "1.9.1", "1.25.9", "1.26.4"],
        }
    ],
}


def export(folder: Path, *entries: dict[str, Any]) -> Path:
    file = folder / "all.zip"
    with zipfile.ZipFile(file, "w") as content:
        for entry in entries:
            content.writestr(f"{entry['id']}.json", json.dumps(entry))
    return file


@pytest.fixture
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "uv.lock"
    lock.write_text(
        '[[package]]\nname = "the-thing"\nversion = "1.4.1"\nsource = { registry = "https://example.com" }\n'
        '[[package]]\nname = "ours"\nversion = "0"\nsource = { virtual = "." }\n'
    )
    monkeypatch.setattr(osv, "locked_versions", lambda: locked_versions([lock]))


@pytest.mark.parametrize("version", ["0.2", "1.26.4", "1.26.4.post1"])
def test_a_version_in_a_real_entry_is_found(version: str) -> None:
    (line,) = findings(REAL, {"urllib3": {version, "2.8.0"}})

    assert line.startswith(f"urllib3 {version}: PYSEC-2021-108, CVE-2021-33503: ")
    assert "fixed in" in line
    assert "1.26.5" in line


@pytest.mark.parametrize("version", ["1.26.5", "2.8.0"])
def test_a_version_outside_is_not(version: str) -> None:
    assert list(findings(REAL, {"urllib3": {version}})) == []


@pytest.mark.parametrize(
    ("events", "inside", "outside"),
    [
        ([{"introduced": "0"}], ["0.0.1", "0a1", "9"], []),
        ([{"introduced": "0"}, {"fixed": "1.10"}], ["1.9", "1.10rc1"], ["1.10", "2"]),
        ([{"introduced": "1"}, {"last_affected": "1.2"}], ["1", "1.2"], ["0.9", "1.2.1"]),
        (
            [{"introduced": "2"}, {"fixed": "2.3"}, {"introduced": "0"}, {"fixed": "1.5"}],
            ["1.4", "2.2"],
            ["1.5", "2.3"],
        ),
        ([{"introduced": "0"}, {"fixed": "2"}, {"limit": "1"}], ["1.5"], ["2"]),
    ],
)
def test_ranges_are_read_as_osv_reads_them(events: list[dict[str, str]], inside: list[str], outside: list[str]) -> None:
    affected = {"ranges": [{"type": "ECOSYSTEM", "events": events}]}

    assert [version for version in [*inside, *outside] if is_affected(version, affected)] == inside


def test_a_listed_version_is_affected_without_a_range() -> None:
    affected = {"versions": ["1.0", "1.1"]}

    assert is_affected("1.1", affected)
    assert not is_affected("1.2", affected)


def test_versions_that_cannot_be_compared_count_as_affected() -> None:
    assert is_affected("1.0", {"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "2004d"}]}]})


def test_a_withdrawn_entry_and_one_of_another_ecosystem_say_nothing() -> None:
    assert list(findings({**MADE_UP, "withdrawn": "2026-11-21T00:00:00Z"}, {"the-thing": {"1.4.1"}})) == []
    assert list(findings(MADE_UP, {"other": {"1"}})) == []


@pytest.mark.usefixtures("locks")
def test_a_finding_fails_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(export(tmp_path, MADE_UP, REAL))]) == 1

    assert capsys.readouterr().out.splitlines() == [
        "the-thing 1.4.1: GHSA-0000-made-up00, CVE-2026-00001: A crafted thing may do things (fixed in 1.4.2)",
        "1 packages, 2 entries, the newest of 2026-11-20T08:00:00Z: 1 known vulnerabilities",
    ]


@pytest.mark.usefixtures("locks")
def test_an_export_that_knows_nothing_of_our_packages_passes(tmp_path: Path) -> None:
    assert main([str(export(tmp_path, REAL))]) == 0


@pytest.mark.usefixtures("locks")
@pytest.mark.parametrize("content", [None, b"no zip", "empty", "no entry"])
def test_what_is_no_export_is_no_good_news(content: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "all.zip"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content:
        export(tmp_path, *([{"id": "strange"}] if content == "no entry" else []))

    assert main([str(file)]) == 2
    assert "is no export of OSV's" in capsys.readouterr().err


def test_both_lock_files_are_read() -> None:
    versions = locked_versions()

    assert versions["botocore"] >= {"1.43.106"}
    assert len(versions["botocore"]) == 2
    assert not {"petavatar", "petavatar-agent", "petavatar-service"} & set(versions)
