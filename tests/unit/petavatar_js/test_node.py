"""The JavaScript client: its own tests, and types that belong to the API's document."""

import json

from scripts.js_types import CLIENT, DOCUMENT, TYPES, mark
from tests.support.cloud import ROOT
from tests.support.node import run_node


def test_its_own_tests_pass() -> None:
    files = sorted(str(path) for path in (ROOT / CLIENT / "test").glob("*.test.js"))
    assert "# fail 0" in run_node("--test", "--test-reporter=tap", *files, cwd=ROOT / CLIENT)


def test_its_types_belong_to_the_document_of_the_api() -> None:
    with (ROOT / TYPES).open(encoding="utf-8") as file:
        assert file.readline() == mark(ROOT / DOCUMENT), "run `python -m scripts.js_types`"


def test_it_needs_nothing_else_at_run_time() -> None:
    package = json.loads((ROOT / CLIENT / "package.json").read_text("utf-8"))
    assert "dependencies" not in package
    for path in (ROOT / CLIENT / "src").glob("*.js"):
        imported = [
            line.split(" from ")[1] for line in path.read_text("utf-8").splitlines() if line.startswith("import ")
        ]
        assert all(name.startswith('"./') for name in imported), path.name
