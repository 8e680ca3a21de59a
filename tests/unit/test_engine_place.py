"""Where the tests' engine is: one place says it, and no test has an engine's address of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.engines.place import RunningEngine

ENGINE_TESTS = (
    *Path("tests/integration/local").rglob("*.py"),
    *Path("tests/unit/petavatar/table").rglob("*.py"),
    Path("tests/properties/test_conditions.py"),
)
"""Tests that run against a given engine. All others are skipped then (`tests.support.engines.plugin`)."""


def addresses_in(source: str) -> Iterator[str]:
    """What a module does that fixes an engine's address, account or credentials."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "local.engine":
            yield from (name.name for name in node.names if name.name in ("ACCOUNT", "REGION", "Engine"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "boto3.client":
            yield "boto3.client"
        if isinstance(node, ast.keyword) and node.arg == "endpoint_url":
            yield "endpoint_url"


def test_no_test_of_the_engine_says_itself_where_it_is() -> None:
    found = {str(path): set(addresses_in(path.read_text("utf-8"))) for path in ENGINE_TESTS}

    assert len(found) > 20
    assert {name: places for name, places in found.items() if places} == {}


@pytest.mark.parametrize(
    "source",
    ["from local.engine import Engine", 'boto3.client("s3")', 'make("s3", endpoint_url="http://127.0.0.1:1")'],
)
def test_such_a_test_would_be_found(source: str) -> None:
    assert list(addresses_in(source))


def test_without_an_endpoint_a_run_starts_its_own_engine() -> None:
    assert RunningEngine.from_environment({}) is None


def test_an_engine_is_what_the_variables_say() -> None:
    engine = RunningEngine.from_environment(
        {
            "TEST_ENGINE_ENDPOINT": "https://127.0.0.1:9297/",
            "TEST_ENGINE_ACCESS_KEY_ID": "AKIA",
            "TEST_ENGINE_SECRET_ACCESS_KEY": "hidden",
            "TEST_ENGINE_REGION": "eu-west-1",
        }
    )

    assert engine is not None
    assert (engine.endpoint_url, engine.region) == ("https://127.0.0.1:9297", "eu-west-1")
    assert engine.credentials.environment() == {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "hidden"}
    assert "hidden" not in repr(engine)


@pytest.mark.parametrize(
    "wrong",
    [
        {"TEST_ENGINE_ENDPOINT": "127.0.0.1:9297"},
        {"TEST_ENGINE_ENDPOINT": "https://127.0.0.1:9297", "TEST_ENGINE_CA_BUNDLE": "/nowhere.pem"},
    ],
    ids=["endpoint", "bundle"],
)
def test_what_can_not_be_right_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"9297|nowhere"):
        RunningEngine.from_environment(wrong)
