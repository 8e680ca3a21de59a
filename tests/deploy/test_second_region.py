"""A sandbox's name in a second region is refused before anything is touched: buckets and roles are the same in all."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import boto3
import pytest
from moto import mock_aws

from deployment.connection import Connection
from deployment.infrastructure.buckets import ensure_buckets
from deployment.names import Names
from deployment.region import other_region
from scripts import create_infrastructure, deploy_agent, destroy, post_deploy

pytestmark = pytest.mark.usefixtures("no_stacks")

SANDBOX = ["--sandbox", "test"]
HOME = Names("123456789012", "eu-west-1", "test")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The operations that the commands ask for, in an account whose sandbox is in eu-west-1."""
    asked: list[str] = []
    make: Any = boto3.client

    def opened(sandbox: str, region: str | None) -> Connection:
        @cache
        def client(service: str) -> Any:
            made = make(service, region_name=region)
            made.meta.events.register("before-call", lambda model, **_: asked.append(model.name))
            return made

        return Connection(client, Names(HOME.account, str(region), sandbox))

    with mock_aws():
        ensure_buckets(make("s3", region_name=HOME.region), HOME, ["*"], tls_only=False)
        monkeypatch.setattr(Connection, "open", opened)
        yield asked


@pytest.mark.parametrize(
    ("command", "more"),
    [
        (create_infrastructure.main, []),
        (deploy_agent.main, ["--zip", "pyproject.toml"]),
        (deploy_agent.main, ["--role-only"]),
        (post_deploy.main, []),
        (destroy.main, ["--yes", "--force"]),
    ],
)
def test_every_command_that_changes_something_stops_and_names_the_region(
    command: Callable[[list[str]], int], more: list[str], calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command([*SANDBOX, "--region", "us-west-2", *more]) == 1

    assert set(calls) == {"HeadBucket"}
    assert "is in eu-west-1. Use --region eu-west-1, or another name" in capsys.readouterr().err


def test_in_its_own_region_it_goes_on(calls: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [*SANDBOX, "--region", "eu-west-1", "--allow-insecure-transport"]

    assert create_infrastructure.main(arguments) == 0
    assert "CreateTable" in calls


def test_a_sandbox_that_is_nowhere_may_be_made_anywhere(calls: list[str]) -> None:
    assert other_region(boto3.client("s3", region_name="us-west-2"), Names(HOME.account, "us-west-2", "new")) is None
