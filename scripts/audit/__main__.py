"""`python -m scripts.audit`: builds the zips, writes an SBOM of each and of the local system, checks their licences."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import SubprocessError
from typing import Final

from deployment import PROJECT
from scripts.audit.licences import not_allowed, read_policy
from scripts.audit.sbom import Sbom, local_sbom, zip_sbom
from scripts.build import AGENT_ZIP, build_all
from scripts.command import DONE, STOPPED, run

SBOMS: Final = PROJECT / "dist" / "sbom"

_ROW: Final = "{:<44}{:>10}{:>14}"


def all_sboms() -> Iterator[Sbom]:
    """Builds each zip and yields its SBOM; then that of the local system."""
    policy = read_policy()
    for package in build_all():
        yield zip_sbom(package, "agent" if package == AGENT_ZIP else package.parent.name, policy)
    yield local_sbom(policy)


def write(sbom: Sbom, folder: Path) -> Path:
    """Writes an SBOM under its name, and returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{sbom['metadata']['component']['name']}.cdx.json"
    file.write_text(json.dumps(sbom, indent=2) + "\n")
    return file


def main() -> int:
    """Runs the command. Exit codes: 0 if every licence is allowed, 1 if not, or if nothing could be built."""

    def work() -> int:
        policy, faults = read_policy(), set[str]()
        print(_ROW.format("SBOM", "packages", "not allowed"))
        for sbom in all_sboms():
            found = set(not_allowed(sbom, policy))
            faults |= found
            file = write(sbom, SBOMS).relative_to(PROJECT).as_posix()
            print(_ROW.format(file, len(sbom["components"]), len(found)), flush=True)
        for fault in sorted(faults):
            print(f"licence not in scripts/audit/licences.toml: {fault}", file=sys.stderr)
        return STOPPED if faults else DONE

    return run(work, stopping=(OSError, SubprocessError))


if __name__ == "__main__":
    sys.exit(main())
