"""The real zips for AWS: small, the same each time, and for arm64 only."""

import re
import tomllib
from pathlib import Path

import pytest

from deployment.packaging.agent import ENTRY_POINT, write_agent_folder
from deployment.packaging.function import ZIP_NAME
from scripts import build as command
from scripts.audit.licences import normalised, not_allowed, read_policy
from scripts.audit.sbom import Sbom, local_sbom, zip_sbom
from tests.deploy.builds import AGENT, FUNCTIONS, Package, agent_for_aws, build_functions, functions_for_aws

MB = 1_000_000
# The agent's zip takes longer to build than all others together.
IN_VERIFY = pytest.param(AGENT, marks=pytest.mark.verify)
PACKAGES = [*FUNCTIONS, IN_VERIFY]
ELF_MAGIC, ELF_MACHINE, AARCH64 = b"\x7fELF", slice(18, 20), 183


def package(name: str) -> Package:
    return agent_for_aws() if name == AGENT else functions_for_aws()[name]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_stays_small(name: str) -> None:
    assert len(package(name).content) < 2 * MB


@pytest.mark.verify
def test_the_agent_stays_below_its_limit() -> None:
    assert len(package(AGENT).content) < 75 * MB


def test_functions_are_the_same_bytes_each_time() -> None:
    again = build_functions(FUNCTIONS[:2])

    assert again == {name: functions_for_aws()[name] for name in FUNCTIONS[:2]}


@pytest.mark.verify
def test_the_agent_is_the_same_bytes_each_time() -> None:
    again = agent_for_aws.__wrapped__()

    assert again == agent_for_aws()


@pytest.mark.parametrize("name", PACKAGES)
def test_machine_code_is_for_arm64(name: str) -> None:
    programs = {file: content for file, content in package(name).files.items() if content.startswith(ELF_MAGIC)}

    assert {int.from_bytes(program[ELF_MACHINE], "little") for program in programs.values()} <= {AARCH64}
    assert not [file for file in package(name).files if ".so" in Path(file).suffixes and file not in programs]


@pytest.mark.parametrize("name", PACKAGES)
def test_wheels_are_for_arm64_or_for_any_machine(name: str) -> None:
    wheels = [content.decode() for file, content in package(name).files.items() if file.endswith(".dist-info/WHEEL")]
    tags = {tag for wheel in wheels for tag in re.findall(r"^Tag: .*-([^-\s]+)$", wheel, re.MULTILINE)}

    assert tags
    assert {tag for tag in tags if tag != "any" and not re.fullmatch(r"manylinux\w*_aarch64", tag)} == set()


@pytest.mark.parametrize("name", PACKAGES)
def test_nothing_in_it_names_the_machine_that_built_it(name: str) -> None:
    home = str(Path(__file__).parents[2]).encode()

    assert not [file for file, content in package(name).files.items() if home in content]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_holds_its_handler_and_no_sdk_of_aws(name: str) -> None:
    top = {file.partition("/")[0] for file in package(name).files}

    assert {"handler.py", "petavatar", "aws_lambda_powertools"} <= top
    assert top.isdisjoint({"boto3", "botocore", "agent", "local", "scripts", "tests", "function.yml", ZIP_NAME})


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_a_function_imports_comes_compiled(name: str) -> None:
    files = package(name).files
    sources = [Path(file) for file in files if re.match(r"(petavatar|aws_lambda_powertools)/.*\.py$", file)]

    assert sources
    for source in sources:
        compiled = files[str(source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc")]
        # The flags of PEP 552: a hash instead of a date, and not to be checked.
        assert compiled[4:8] == b"\x01\x00\x00\x00"
        assert f"/var/task/{source}".encode() in compiled


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_holds_no_web_framework(name: str) -> None:
    assert not [file for file in package(name).files if file.startswith("aws_lambda_powertools/event_handler/")]


@pytest.mark.verify
def test_the_agent_holds_its_entry_point_telemetry_and_packages() -> None:
    files = package(AGENT).files

    assert {f"bin/{ENTRY_POINT[0]}", ENTRY_POINT[1], "agent/main.py", "petavatar/storage.py"} <= set(files)
    assert {name for name in files if name.startswith("agent/prompts/")}
    assert {name for name in files if re.match(r"aws_opentelemetry_distro-.*/entry_points.txt", name)}
    assert not [name for name in files if name.startswith(("local/", "cli/", "scripts/", "functions/"))]


@pytest.fixture(scope="module")
def sboms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sbom]:
    """The SBOMs of a function, of the agent, and of the local system."""
    folder, policy = tmp_path_factory.mktemp("zips"), read_policy()
    for name in (FUNCTIONS[0], AGENT):
        (folder / name).write_bytes(package(name).content)
    zips = {name: zip_sbom(folder / name, name, policy) for name in (FUNCTIONS[0], AGENT)}
    return {**zips, "local": local_sbom(policy)}


@pytest.mark.verify
@pytest.mark.parametrize("name", [FUNCTIONS[0], AGENT])
def test_the_sbom_of_a_zip_lists_what_is_in_it(name: str, sboms: dict[str, Sbom]) -> None:
    notes = [re.match(r"(.+)-([^-]+)\.dist-info/METADATA$", file) for file in package(name).files]
    in_zip = {(normalised(note[1]), note[2]) for note in notes if note}

    assert {(normalised(part["name"]), part["version"]) for part in sboms[name]["components"]} == in_zip
    assert in_zip


def test_functions_hold_the_same_packages() -> None:
    notes = [{file for file in package(name).files if file.endswith("METADATA")} for name in FUNCTIONS]

    assert notes[0]
    assert [each for each in notes if each != notes[0]] == []


@pytest.mark.verify
def test_every_licence_is_allowed(sboms: dict[str, Sbom]) -> None:
    policy = read_policy()

    assert [fault for sbom in sboms.values() for fault in not_allowed(sbom, policy)] == []


@pytest.mark.verify
def test_the_policy_speaks_of_no_package_that_is_gone(sboms: dict[str, Sbom]) -> None:
    there = {normalised(part["name"]) for sbom in sboms.values() for part in sbom["components"]}

    assert set(read_policy().packages) - there == set()


def test_folder_for_the_agentcore_cli_has_locked_requirements(tmp_path: Path) -> None:
    write_agent_folder(tmp_path / AGENT)

    project = tomllib.loads((tmp_path / AGENT / "pyproject.toml").read_text())["project"]
    names = {pin.partition("==")[0] for pin in project["dependencies"]}
    assert {"boto3", "strands-agents", "bedrock-agentcore", "aws-opentelemetry-distro", "pillow"} <= names
    assert not [pin for pin in project["dependencies"] if "==" not in pin]


@pytest.mark.verify
def test_folder_for_the_agentcore_cli_has_the_sources_of_the_zip(tmp_path: Path) -> None:
    write_agent_folder(tmp_path / AGENT)

    for source in ("main.py", "agent/main.py"):
        assert (tmp_path / AGENT / source).read_bytes() == package(AGENT).files[source]


def test_make_build_says_what_each_zip_weighs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PROJECT", tmp_path)
    small = tmp_path / "small.zip"
    small.write_bytes(functions_for_aws()["status-handler"].content)
    monkeypatch.setattr(command, "build_all", lambda: iter([small]))

    assert command.main() == 0

    unzipped = sum(map(len, functions_for_aws()["status-handler"].files.values()))
    assert capsys.readouterr().out.split()[-3:] == ["small.zip", f"{small.stat().st_size:,}", f"{unzipped:,}"]


def test_make_build_builds_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [tmp_path / "functions" / name for name in FUNCTIONS]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "handler.py").write_text("def handler(event, context): ...\n")
    monkeypatch.setattr(command, "function_folders", lambda: folders)
    monkeypatch.setattr(command, "function_libraries", lambda target: target)
    monkeypatch.setattr(command, "agent_zip", lambda: b"the agent")
    monkeypatch.setattr(command, "AGENT_FOLDER", tmp_path / "dist" / "agent")
    monkeypatch.setattr(command, "AGENT_ZIP", tmp_path / "dist" / "agent.zip")

    assert list(command.build_all()) == [*(folder / ZIP_NAME for folder in folders), tmp_path / "dist" / "agent.zip"]
    assert (tmp_path / "dist" / "agent" / "main.py").is_file()


def test_make_build_tells_why_it_could_not(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "")

    assert command.main() == 1
    assert "'uv'" in capsys.readouterr().err
