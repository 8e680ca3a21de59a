"""JSON files with placeholders such as `{{sandbox}}`."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_PLACEHOLDER: Final = re.compile(r"\{\{(\w+)\}\}")


def filled(template: Path, values: Mapping[str, str]) -> dict[str, Any]:
    """The document in a file, with a value for each placeholder.

    Raises:
        KeyError: if a placeholder has no value.
    """
    text = template.read_text("utf-8")
    document: dict[str, Any] = json.loads(_PLACEHOLDER.sub(lambda match: values[match[1]], text))
    return document
