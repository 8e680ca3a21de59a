"""`python -m scripts.audit.osv EXPORT`: looks the locked packages up in a copy of OSV's export for PyPI (`all.zip`).

`uv audit` asks OSV itself and can't read a copy, nor can pip-audit; this is for machines without the internet.
"""

import argparse
import json
import sys
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from packaging.version import InvalidVersion, Version

from deployment import PROJECT
from scripts.audit.licences import normalised
from scripts.command import DONE, MISUSED, STOPPED

LOCKS: Final = (PROJECT / "uv.lock", PROJECT / "agent" / "uv.lock", PROJECT / "evals" / "uv.lock")

type Entry = Mapping[str, Any]


class ExportError(Exception):
    """The file is no export of OSV's for PyPI."""


def locked_versions(locks: Iterable[Path] = LOCKS) -> dict[str, set[str]]:
    """The versions that lock files pin, by normalised name; without our own packages."""
    versions = defaultdict[str, set[str]](set)
    for lock in locks:
        for package in tomllib.loads(lock.read_text("utf-8"))["package"]:
            if "registry" in package["source"]:
                versions[normalised(package["name"])].add(package["version"])
    return dict(versions)


def read_export(export: Path) -> Iterator[Entry]:
    """The entries of an export, as OSV's schema has them.

    Raises:
        ExportError: if it can't be read, or has no entry: an empty copy must not pass for good news.
    """
    empty = True
    try:
        with zipfile.ZipFile(export) as content:
            for name in content.namelist():
                if name.endswith(".json"):
                    empty = False
                    yield json.loads(content.read(name))
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise ExportError(f"{export} can't be read: {error}") from error
    if empty:
        raise ExportError(f"{export} has no entries")


def findings(entry: Entry, locked: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """A line for each locked version that an entry speaks of."""
    if "withdrawn" in entry:
        return
    names = ", ".join([entry["id"], *sorted(entry.get("aliases", ()))])
    for affected in entry.get("affected", ()):
        package = affected.get("package", {})
        if package.get("ecosystem") == "PyPI":
            name = normalised(package["name"])
            for version in sorted(locked.get(name, ())):
                if is_affected(version, affected):
                    yield f"{name} {version}: {names}: {entry.get('summary', 'no summary')}{_fixed(affected)}"


def is_affected(version: str, affected: Mapping[str, Any]) -> bool:
    """Whether a version is listed, or lies in a range; where versions can't be compared, it counts as affected."""
    try:
        locked = Version(version)
        listed = version in affected.get("versions", ())
        return listed or any(
            _in_range(locked, reach["events"]) for reach in affected.get("ranges", ()) if reach["type"] == "ECOSYSTEM"
        )
    except InvalidVersion:
        return True


def _in_range(version: Version, events: Iterable[Mapping[str, str]]) -> bool:
    # OSV's own algorithm: the last event at or before the version decides. "0" is before all versions.
    steps = [(kind, at) for event in events for kind, at in event.items() if kind != "limit"]
    inside = ("introduced", "0") in steps
    for at, kind in sorted((Version(at), kind) for kind, at in steps if at != "0"):
        if version > at or (version == at and kind != "last_affected"):
            inside = kind == "introduced"
    return inside


def _fixed(affected: Mapping[str, Any]) -> str:
    fixed = [event["fixed"] for reach in affected.get("ranges", ()) for event in reach["events"] if "fixed" in event]
    return f" (fixed in {', '.join(fixed)})" if fixed else ""


def main(arguments: list[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if nothing is known, 1 if something is, 2 if the export can't be read."""
    parser = argparse.ArgumentParser(prog="scripts.audit.osv", description=__doc__)
    parser.add_argument("export", type=Path, help="OSV's export for PyPI, all.zip")
    export = parser.parse_args(arguments).export
    locked, lines, read, newest = locked_versions(), set[str](), 0, ""
    try:
        for entry in read_export(export):
            lines.update(findings(entry, locked))
            read, newest = read + 1, max(newest, entry["modified"])
    except (ExportError, KeyError) as error:
        print(f"{export} is no export of OSV's: {error!r}", file=sys.stderr)
        return MISUSED
    for line in sorted(lines):
        print(line)
    print(f"{len(locked)} packages, {read} entries, the newest of {newest}: {len(lines)} known vulnerabilities")
    return STOPPED if lines else DONE


if __name__ == "__main__":
    sys.exit(main())
