"""The template as reviewers see it, one line for each property: `python -m tests.unit.deployment.stack.reviewed`.

That writes the file that the test compares it to; the file's changes are what a change of the code does to the stack.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from deployment.stack.template import PARTS
from tests.support.stacks import a_template

FILE: Final = Path(__file__).with_name("template.txt")
_SHOWN: Final = 700


def text(template: Mapping[str, Any]) -> str:
    """All of a template that can change."""
    return "\n".join(_lines(template)) + "\n"


def _lines(template: Mapping[str, Any]) -> Iterator[str]:
    for section in ("Parameters", "Conditions", "Outputs"):
        yield section
        yield from (f"  {name}: {_short(value)}" for name, value in template[section].items())
    for part, meaning in PARTS.items():
        yield f"{part}: {meaning}"
        for name, found in template["Resources"].items():
            if found["Metadata"]["Part"] == part:
                yield f"  {name}: {found['Type']}"
                attributes = {key: value for key, value in found.items() if key not in ("Type", "Metadata")}
                properties = attributes.pop("Properties")
                yield from (f"    ({key}) {_short(value)}" for key, value in attributes.items())
                yield from _properties(properties)


def _properties(properties: Mapping[str, Any]) -> Iterator[str]:
    for key, value in properties.items():
        if key == "Policies":
            for statement in value[0]["PolicyDocument"]["Statement"]:
                yield f"    may {_short(statement)}"
        else:
            yield f"    {key}: {_short(value)}"


def _short(value: Any) -> str:
    whole = json.dumps(value)
    digest = hashlib.sha256(whole.encode()).hexdigest()[:12]
    return whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN]}... {digest}"


if __name__ == "__main__":
    FILE.write_text(text(a_template()), "utf-8")
