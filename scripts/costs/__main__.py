"""Writes docs/costs.md: `python -m scripts.costs`, or `make costs`."""

from pathlib import Path
from typing import Final

from scripts.costs.document import document
from scripts.costs.inputs import Inputs

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "costs.md"


def main() -> None:
    """Writes the document."""
    DOCUMENT.write_text(document(Inputs.read()), "utf-8")


if __name__ == "__main__":
    main()
