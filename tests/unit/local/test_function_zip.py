"""The local engine's deployment packages."""

import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from local.function_zip import thin_zip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "handler.py").write_text("answer = 42\n")
    (tmp_path / "function.yml").write_text("name: x\n")
    return tmp_path


def test_holds_the_functions_python_files_and_an_executable_bootstrap(folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(thin_zip(folder, Path("/project")))) as package:
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in package.infolist()}
        assert package.read("handler.py") == b"answer = 42\n"

    assert modes == {"bootstrap": 0o755, "handler.py": 0o644}


def test_same_files_make_the_same_bytes(folder: Path) -> None:
    first = thin_zip(folder, Path("/project"))
    (folder / "handler.py").touch()

    assert thin_zip(folder, Path("/project")) == first


def test_bootstrap_bears_a_project_whose_path_has_blanks_and_quotes(folder: Path) -> None:
    project = Path("/my o'wn $project")
    with zipfile.ZipFile(io.BytesIO(thin_zip(folder, project))) as package:
        _, export, _ = package.read("bootstrap").decode().splitlines()

    shell = f'{export}; printf %s "$PYTHONPATH"'
    assert (
        subprocess.run(["sh", "-c", shell], capture_output=True, check=True, timeout=10).stdout == str(project).encode()
    )
