"""The table of a production sandbox: AWS refuses to delete it, and `destroy` alone switches that off."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from deployment.infrastructure.table import ensure_table
from deployment.names import Names
from deployment.removal.storage import remove_storage
from scripts import create_infrastructure

pytestmark = pytest.mark.usefixtures("no_stacks")

NAMES = Names("123456789012", "us-east-1", "prod")
Client = Callable[[str], Any]


@pytest.fixture
def client() -> Iterator[Client]:
    make: Any = boto3.client
    with mock_aws():
        yield lambda service: make(service, region_name=NAMES.region)


def is_protected(client: Client) -> bool:
    return bool(client("dynamodb").describe_table(TableName=NAMES.table)["Table"]["DeletionProtectionEnabled"])


def test_a_protected_table_is_not_deleted_by_others_but_by_destroy(client: Client) -> None:
    ensure_table(client("dynamodb"), NAMES.table, protected=True)

    with pytest.raises(ClientError, match=r"DeletionProtectionEnabled|protected"):
        client("dynamodb").delete_table(TableName=NAMES.table)
    assert list(remove_storage(client, NAMES)) == [f"table {NAMES.table}"]


def test_a_table_that_is_there_already_is_protected_from_then_on(client: Client) -> None:
    ensure_table(client("dynamodb"), NAMES.table)
    assert not is_protected(client)

    ensure_table(client("dynamodb"), NAMES.table, protected=True)
    assert is_protected(client)


@pytest.mark.parametrize(("sandbox", "protected"), [("prod", True), ("production", True), ("dev", False)])
def test_production_sandboxes_are_protected(
    client: Client, monkeypatch: pytest.MonkeyPatch, sandbox: str, protected: bool
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(create_infrastructure, "create_infrastructure", lambda *args: asked.append(args[2].protected))
    monkeypatch.setattr(create_infrastructure, "summary", lambda _: "")

    arguments = ["--sandbox", sandbox, "--region", NAMES.region, "--cors-origin", "https://pets.example"]
    assert create_infrastructure.main(arguments) == 0
    assert asked == [protected]
