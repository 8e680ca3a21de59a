"""Imports run one way, functions stay lean, and each service is spoken to in one file."""

import ast
import json
import subprocess
import sys
from collections.abc import Collection, Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

from tests.support.cloud import AGENT_ARN, NAMES, ROOT

CLIENT: Final = "clients/python"
FOLDERS: Final = {
    "petavatar_client": f"{CLIENT}/petavatar_client",
    "petavatar_cli": f"{CLIENT}/petavatar_cli",
}
"""Where a package lies, if not in a folder of its own name."""

FLOORS: Final = {
    "petavatar": set[str](),
    "petavatar_client": set[str](),
    "functions": {"petavatar"},
    "agent": {"petavatar"},
    "deployment": {"petavatar", "agent"},
    "local": {"petavatar", "petavatar_client", "agent", "deployment"},
    "scripts": {"petavatar", "petavatar_client", "agent", "deployment"},
    # The system on one machine, for `demo` and `local`; imported when one of them is run, from a checkout.
    "petavatar_cli": {"petavatar_client", "local"},
    "testing": {"petavatar", "petavatar_client", "agent", "deployment", "local"},
    "evals": {"petavatar", "agent", "deployment", "local", "testing"},
    "bench": {"petavatar", "petavatar_client", "agent", "deployment", "local", "testing"},
    "tests": {"petavatar", "petavatar_client", "petavatar_cli", "agent", "deployment", "local", "scripts", "testing"}
    | {"bench", "evals"},
}
"""Each package with those below it, which are all that it may import."""

OURS: Final = frozenset(FLOORS)
HEAVY: Final = frozenset(
    {"boto3", "pydantic", "strands", "PIL", "pillow_heif", "numpy", "bedrock_agentcore", "onnxruntime"}
)
FUNCTION_LIBRARIES: Final = frozenset({"botocore", "urllib3", "aws_lambda_powertools", "_typeshed"})
"""urllib3 is what botocore's streams are made of: where it is, urllib3 is."""


def _files(package: str) -> list[Path]:
    """A package's modules; evals may have an environment of its own in its folder."""
    found = (ROOT / FOLDERS.get(package, package)).rglob("*.py")
    return sorted(file for file in found if ".venv" not in file.parts)


@cache
def _nodes(file: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(file.read_text("utf-8"))))


def _imports(file: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in _nodes(file):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _modules_imported(file: Path, modules: Collection[str]) -> Iterator[str]:
    """The modules among these that a file imports; `from a import b` is an import of `a.b`, if that is a module."""
    for node in _nodes(file):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        for name in names:
            module = getattr(node, "module", None)
            whole = f"{module}.{name}" if module else name
            yield from {whole if whole in modules else module or name} & set(modules)


def _roots(file: Path) -> set[str]:
    return {name.partition(".")[0] for name in _imports(file)}


def _named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix().removeprefix(f"{CLIENT}/")


def test_every_package_has_its_floor() -> None:
    packages = {file.relative_to(ROOT).parts[0] for file in _tracked() if len(file.relative_to(ROOT).parts) > 1}

    assert packages - {"clients"} | set(FOLDERS) == OURS


def _tracked() -> list[Path]:
    made = {"build", "dist", "out"}
    return [file for top in ROOT.iterdir() if top.name[0] != "." and top.name not in made for file in top.rglob("*.py")]


def test_the_floors_lie_one_above_the_other() -> None:
    # Raises on a cycle.
    order = list(TopologicalSorter(FLOORS).static_order())

    assert set(order) == OURS
    assert all(below <= OURS for below in FLOORS.values())


@pytest.mark.parametrize("package", FLOORS)
def test_imports_go_down_only(package: str) -> None:
    upward = {_named(file): _roots(file) & OURS - FLOORS[package] - {package} for file in _files(package)}

    assert upward
    assert {file: roots for file, roots in upward.items() if roots} == {}


def test_an_upward_import_would_be_found(tmp_path: Path) -> None:
    stray = tmp_path / "stray.py"
    stray.write_text("def late():\n    from tests.support import cloud\n")

    assert _roots(stray) & OURS - FLOORS["bench"] == {"tests"}


@pytest.mark.parametrize("package", ["petavatar", "functions"])
def test_what_a_function_carries_is_lean(package: str) -> None:
    allowed = FUNCTION_LIBRARIES | OURS | sys.stdlib_module_names
    strays = {_named(file): _roots(file) - allowed for file in _files(package)}

    assert {file: roots for file, roots in strays.items() if roots} == {}


def test_the_client_needs_httpx_and_later_types_and_nothing_else() -> None:
    allowed = {"httpx", "typing_extensions", "petavatar_client"} | sys.stdlib_module_names
    strays = {_named(file): _roots(file) - allowed for file in _files("petavatar_client")}

    assert strays
    assert {file: roots for file, roots in strays.items() if roots} == {}


def test_the_client_says_that_it_is_typed() -> None:
    assert (ROOT / FOLDERS["petavatar_client"] / "py.typed").exists()


@pytest.mark.parametrize("package", ["petavatar", "functions", "agent"])
def test_nothing_is_imported_in_roundabout_ways(package: str) -> None:
    for file in _files(package):
        names = set(_imports(file))
        assert not {name for name in names if name.startswith(("importlib", "runpy"))} - {
            "importlib.resources",
            "importlib.resources.files",
            "importlib.resources.abc",
            "importlib.resources.abc.Traversable",
        }
        assert "__import__" not in file.read_text("utf-8")


@pytest.mark.parametrize("package", sorted(OURS - {"functions"}))
def test_no_two_modules_import_each_other(package: str) -> None:
    modules = {
        _named(file).removesuffix(".py").removesuffix("/__init__").replace("/", "."): file for file in _files(package)
    }

    graph = {name: set(_modules_imported(file, modules.keys())) - {name} for name, file in modules.items()}

    # Raises on a cycle.
    assert set(TopologicalSorter(graph).static_order()) == set(modules)


@pytest.mark.parametrize(
    ("methods", "home"),
    [
        ({"get_item", "put_item", "update_item", "delete_item", "scan"}, "petavatar/table/store.py"),
        ({"generate_presigned_post", "generate_presigned_url"}, "petavatar/storage.py"),
        ({"put_events"}, "petavatar/job_events.py"),
        ({"send_message", "receive_message", "change_message_visibility"}, "petavatar/queue.py"),
        ({"invoke_agent_runtime"}, "petavatar/agent_runtime.py"),
        ({"converse", "invoke_model"}, "agent/models/bedrock.py"),
    ],
)
def test_each_service_is_spoken_to_in_one_file(methods: set[str], home: str) -> None:
    speaking = {
        _named(file)
        for package in ("petavatar", "functions", "agent")
        for file in _files(package)
        for node in _nodes(file)
        if isinstance(node, ast.Attribute) and node.attr in methods
    }

    assert speaking == {home}


def _loaded(code: str, environment: dict[str, str]) -> set[str]:
    """The packages that a fresh process has loaded after it ran some code."""
    end = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"],
        env=environment | {"PATH": "/usr/bin:/bin", "AWS_DEFAULT_REGION": "us-east-1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return {name.partition(".")[0] for name in json.loads(end.stdout.splitlines()[-1])}


LOAD_HANDLERS: Final = """
import importlib, pathlib, runpy
for file in sorted(pathlib.Path("petavatar").glob("*.py")):
    importlib.import_module("petavatar" if file.stem == "__init__" else f"petavatar.{file.stem}")
for file in sorted(pathlib.Path("functions").glob("*/handler.py")):
    runpy.run_path(str(file))
"""


def test_functions_load_nothing_of_the_agent_and_nothing_heavy() -> None:
    loaded = _loaded(
        LOAD_HANDLERS,
        {
            "DYNAMODB_TABLE_NAME": NAMES.table,
            "S3_UPLOAD_BUCKET": NAMES.upload_bucket,
            "S3_GENERATED_BUCKET": NAMES.generated_bucket,
            "SQS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/q",
            "SQS_DLQ_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/dlq",
            "WEBHOOK_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/webhooks",
            "WEBHOOK_DLQ_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/webhooks-dlq",
            "API_KEY_SECRET_ARN": "arn",
            "AGENT_RUNTIME_ARN": AGENT_ARN,
            "SANDBOX": NAMES.sandbox,
        },
    )

    assert {"petavatar", "botocore"} <= loaded
    assert loaded & (HEAVY | OURS - {"petavatar"}) == set()


def test_the_agent_loads_nothing_of_the_functions_and_nothing_local() -> None:
    loaded = _loaded("import agent.main", {"S3_UPLOAD_BUCKET": "u", "S3_GENERATED_BUCKET": "g"})

    assert {"agent", "petavatar", "strands"} <= loaded
    assert loaded & (OURS - {"agent", "petavatar"}) == set()
    assert "onnxruntime" not in loaded
