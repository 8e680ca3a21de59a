"""The checkout of the project, which the commands of the local system need; a wheel does not carry it."""

from importlib.metadata import metadata
from pathlib import Path
from typing import Final

from petavatar_cli.errors import LocalSystemError

ROOT: Final = Path(__file__).resolve().parents[3]
SAMPLE: Final = ROOT / "samples" / "chelsea.jpg"
"""The photo that `petavatar demo` takes where none is named."""


def require_checkout() -> None:
    """Makes sure that this command runs from a checkout.

    Raises:
        LocalSystemError: with the command that gets one.
    """
    if not (ROOT / "topology.yml").is_file() or not (ROOT / "local" / "system.py").is_file():
        raise LocalSystemError(
            "The local system is not part of the installed package; this gets it: "
            f"git clone {_repository()} && cd petavatar && make demo"
        )


def _repository() -> str:
    urls: dict[str, str] = dict(line.split(", ", 1) for line in metadata("petavatar").get_all("Project-URL", []))
    return urls["Repository"]
