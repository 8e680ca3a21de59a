"""An SBOM holds what lies in a folder: packages, and the libraries of others in their wheels."""

import json
import zipfile
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from scripts.audit import __main__ as command
from scripts.audit import sbom as made
from scripts.audit.licences import Package, Policy, not_allowed
from scripts.audit.sbom import Sbom, folder_sbom, zip_sbom
from tests.support.sampling import one_in

POLICY = Policy(
    allowed=frozenset({"MIT", "LGPL-3.0-or-later"}),
    spellings={},
    packages={
        "the-codec": Package(libraries={"libheif": "LGPL-3.0-or-later"}),
        "silent": Package(licence="MIT", source="a file in the wheel"),
    },
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two packages as installed: one with libraries of others, one that states no licence."""
    folder = tmp_path_factory.mktemp("packages")
    for name, version, licence in (("The_Codec", "2.1", "License-Expression: MIT\n"), ("silent", "0.1", "")):
        notes = folder / f"{name}-{version}.dist-info"
        notes.mkdir()
        (notes / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{licence}")
    libraries = folder / "the_codec.libs"
    libraries.mkdir()
    for file in ("libheif-9cc4da60.so.1.23.0", "libx265-f7a03873.so.217", "notes.txt"):
        (libraries / file).touch()
    return folder


@pytest.fixture(scope="module")
def sbom(folder: Path) -> Sbom:
    return folder_sbom(folder, "thing", POLICY)


def component(sbom: Sbom, name: str) -> Any:
    (found,) = (each for each in sbom["components"] if each["name"] == name)
    return found


def test_it_names_what_is_there_and_nothing_else(sbom: Sbom) -> None:
    assert {(each["name"], each["version"]) for each in sbom["components"]} == {("The_Codec", "2.1"), ("silent", "0.1")}
    assert sbom["metadata"]["component"]["name"] == "thing"


def test_libraries_in_a_wheel_are_named_with_the_licence_that_the_policy_states(sbom: Sbom) -> None:
    libraries = component(sbom, "The_Codec")["components"]

    assert [(each["name"], each.get("licenses")) for each in libraries] == [
        ("libheif", [{"expression": "LGPL-3.0-or-later", "acknowledgement": "concluded"}]),
        ("libx265", None),
    ]
    assert list(not_allowed(sbom, POLICY)) == ["The_Codec 2.1, libx265: no licence is stated"]


def test_a_licence_that_only_the_policy_states_is_marked_as_concluded(sbom: Sbom) -> None:
    assert component(sbom, "silent")["licenses"] == [{"expression": "MIT", "acknowledgement": "concluded"}]


def test_it_follows_the_schema_of_cyclonedx(sbom: Sbom) -> None:
    validator = JsonStrictValidator(SchemaVersion.from_version(sbom["specVersion"]))

    assert validator.validate_str(json.dumps(sbom)) is None


def test_the_same_packages_give_the_same_sbom_also_from_a_zip(sbom: Sbom, folder: Path, tmp_path: Path) -> None:
    package = tmp_path / "thing.zip"
    with zipfile.ZipFile(package, "w") as content:
        for file in folder.rglob("*"):
            content.write(file, file.relative_to(folder))
        content.writestr("main.py", "")

    assert zip_sbom(package, "thing", POLICY) == sbom


def test_a_failure_of_cyclonedx_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho out of order >&2\nexit 3\n")
    python.chmod(0o700)
    monkeypatch.setattr(made.sys, "executable", str(python))

    with pytest.raises(CalledProcessError):
        folder_sbom(tmp_path, "thing", POLICY)
    assert "out of order" in capsys.readouterr().err


@pytest.mark.parametrize(("licence", "code"), one_in(2, [("AGPL-3.0-only", 1), ("MIT", 0)]))
def test_the_command_writes_sboms_and_fails_on_a_licence_that_is_not_allowed(
    licence: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = [{"name": "part", "version": "3", "licenses": [{"license": {"id": licence}}]}]
    thing = {"metadata": {"component": {"name": "thing"}}, "components": parts}
    monkeypatch.setattr(command, "PROJECT", tmp_path)
    monkeypatch.setattr(command, "SBOMS", tmp_path / "dist" / "sbom")
    monkeypatch.setattr(command, "all_sboms", lambda: iter([thing, thing]))

    assert command.main() == code

    assert json.loads((tmp_path / "dist" / "sbom" / "thing.cdx.json").read_text()) == thing
    assert ("part 3: AGPL-3.0-only" in capsys.readouterr().err) == bool(code)
