"""The engine's process: ministack itself, whose servers do not hold small pieces back."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
TELLS = "import socketserver, sys; print(__name__, sys.argv, socketserver.StreamRequestHandler.disable_nagle_algorithm)"


def test_ministack_runs_as_by_its_own_name_and_sends_at_once(tmp_path: Path) -> None:
    (tmp_path / "ministack.py").write_text(TELLS)

    end = subprocess.run(
        [sys.executable, "-m", "local.engine_process"],
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )

    assert end.stdout == f"__main__ ['{tmp_path / 'ministack.py'}'] True\n"
