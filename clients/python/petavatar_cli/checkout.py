"""The checkout of the project, which `petavatar demo` and `petavatar local` need; no wheel carries it."""

from importlib.metadata import metadata
from pathlib import Path
from typing import Final

from petavatar_cli.errors import LocalSystemError

ROOT: Final = Path(__file__).parent.joinpath("../../..").resolve()
SAMPLE: Final = ROOT / "samples" / "chelsea.jpg"
"""The photo that `petavatar demo` takes if none is named."""


def require_checkout(command: str) -> None:
    """Makes sure that this runs from a checkout.

    Args:
        command: `demo` or `local`; make has a target of that name.

    Raises:
        LocalSystemError: if it does not; the text has the line that gets a checkout and runs the command there.
    """
    if not (ROOT / "topology.yml").is_file():
        raise LocalSystemError(
            f"`petavatar {command}` needs the whole project, which the installed package does not have; this gets it: "
            f"git clone {_repository()} petavatar && cd petavatar && make {command}"
        )


def _repository() -> str:
    urls: dict[str, str] = dict(line.split(", ", 1) for line in metadata("petavatar").get_all("Project-URL", []))
    return urls["Repository"]
