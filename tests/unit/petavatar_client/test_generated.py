"""The client that blocks is generated, and what the docstrings of both show works."""

import ast
import asyncio
import doctest
import inspect
from pathlib import Path
from typing import Any

import httpx
import pytest

import petavatar_client
from petavatar_client import AsyncPetAvatarClient, PetAvatarClient
from scripts.sync_client import GENERATED, generate
from tests.support.cloud import ROOT
from tests.support.deployment import API_KEY, JOB_ID, Deployment, state

JOB = {"job_id": JOB_ID, "status": "completed"}
EXAMPLES = {"create_many", "submit", "list", "picture", "variation", ""}


def test_what_is_generated_is_up_to_date(tmp_path: Path) -> None:
    generate(ROOT, tmp_path)

    for path in sorted(tmp_path.glob("*.py")):
        assert path.read_text("utf-8") == (ROOT / GENERATED / path.name).read_text("utf-8"), path.name


def test_both_have_the_same_methods_with_the_same_arguments() -> None:
    def signatures(kind: type) -> dict[str, list[str]]:
        public = {name: member for name, member in inspect.getmembers(kind, callable) if name[0] != "_"}
        return {name: list(inspect.signature(member).parameters) for name, member in public.items()}

    assert signatures(PetAvatarClient) == signatures(AsyncPetAvatarClient)


def examples_of(kind: type) -> dict[str, list[doctest.Example]]:
    members = {"": kind, **dict(inspect.getmembers(kind, inspect.isfunction))}
    found = ((name, doctest.DocTestParser().get_examples(inspect.getdoc(one) or "")) for name, one in members.items())
    return {name: examples for name, examples in found if examples}


def test_both_show_the_same() -> None:
    assert examples_of(PetAvatarClient).keys() == examples_of(AsyncPetAvatarClient).keys() == EXAMPLES


@pytest.mark.parametrize("example", sorted(EXAMPLES))
@pytest.mark.parametrize("kind", [PetAvatarClient, AsyncPetAvatarClient])
def test_what_a_docstring_shows_works(
    kind: Any, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deployment = Deployment()
    deployment.answers("GET /stage/jobs", httpx.Response(200, json={"jobs": [JOB], "cursor": None}))
    deployment.answers(f"POST /stage/jobs/{JOB_ID}/variations", state("queued"))
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff a small photo")
    monkeypatch.chdir(tmp_path)
    source = "".join(step.source for step in examples_of(kind)[example])

    with deployment.served() as api_url:
        monkeypatch.setenv("PETAVATAR_API_URL", api_url)
        monkeypatch.setenv("PETAVATAR_API_KEY", API_KEY)
        asyncio.run(run(source, kind))

    assert capsys.readouterr().out or example == "picture"


async def run(source: str, kind: Any) -> None:
    """Runs a text as a notebook would, where `await` needs no function around it."""
    code = compile(source, "example", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    client = kind()
    results = await ended(client.results(JOB_ID))
    await ended(eval(code, {**vars(petavatar_client), "client": client, "results": results}))
    await ended(client.close())


async def ended(outcome: Any) -> Any:
    return await outcome if inspect.isawaitable(outcome) else outcome
