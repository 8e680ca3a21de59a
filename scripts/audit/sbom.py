"""SBOMs in CycloneDX's format, of what lies in a folder of packages, not of what a lock file promises.

OWASP's cyclonedx-bom reads the folder. It can't see the libraries of others that wheels carry, as wheels for Linux have
them in folders `*.libs`; they are added here, with the licences that our own policy states.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from deployment import PROJECT
from scripts.audit.licences import Package, Policy, normalised

type Sbom = dict[str, Any]

_NEEDED: Final = re.compile(r"^[^/]+\.(dist-info|libs)/")
_LIBRARY: Final = re.compile(r"^(?P<name>lib.+?)(-[0-9a-f]{8})?\.so")
_TIMEOUT_S: Final = 300


def zip_sbom(package: Path, name: str, policy: Policy) -> Sbom:
    """The SBOM of a zip; see `folder_sbom`."""
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(package) as content:
        content.extractall(scratch, [name for name in content.namelist() if _NEEDED.search(name)])
        return folder_sbom(Path(scratch), name, policy)


def local_sbom(policy: Policy) -> Sbom:
    """The SBOM of the local system on this machine, without what only checks it; see `folder_sbom`.

    Raises:
        FileNotFoundError: if uv is not installed.
        CalledProcessError: if uv fails.
    """
    with tempfile.TemporaryDirectory() as scratch:
        command = ["uv", "sync", "--quiet", "--frozen", "--no-dev"]
        environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": scratch}
        subprocess.run(command, cwd=PROJECT, env=environment, check=True, timeout=_TIMEOUT_S)  # noqa: S603 - our own
        (packages,) = Path(scratch).glob("lib/python*/site-packages")
        return folder_sbom(packages, "local", policy)


def folder_sbom(folder: Path, name: str, policy: Policy) -> Sbom:
    """The SBOM of the packages in a folder.

    Args:
        folder: where the packages are installed.
        name: the name of the whole.
        policy: states licences that the packages do not state themselves.

    Raises:
        CalledProcessError: if cyclonedx-bom fails.
    """
    python = sys.executable
    # `-I` keeps the folder from cyclonedx-bom itself; `-S` keeps all other packages from the interpreter that it asks.
    # Its check against the format's schema takes twenty seconds of CPU; a test does it once.
    options = ("-S", "--output-reproducible", "--no-validate")
    command = [python, "-I", "-m", "cyclonedx_py", "environment", *options, python]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    made = subprocess.run(  # noqa: S603 - our own interpreter and arguments
        command, env=environment, capture_output=True, text=True, check=False, timeout=_TIMEOUT_S
    )
    if made.returncode:
        sys.stderr.write(made.stderr)
        made.check_returncode()
    sbom: Sbom = json.loads(made.stdout)
    sbom["metadata"]["component"] = {"type": "application", "name": name}
    for component in sbom["components"]:
        _complete(component, policy.of(component["name"]), folder)
    return sbom


def _complete(component: dict[str, Any], known: Package, folder: Path) -> None:
    if known.licence:
        component["licenses"] = _concluded(known.licence)
    libraries = sorted(set(_libraries(folder, component["name"])))
    if libraries:
        component["components"] = [
            {
                "type": "library",
                "bom-ref": f"{component['bom-ref']}/{library}",
                "name": library,
                **({"licenses": _concluded(known.libraries[library])} if library in known.libraries else {}),
            }
            for library in libraries
        ]


def _concluded(licence: str) -> list[dict[str, str]]:
    return [{"expression": licence, "acknowledgement": "concluded"}]


def _libraries(folder: Path, package: str) -> Iterator[str]:
    for libraries in folder.glob("*.libs"):
        if normalised(libraries.stem) == normalised(package):
            yield from (match["name"] for file in libraries.iterdir() if (match := _LIBRARY.match(file.name)))
