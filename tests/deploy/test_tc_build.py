"""What tc's build command does, whatever python3 runs it. uv is played by a script that puts a library there,
and compiles by naming it."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "build_function.py"
FAKE_UV = """#!/bin/sh
echo "$@" >> "$UV_CALLS"
while [ $# -gt 0 ]; do
  case "$1" in
    --target) mkdir -p "$2/library" "$2/bin" "$2/library.dist-info"
              echo 'x = 1' > "$2/library/__init__.py"
              date +%N > "$2/library.dist-info/RECORD"
              date +%N > "$2/bin/tool"; date +%N > "$2/.lock" ;;
    compileall) for folder; do true; done
              mkdir "$folder/library/__pycache__"
              echo compiled > "$folder/library/__pycache__/__init__.cpython-313.pyc" ;;
  esac
  shift
done
"""


@pytest.fixture
def function(tmp_path: Path) -> Path:
    folder = tmp_path / "status-handler"
    folder.mkdir()
    (folder / "handler.py").write_text("def handler(event, context): ...\n")
    (folder / "function.yml").write_text("name: status-handler\n")
    return folder


def build(folder: Path, uv: str | None = FAKE_UV, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    if uv:
        (tools / "uv").write_text(uv)
        (tools / "uv").chmod(0o755)
    path = f"{tools}:/usr/bin:/bin" if uv else str(tools)
    environment = {**os.environ, "PATH": path, "UV_CALLS": str(folder.parent / "uv-calls")}
    command = [python, str(SCRIPT)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_zip_holds_handler_package_and_libraries_and_nothing_else(function: Path) -> None:
    assert build(function).returncode == 0

    with zipfile.ZipFile(function / "lambda.zip") as package:
        names = package.namelist()
    assert {"handler.py", "library/__init__.py", "petavatar/__init__.py"} <= set(names)
    assert not [name for name in names if "RECORD" in name or name.startswith(("bin/", ".", "func"))]


def test_what_every_function_carries_comes_compiled_for_the_place_where_lambda_unpacks_it(function: Path) -> None:
    build(function)

    with zipfile.ZipFile(function / "lambda.zip") as package:
        assert "library/__pycache__/__init__.cpython-313.pyc" in package.namelist()
    *_, compiling = (function.parent / "uv-calls").read_text().splitlines()
    assert "run --no-project --python 3.13 python -I -m compileall" in compiling
    assert "--invalidation-mode unchecked-hash" in compiling
    assert "-p /var/task" in compiling


def test_the_same_sources_make_the_same_bytes(function: Path) -> None:
    build(function)
    first = (function / "lambda.zip").read_bytes()

    build(function)

    assert (function / "lambda.zip").read_bytes() == first


def test_libraries_are_the_locked_ones_for_lambdas_machine_without_botocore(function: Path) -> None:
    build(function)

    export, install, _ = (function.parent / "uv-calls").read_text().splitlines()
    assert "--frozen" in export
    assert "--only-group lambda --prune botocore" in export
    assert "--python-platform aarch64-manylinux_2_28 --python-version 3.13 --only-binary :all:" in install
    assert "--require-hashes" in install


@pytest.mark.skipif(not shutil.which("/usr/bin/python3"), reason="there is no other Python here")
def test_any_python_can_run_it(function: Path) -> None:
    assert build(function, python="/usr/bin/python3").returncode == 0


def test_a_folder_without_a_handler_is_refused(function: Path) -> None:
    (function / "handler.py").unlink()

    outcome = build(function)

    assert outcome.returncode == 1
    assert "no handler.py" in outcome.stderr


def test_a_missing_uv_is_named(function: Path) -> None:
    outcome = build(function, uv=None)

    assert outcome.returncode == 1
    assert "'uv'" in outcome.stderr


def test_a_failing_uv_leaves_no_zip(function: Path) -> None:
    outcome = build(function, uv="#!/bin/sh\nexit 3\n")

    assert outcome.returncode == 1
    assert not (function / "lambda.zip").exists()
