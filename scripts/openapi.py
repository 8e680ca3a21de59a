"""Writes docs/openapi.json."""

import json
from importlib.metadata import version

from deployment import PROJECT
from deployment.openapi.document import openapi_document

DOCUMENT = PROJECT / "docs" / "openapi.json"


def main() -> None:
    """Writes the document into docs/."""
    document = openapi_document(version("petavatar"))
    DOCUMENT.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
